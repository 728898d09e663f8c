//! How a target is reached where its address alone does not say it. Secrets are written, kept or cleared, and never
//! shown.

mod headers;

use super::{cell::Note, state::Editor};
use crate::editor::{Column, Row};
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
            <Text row_key row column=Column::ConnectTo testid="target-connect-to" placeholder="the host of the URL"
                hint="A host name or address, and maybe a port, in place of the one in the URL, whose name is still asked for."/>
            <Text row_key row column=Column::Proxy testid="target-proxy" placeholder="as the environment says"
                hint="http://host:port, or direct for none."/>
            <Text row_key row column=Column::User testid="target-user" placeholder="none"
                hint="Of Basic authentication, where a password stands in front of the Matomo."/>
            <Secret row_key row column=Column::Password testid="target-password" hint="Stored encrypted and never shown."/>
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
            <Pem row_key row column=Column::ClientCertificate testid="target-client-certificate"
                hint="In PEM form, with those of its issuers behind it: what Trackstorm identifies itself with."/>
            <Secret row_key row column=Column::ClientKey testid="target-client-key" is_long=true
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
    testid: &'static str,
    hint: &'static str,
    placeholder: &'static str,
) -> impl IntoView {
    let editor = Editor::get();
    let id = StoredValue::new(column.id(row_key));
    let note = Note::at(id.get_value());
    let hint_id = move || format!("{}-hint", id.get_value());
    view! {
        <div class="field">
            <label for=id.get_value()>{column.label()}</label>
            <input type="text" class="input" id=id.get_value() data-testid=testid placeholder=placeholder
                autocomplete="off" autocapitalize="off" spellcheck="false"
                prop:value=move || row.with(|row| row.text(column).to_owned())
                aria-invalid=move || note.invalid()
                aria-describedby=move || note.described_with(hint_id())
                on:input:target=move |ev| editor.type_cell(row_key, column, ev.target().value())
                on:blur=move |_| editor.touch(&id.get_value())/>
            <p class="field-hint" id=hint_id()>{hint}</p>
            {move || note.view()}
        </div>
    }
    .into_any()
}

#[component]
fn Pem(row_key: u32, row: Memo<Row>, column: Column, testid: &'static str, hint: &'static str) -> impl IntoView {
    let editor = Editor::get();
    let id = StoredValue::new(column.id(row_key));
    let note = Note::at(id.get_value());
    let hint_id = move || format!("{}-hint", id.get_value());
    view! {
        <div class="field editor-certificate">
            <label for=id.get_value()>{column.label()}</label>
            <textarea class="input" id=id.get_value() data-testid=testid rows="3" spellcheck="false" autocomplete="off"
                placeholder="-----BEGIN CERTIFICATE-----"
                prop:value=move || row.with(|row| row.text(column).to_owned())
                aria-invalid=move || note.invalid()
                aria-describedby=move || note.described_with(hint_id())
                on:input:target=move |ev| editor.type_cell(row_key, column, ev.target().value())
                on:blur=move |_| editor.touch(&id.get_value())></textarea>
            <p class="field-hint" id=hint_id()>{hint}</p>
            {move || note.view()}
        </div>
    }
    .into_any()
}

/// A secret: typing replaces a stored one, and an empty field keeps it.
#[component]
fn Secret(
    row_key: u32,
    row: Memo<Row>,
    column: Column,
    testid: &'static str,
    hint: &'static str,
    /// Whether it has several lines.
    #[prop(optional)]
    is_long: bool,
) -> impl IntoView {
    let editor = Editor::get();
    let id = StoredValue::new(column.id(row_key));
    let note = Note::at(id.get_value());
    let hint_id = move || format!("{}-hint", id.get_value());
    let text = move || row.with(|row| row.text(column).to_owned());
    let will_have = Memo::new(move |_| row.with(|row| row.will_have(column)));
    let is_cleared = Memo::new(move |_| row.with(|row| row.has_stored(column)) && !will_have.get());
    let placeholder = move || match (will_have.get(), is_cleared.get()) {
        (true, _) => "stored",
        (_, true) => "cleared when saved",
        _ => "none",
    };
    let typed = move |text: String| editor.type_cell(row_key, column, text);
    let input = if is_long {
        view! {
            <textarea class="input" id=id.get_value() data-testid=testid rows="3" spellcheck="false" autocomplete="off"
                placeholder=placeholder prop:value=text
                aria-invalid=move || note.invalid()
                aria-describedby=move || note.described_with(hint_id())
                on:input:target=move |ev| typed(ev.target().value())
                on:blur=move |_| editor.touch(&id.get_value())></textarea>
        }
        .into_any()
    } else {
        view! {
            <input type="password" class="input" id=id.get_value() data-testid=testid autocomplete="new-password"
                spellcheck="false" placeholder=placeholder prop:value=text
                aria-invalid=move || note.invalid()
                aria-describedby=move || note.described_with(hint_id())
                on:input:target=move |ev| typed(ev.target().value())
                on:blur=move |_| editor.touch(&id.get_value())/>
        }
        .into_any()
    };
    view! {
        <div class="field" class:editor-certificate=is_long>
            <label for=id.get_value()>{column.label()}</label>
            {input}
            {move || will_have.get().then(|| view! {
                <button type="button" class="btn btn-quiet btn-small" data-testid=format!("{testid}-clear")
                    aria-label=format!("Clear: {}", column.label())
                    on:click=move |_| editor.change_row(row_key, column, |row| row.keep_secret(column, false))>"Clear"</button>
            })}
            {move || is_cleared.get().then(|| view! {
                <button type="button" class="btn btn-quiet btn-small" data-testid=format!("{testid}-keep")
                    aria-label=format!("Keep: {}", column.label())
                    on:click=move |_| editor.change_row(row_key, column, |row| row.keep_secret(column, true))>"Keep"</button>
            })}
            <p class="field-hint" id=hint_id()>{hint}</p>
            {move || note.view()}
        </div>
    }
    .into_any()
}
