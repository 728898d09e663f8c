//! How a target is reached where its address alone does not say it. Secrets are written, kept or cleared, and never
//! shown.

mod headers;

use super::state::Editor;
use crate::{
    editors::{Column, Row},
    form::Field,
};
use domain::fields;
use headers::HeaderFields;
use leptos::prelude::*;
use std::sync::Arc;

/// The columns of these fields.
pub(super) const COLUMNS: [Column; 7] = [
    Column::ConnectTo,
    Column::Proxy,
    Column::User,
    Column::Password,
    Column::ClientCertificate,
    Column::ClientKey,
    Column::Headers,
];

#[component]
pub(super) fn ConnectionFields(row_key: u32, row: Memo<Row>) -> impl IntoView {
    let editor = Editor::get();
    let exact_id = format!("t{row_key}-exact");
    view! {
        <div class="editor-connection">
            <Text row_key row column=Column::ConnectTo placeholder=Column::ConnectTo.absent()/>
            <Text row_key row column=Column::Proxy placeholder=Column::Proxy.absent()/>
            <Text row_key row column=Column::User placeholder=Column::User.absent()/>
            <Secret row_key row column=Column::Password/>
            <div class="field">
                <label for=exact_id.clone()>"URL as it is"</label>
                <input type="checkbox" role="switch" class="switch" id=exact_id data-testid="target-exact-url"
                    prop:checked=move || row.with(|row| row.connection.exact_url)
                    on:change:target=move |ev| {
                        let is_exact = ev.target().checked();
                        editor.change_row(row_key, Column::Url, |row| Arc::make_mut(&mut row.connection).exact_url = is_exact);
                    }/>
                <p class="field-hint">{fields::of_target("connection.exact_url").map(|field| field.help)}</p>
            </div>
            <Text row_key row column=Column::ClientCertificate lines=3 placeholder="-----BEGIN CERTIFICATE-----"/>
            <Secret row_key row column=Column::ClientKey lines=3/>
            <HeaderFields row_key row/>
        </div>
    }
    .into_any()
}

#[component]
fn Text(
    row_key: u32,
    row: Memo<Row>,
    column: Column,
    placeholder: &'static str,
    /// Lines of a longer text.
    #[prop(optional)]
    lines: u32,
) -> impl IntoView {
    let editor = Editor::get();
    view! {
        <Field input=editor.input(row_key, column) label=column.label() hint=column.help() placeholder lines class=class_of(lines)
            text=Memo::new(move |_| row.with(|row| row.text(column).to_owned()))
            on_text=move |text| editor.type_cell(row_key, column, text)/>
    }
}

fn class_of(lines: u32) -> &'static str {
    if lines > 0 { "editor-certificate" } else { "" }
}

/// A secret: typing replaces a stored one, and an empty field keeps it.
#[component]
fn Secret(
    row_key: u32,
    row: Memo<Row>,
    column: Column,
    /// Lines of a longer text.
    #[prop(optional)]
    lines: u32,
) -> impl IntoView {
    let editor = Editor::get();
    let will_have = Memo::new(move |_| row.with(|row| row.will_have(column)));
    let is_cleared = Memo::new(move |_| row.with(|row| row.has_stored(column)) && !will_have.get());
    let placeholder = Signal::derive(move || match (will_have.get(), is_cleared.get()) {
        (true, _) => "stored".to_owned(),
        (_, true) => "cleared when saved".to_owned(),
        _ => "none".to_owned(),
    });
    let keep = move |keeps: bool| editor.change_row(row_key, column, |row| row.keep_secret(column, keeps));
    view! {
        <Field input=editor.input(row_key, column) label=column.label() hint=column.help() lines kind="password" class=class_of(lines)
            placeholder
            text=Memo::new(move |_| row.with(|row| row.text(column).to_owned()))
            on_text=move |text| editor.type_cell(row_key, column, text)>
            {move || will_have.get().then(|| view! {
                <button type="button" class="btn btn-quiet btn-small" data-testid=format!("clear-{}", column.field())
                    aria-label=format!("Clear: {}", column.label()) on:click=move |_| keep(false)>"Clear"</button>
            })}
            {move || is_cleared.get().then(|| view! {
                <button type="button" class="btn btn-quiet btn-small" data-testid=format!("keep-{}", column.field())
                    aria-label=format!("Keep: {}", column.label()) on:click=move |_| keep(true)>"Keep"</button>
            })}
        </Field>
    }
}
