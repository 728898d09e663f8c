//! Headers that are sent with every request to a target.

use super::super::{cell::Note, state::Editor};
use crate::editor::{Column, Row};
use domain::{Header, TokenAuth};
use leptos::prelude::*;

#[component]
pub(super) fn HeaderFields(row_key: u32, row: Memo<Row>) -> impl IntoView {
    let editor = Editor::get();
    let id = StoredValue::new(Column::Headers.id(row_key));
    let note = Note::at(id.get_value());
    // Only another number of headers makes other fields: typing must not take the focus away.
    let count = Memo::new(move |_| row.with(|row| row.connection.headers.len()));
    view! {
        <fieldset class="field editor-headers" id=id.get_value() tabindex="-1">
            <legend>{Column::Headers.label()}</legend>
            {move || (0..count.get()).map(|index| view! { <HeaderLine row_key row index/> }).collect_view()}
            <button type="button" class="btn btn-quiet btn-small" data-testid="target-header-add" on:click=move |_| {
                editor.change_connection(row_key, Column::Headers, |connection| connection.headers.push(Header::default()));
            }>"Add a header"</button>
            <p class="field-hint">"Sent with every request. Values are stored encrypted and never shown."</p>
            {move || note.view()}
        </fieldset>
    }
    .into_any()
}

#[component]
fn HeaderLine(row_key: u32, row: Memo<Row>, index: usize) -> impl IntoView {
    let editor = Editor::get();
    let header = move || row.with(|row| row.connection.headers.get(index).cloned().unwrap_or_default());
    let change = move |change: Box<dyn FnOnce(&mut Header)>| {
        editor.change_connection(row_key, Column::Headers, |connection| {
            if let Some(header) = connection.headers.get_mut(index) {
                change(header);
            }
        });
        editor.touch(&Column::Headers.id(row_key));
    };
    let rename = move |name: String| {
        change(Box::new(move |header| {
            header.name = name;
            // What is stored is stored under the name before.
            header.has_value = header.value.is_some();
        }));
    };
    let write = move |text: String| {
        change(Box::new(move |header| {
            header.has_value = !text.is_empty();
            header.value = header.has_value.then(|| TokenAuth::as_it_is(text));
        }));
    };
    let remove = move |_| {
        editor.change_connection(row_key, Column::Headers, |connection| {
            if index < connection.headers.len() {
                connection.headers.remove(index);
            }
        });
    };
    view! {
        <div class="editor-header">
            <input type="text" class="input" data-testid="target-header-name" placeholder="X-Name" autocomplete="off"
                autocapitalize="off" spellcheck="false" aria-label=format!("Name of header {}", index + 1)
                prop:value=move || header().name
                on:input:target=move |ev| rename(ev.target().value())/>
            <input type="password" class="input" data-testid="target-header-value" autocomplete="new-password"
                spellcheck="false" aria-label=format!("Value of header {}", index + 1)
                placeholder=move || if header().has_value { "stored" } else { "value" }
                prop:value=move || header().value.map_or_else(String::new, |value| value.expose().to_owned())
                on:input:target=move |ev| write(ev.target().value())/>
            <button type="button" class="btn btn-quiet btn-small" data-testid="target-header-remove"
                aria-label=format!("Remove header {}", index + 1) on:click=remove>"Remove"</button>
        </div>
    }
    .into_any()
}
