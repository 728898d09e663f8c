//! One target in the table.

use super::{
    cell::{Cell, rate_column},
    details::{DetailsButton, DetailsLine},
    probe::{AnswerLine, ProbeCell},
    state::Editor,
    token::TokenCell,
};
use crate::{
    components::{
        Drag,
        icon::{Icon, IconName},
    },
    editor::{Column, Row},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

#[component]
pub(super) fn TargetRow(row_key: u32) -> impl IntoView {
    let (editor, drag) = (Editor::get(), Drag::get());
    let row = Memo::new(move |_| editor.draft.with(|draft| draft.row(row_key).cloned().unwrap_or_default()));
    let index = Memo::new(move |_| editor.draft.with(|draft| draft.index_of(row_key).unwrap_or_default()));
    let name = Memo::new(move |_| {
        editor.assessed.with(|assessed| {
            assessed.config.targets.get(index.get()).map(|target| target.name.clone()).unwrap_or_default()
        })
    });
    let share = Memo::new(move |_| editor.split.with(|split| split.as_ref().as_ref()?.share_of(index.get())));
    let strategy = editor.strategy();
    let last = Memo::new(move |_| editor.draft.with(|draft| index.get() + 1 >= draft.rows.len()));

    // Alt with an arrow key moves the row; the focus stays where it is.
    let on_key = move |ev: leptos::ev::KeyboardEvent| {
        let up = match ev.key().as_str() {
            "ArrowUp" => true,
            "ArrowDown" => false,
            _ => return,
        };
        if !ev.alt_key() {
            return;
        }
        ev.prevent_default();
        let focused = ev.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let focused = focused.map(|element| element.id()).filter(|id| !id.is_empty());
        editor.shift_row(row_key, up, &focused.unwrap_or_else(|| Column::Name.id(row_key)));
    };
    let move_button = move |up: bool, label: &'static str, sign: &'static str, testid: &'static str| {
        let id = format!("t{row_key}-{testid}");
        let focus = id.clone();
        view! {
            <button type="button" id=id class="btn btn-quiet btn-icon btn-small" data-testid=testid
                aria-label=move || format!("Move {} {label}", name.get())
                aria-disabled=move || (if up { index.get() == 0 } else { last.get() }).to_string()
                on:click=move |_| editor.shift_row(row_key, up, &focus)>{sign}</button>
        }
    };
    view! {
        <tr class="editor-row" class:editor-row-off=move || !row.with(|row: &Row| row.enabled)
            class:editor-row-dragged=move || drag.is_dragged(row_key) data-drop=move || drag.side(row_key)
            data-testid="target-row" on:keydown=on_key
            on:dragover=move |ev| drag.over(row_key, &ev) on:drop=move |ev| drag.land(row_key, &ev)>
            <td class="editor-order">
                // For the mouse; the buttons do the same for everybody else.
                <span class="editor-grip" draggable="true" aria-hidden="true" title="Drag to another place" data-testid="target-grip"
                    on:dragstart=move |ev| drag.start(row_key, &ev) on:dragend=move |_| drag.end()>
                    <Icon name=IconName::Grip/>
                </span>
                {move_button(true, "up", "↑", "target-up")}
                <span class="editor-number">{move || index.get() + 1}</span>
                {move_button(false, "down", "↓", "target-down")}
            </td>
            <td class="editor-on" data-label="On">
                <input type="checkbox" role="switch" class="switch" id=format!("t{row_key}-enabled") data-testid="target-enabled"
                    aria-label=move || format!("{} gets load", name.get())
                    checked=row.with_untracked(|row| row.enabled)
                    prop:checked=move || row.with(|row| row.enabled)
                    on:change:target=move |ev| {
                        let enabled = ev.target().checked();
                        editor.draft.update(|draft| {
                            if let Some(row) = draft.row_mut(row_key) {
                                row.enabled = enabled;
                            }
                        });
                    }/>
            </td>
            <Cell row_key row name column=Column::Name testid="target-name"/>
            <Cell row_key row name column=Column::Url testid="target-url"/>
            <Cell row_key row name column=Column::SiteId testid="target-site"/>
            {move || match rate_column(strategy.get()) {
                Column::VisitsPerDay => {
                    view! { <Cell row_key row name column=Column::VisitsPerDay testid="target-visits-per-day"/> }.into_any()
                }
                _ => view! { <Cell row_key row name column=Column::Weight testid="target-weight"/> }.into_any(),
            }}
            <td class="editor-share" data-label="Expected share" data-testid="target-share">
                {move || share.get().map_or_else(
                    || view! { <span class="muted">"–"</span> }.into_any(),
                    |share| view! {
                        <span class="editor-bar" aria-hidden="true"><i style:width=format!("{:.2}%", share * 100.0)></i></span>
                        <span>{crate::format::share(share)}</span>
                    }.into_any(),
                )}
            </td>
            <TokenCell row_key row name/>
            <ProbeCell row_key name/>
            <td class="editor-actions">
                <DetailsButton row_key row name/>
                <button type="button" class="btn btn-quiet btn-small" data-testid="target-duplicate" title="Duplicate"
                    aria-label=move || format!("Duplicate {}", name.get())
                    on:click=move |_| editor.duplicate_row(row_key)>
                    <Icon name=IconName::Copy/><span class="editor-action-word">"Duplicate"</span>
                </button>
                <button type="button" class="btn btn-quiet btn-small editor-remove" data-testid="target-remove" title="Remove"
                    aria-label=move || format!("Remove {}", name.get())
                    on:click=move |_| editor.remove_row(row_key)>
                    <Icon name=IconName::Remove/><span class="editor-action-word">"Remove"</span>
                </button>
            </td>
        </tr>
        <DetailsLine row_key row name/>
        <AnswerLine row_key/>
    }
    .into_any()
}
