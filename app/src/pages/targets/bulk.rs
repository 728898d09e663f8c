//! Many targets at once: selecting them, and what can be done to all that are selected.

use super::{filter::LONG, state::Editor};
use crate::components::{clipboard::copy_text, download::download, use_toasts};
use crate::{
    editors::{Column, export::csv},
    format::count,
};
use leptos::{prelude::*, task::spawn_local};

impl Editor {
    /// Whether rows can be selected at all.
    pub(super) fn selects(self) -> Memo<bool> {
        Memo::new(move |_| self.draft.with(|draft| draft.rows.len() > LONG))
    }

    /// Selects rows, or not any more.
    pub(super) fn select(self, keys: &[u32], on: bool) {
        self.selected.update(|selected| {
            for key in keys {
                if on {
                    selected.insert(*key);
                } else {
                    selected.remove(key);
                }
            }
        });
    }

    /// The selected rows that are still there, in the order of the list.
    fn selection(self) -> Vec<u32> {
        self.draft.with(|draft| {
            self.selected
                .with(|selected| draft.rows.iter().map(|row| row.key).filter(|key| selected.contains(key)).collect())
        })
    }
}

/// Selects one row.
#[component]
pub(super) fn SelectBox(row_key: u32, name: Memo<String>) -> impl IntoView {
    let editor = Editor::get();
    let selects = editor.selects();
    view! {
        <Show when=move || selects.get()>
            <input type="checkbox" class="editor-select" data-testid="target-select" aria-label=move || format!("Select {}", name.get())
                prop:checked=move || editor.selected.with(|selected| selected.contains(&row_key))
                on:change:target=move |event| editor.select(&[row_key], event.target().checked())/>
        </Show>
    }
}

/// Selects all rows that the filter shows, on other pages too.
#[component]
pub(super) fn SelectAll() -> impl IntoView {
    let editor = Editor::get();
    let all = Memo::new(move |_| {
        editor.shown.with(|shown| {
            !shown.is_empty() && editor.selected.with(|selected| shown.iter().all(|key| selected.contains(key)))
        })
    });
    view! {
        <label class="editor-select-all">
            <input type="checkbox" class="editor-select" data-testid="target-select-all" prop:checked=move || all.get()
                on:change:target=move |event| editor.select(&editor.shown.get_untracked(), event.target().checked())/>
            "Select all"
        </label>
    }
    .into_any()
}

/// What can be done to the selected rows; nothing while there are none.
#[component]
pub(super) fn BulkBar() -> impl IntoView {
    let editor = Editor::get();
    let toasts = use_toasts();
    let selection = Memo::new(move |_| editor.selection());
    let weight = RwSignal::new(String::new());
    let enable = move |enabled: bool| {
        let keys = selection.get_untracked();
        editor.draft.update(|draft| {
            for key in keys {
                if let Some(row) = draft.rows.by_key_mut(key) {
                    row.enabled = enabled;
                }
            }
        });
    };
    let set_weight = move || {
        let text = weight.get_untracked();
        for key in selection.get_untracked() {
            editor.form.edit(&Column::Weight.id(key));
            editor.type_cell(key, Column::Weight, text.clone());
        }
    };
    let copy = move |_| {
        let text = editor.draft.with_untracked(|draft| csv(draft, &selection.get_untracked()));
        spawn_local(async move {
            if copy_text(&text).await {
                toasts.done("Copied as a list, without tokens.");
            } else {
                download("trackstorm-targets.csv", "text/csv", &text);
            }
        });
    };
    view! {
        <Show when=move || selection.with(|keys| !keys.is_empty())>
            <div class="editor-bulk" role="group" aria-label="Selected targets" data-testid="bulk">
                <b role="status">{move || format!("{} selected", count(selection.with(Vec::len) as u64))}</b>
                <button type="button" class="btn btn-small" data-testid="bulk-enable" on:click=move |_| enable(true)>"Enable"</button>
                <button type="button" class="btn btn-small" data-testid="bulk-disable" on:click=move |_| enable(false)>"Disable"</button>
                <span class="editor-bulk-weight">
                    <input type="text" class="input" inputmode="numeric" placeholder="Weight" aria-label="Weight of all selected"
                        data-testid="bulk-weight" prop:value=weight on:input:target=move |event| weight.set(event.target().value())/>
                    <button type="button" class="btn btn-small" data-testid="bulk-set-weight"
                        aria-disabled=move || weight.with(|text| text.trim().is_empty()).to_string()
                        on:click=move |_| if weight.with_untracked(|text| !text.trim().is_empty()) { set_weight(); }>"Set weight"</button>
                </span>
                <button type="button" class="btn btn-small" data-testid="bulk-test"
                    on:click=move |_| editor.test_rows(selection.get_untracked())>"Test"</button>
                <button type="button" class="btn btn-small" data-testid="bulk-copy" on:click=copy>"Copy as list"</button>
                <button type="button" class="btn btn-small" data-testid="bulk-remove"
                    on:click=move |_| editor.remove_rows(&selection.get_untracked())>"Remove"</button>
                <button type="button" class="btn btn-quiet btn-small" data-testid="bulk-clear"
                    on:click=move |_| editor.selected.set(Default::default())>"Clear selection"</button>
            </div>
        </Show>
    }
    .into_any()
}
