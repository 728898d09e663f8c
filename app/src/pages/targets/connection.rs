//! How a target is reached where its address alone does not say it. Secrets are written, kept or cleared, and never
//! shown.

mod headers;

use super::state::Editor;
use crate::{
    editors::{Column, Row},
    form::Field,
};
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
            <Text row_key row column=Column::ConnectTo placeholder="the host of the URL"
                hint="A host name or address, and maybe a port, in place of the one in the URL, whose name is still asked for."/>
            <Text row_key row column=Column::Proxy placeholder="as the environment says"
                hint="http://host:port, or direct for none."/>
            <Text row_key row column=Column::User placeholder="none"
                hint="Of Basic authentication, where a password stands in front of the Matomo."/>
            <Secret row_key row column=Column::Password hint="Stored encrypted and never shown."/>
            <div class="field">
                <label for=exact_id.clone()>"URL as it is"</label>
                <input type="checkbox" role="switch" class="switch" id=exact_id data-testid="target-exact-url"
                    prop:checked=move || row.with(|row| row.connection.exact_url)
                    on:change:target=move |ev| {
                        let is_exact = ev.target().checked();
                        editor.change_row(row_key, Column::Url, |row| Arc::make_mut(&mut row.connection).exact_url = is_exact);
                    }/>
                <p class="field-hint">"The URL is the tracker itself, whatever it is called: nothing is appended, and it may have a query."</p>
            </div>
            <Text row_key row column=Column::ClientCertificate lines=3 placeholder="-----BEGIN CERTIFICATE-----"
                hint="In PEM form, with those of its issuers behind it: what Trackstorm identifies itself with."/>
            <Secret row_key row column=Column::ClientKey lines=3
                hint="Of the client certificate, in PEM form. Stored encrypted and never shown."/>
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
    hint: &'static str,
    placeholder: &'static str,
    /// Lines of a longer text.
    #[prop(optional)]
    lines: u32,
) -> impl IntoView {
    let editor = Editor::get();
    view! {
        <Field input=editor.input(row_key, column) label=column.label() hint placeholder lines class=class_of(lines)
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
    hint: &'static str,
    /// Lines of a longer text.
    #[prop(optional)]
    lines: u32,
) -> impl IntoView {
    let editor = Editor::get();
    let will_have = Memo::new(move |_| row.with(|row| row.will_have(column)));
    let is_cleared = Memo::new(move |_| row.with(|row| row.has_stored(column)) && !will_have.get());
    let placeholder = move || match (will_have.get(), is_cleared.get()) {
        (true, _) => "stored",
        (_, true) => "cleared when saved",
        _ => "none",
    };
    let keep = move |keeps: bool| editor.change_row(row_key, column, |row| row.keep_secret(column, keeps));
    view! {
        <Field input=editor.input(row_key, column) label=column.label() hint lines kind="password" class=class_of(lines)
            placeholder=Signal::derive(move || placeholder().to_owned())
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
