//! Headers that are sent with every request to a target.

use super::super::state::Editor;
use crate::{
    editors::{Column, Row},
    form::NoteLine,
};
use domain::Header;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub(super) fn HeaderFields(row_key: u32, row: Memo<Row>) -> impl IntoView {
    let editor = Editor::get();
    let input = editor.input(row_key, Column::Headers);
    // Only another number of headers makes other fields: typing must not take the focus away.
    let count = Memo::new(move |_| row.with(|row| row.connection.headers.len()));
    view! {
        <fieldset class="field editor-headers" id=input.id() data-testid=move || input.testid() tabindex="-1">
            <legend>{Column::Headers.label()}</legend>
            {move || (0..count.get()).map(|index| view! { <HeaderLine row_key row index/> }).collect_view()}
            <button type="button" class="btn btn-quiet btn-small" data-testid="target-header-add" on:click=move |_| {
                editor.change_row(row_key, Column::Headers, |row| {
                    Arc::make_mut(&mut row.connection).headers.push(Header::default());
                });
            }>"Add a header"</button>
            <p class="field-hint">"Sent with every request. Values are stored encrypted and never shown."</p>
            <NoteLine input/>
        </fieldset>
    }
    .into_any()
}

#[component]
fn HeaderLine(row_key: u32, row: Memo<Row>, index: usize) -> impl IntoView {
    let editor = Editor::get();
    let header = move || row.with(|row| row.connection.headers.get(index).cloned().unwrap_or_default());
    let leave = move || editor.form.leave(Column::Headers.id(row_key));
    view! {
        <div class="editor-header">
            <input type="text" class="input" data-testid="target-header-name" placeholder="X-Name" autocomplete="off"
                autocapitalize="off" spellcheck="false" aria-label=format!("Name of header {}", index + 1)
                prop:value=move || header().name
                on:input:target=move |ev| editor.change_row(row_key, Column::Headers, |row| row.name_header(index, ev.target().value()))
                on:blur=move |_| leave()/>
            <input type="password" class="input" data-testid="target-header-value" autocomplete="new-password"
                spellcheck="false" aria-label=format!("Value of header {}", index + 1)
                placeholder=move || if header().has_value { "stored" } else { "value" }
                prop:value=move || header().value.map_or_else(String::new, |value| value.expose().to_owned())
                on:input:target=move |ev| editor.change_row(row_key, Column::Headers, |row| row.write_header(index, ev.target().value()))
                on:blur=move |_| leave()/>
            <button type="button" class="btn btn-quiet btn-small" data-testid="target-header-remove"
                aria-label=format!("Remove header {}", index + 1)
                on:click=move |_| editor.change_row(row_key, Column::Headers, |row| row.remove_header(index))>"Remove"</button>
        </div>
    }
    .into_any()
}
