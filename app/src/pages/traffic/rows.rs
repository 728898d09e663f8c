//! Moving rows of a list: by two buttons, and by Alt with an arrow key from any input of the row.

use super::state::Editor;
use crate::editor::traffic::{At, List};
use leptos::{ev::KeyboardEvent, prelude::*};
use wasm_bindgen::JsCast;

/// One place up, one place down.
#[component]
pub(super) fn MoveButtons(
    list: List,
    row_key: u32,
    /// What the row is called.
    name: Signal<String>,
) -> impl IntoView {
    let editor = Editor::get();
    let place = Memo::new(move |_| {
        editor.draft.with(|draft| (draft.index_of(list, row_key), draft.rows(list).len().saturating_sub(1)))
    });
    let button = move |up: bool, word: &'static str, sign: &'static str| {
        let id = format!("r{row_key}-{word}");
        let focus = id.clone();
        let at_end = move || {
            let (index, last) = place.get();
            index == Some(if up { 0 } else { last })
        };
        view! {
            <button type="button" id=id class="btn btn-quiet btn-icon btn-small" data-testid=format!("row-{word}")
                aria-label=move || format!("Move {} {word}", name.get()) aria-disabled=move || at_end().to_string()
                on:click=move |_| editor.shift(list, row_key, up, &focus)>{sign}</button>
        }
    };
    view! {
        {button(true, "up", "↑")}
        {button(false, "down", "↓")}
    }
    .into_any()
}

/// Alt with an arrow key moves the row; the focus stays where it is, or goes to the input of `column`.
pub(super) fn move_by_key(editor: Editor, list: List, key: u32, column: &'static str, event: &KeyboardEvent) {
    let up = match event.key().as_str() {
        "ArrowUp" => true,
        "ArrowDown" => false,
        _ => return,
    };
    if !event.alt_key() {
        return;
    }
    event.prevent_default();
    let focused = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let focused = focused.map(|element| element.id()).filter(|id| !id.is_empty());
    editor.shift(list, key, up, &focused.unwrap_or_else(|| At::Cell(list, key, column).id()));
}
