//! A target's token: written, replaced or cleared, and never shown.

use super::state::Editor;
use crate::{
    components::focus::focus_soon,
    editors::{Column, Row, TokenChange},
    form::NoteLine,
};
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// A token is stored and stays.
    Stored,
    /// A stored token will be removed.
    Cleared,
    /// A token can be typed; whether one is stored.
    Typing(bool),
}

#[component]
pub(super) fn TokenCell(row_key: u32, row: Memo<Row>, name: Memo<String>) -> impl IntoView {
    let editor = Editor::get();
    let input = editor.input(row_key, Column::Token);
    // Only a change of mode rebuilds the cell: typing must not take the focus away.
    let mode = Memo::new(move |_| {
        row.with(|row| match (&row.token, &row.token_of) {
            (TokenChange::Keep, Some(_)) => Mode::Stored,
            (TokenChange::Clear, _) => Mode::Cleared,
            (_, stored) => Mode::Typing(stored.is_some()),
        })
    });
    view! {
        <td class="editor-token-cell" data-label="Token">
            <span class="editor-token">
                {move || match mode.get() {
                    Mode::Stored => view! { <StoredToken row_key name/> }.into_any(),
                    Mode::Cleared => view! { <ClearedToken row_key name/> }.into_any(),
                    Mode::Typing(is_stored) => view! { <TokenInput row_key row name is_stored/> }.into_any(),
                }}
            </span>
            <NoteLine input/>
        </td>
    }
    .into_any()
}

#[component]
fn StoredToken(row_key: u32, name: Memo<String>) -> impl IntoView {
    let id = Editor::get().input(row_key, Column::Token).id();
    view! {
        <span class="editor-badge" data-testid="target-token-stored">"stored"</span>
        <ChangeButton row_key name id=Some(id) text="Replace" what="Replace the token" testid="target-token-replace"
            to=TokenChange::Replace(String::new())/>
        <ChangeButton row_key name text="Clear" what="Clear the token" testid="target-token-clear" to=TokenChange::Clear/>
    }
}

#[component]
fn ClearedToken(row_key: u32, name: Memo<String>) -> impl IntoView {
    let id = Editor::get().input(row_key, Column::Token).id();
    view! {
        <span class="muted" data-testid="target-token-cleared">"cleared when saved"</span>
        <ChangeButton row_key name id=Some(id) text="Keep" what="Keep the token" testid="target-token-keep" to=TokenChange::Keep/>
    }
}

#[component]
fn TokenInput(row_key: u32, row: Memo<Row>, name: Memo<String>, is_stored: bool) -> impl IntoView {
    let editor = Editor::get();
    let input = editor.input(row_key, Column::Token);
    view! {
        <input type="password" class="input" id=input.id() data-testid=move || input.testid()
            autocomplete="new-password" spellcheck="false" placeholder=if is_stored { "new token" } else { "none" }
            aria-label=move || format!("Token of {}", name.get())
            aria-invalid=move || input.invalid() aria-describedby=move || input.described_by(false)
            prop:value=move || row.with(|row| match &row.token {
                TokenChange::Replace(text) => text.clone(),
                TokenChange::Keep | TokenChange::Clear => String::new(),
            })
            on:input:target=move |ev| {
                let text = ev.target().value();
                let is_untouched = text.is_empty() && !is_stored;
                editor.change_token(row_key, if is_untouched { TokenChange::Keep } else { TokenChange::Replace(text) });
            }
            on:blur=move |_| input.leave()/>
        {is_stored.then(|| view! {
            <ChangeButton row_key name text="Keep" what="Keep the stored token" testid="target-token-keep" to=TokenChange::Keep/>
        })}
    }
}

/// Changes what becomes of the token, and moves the focus to what takes the button's place.
#[component]
fn ChangeButton(
    row_key: u32,
    name: Memo<String>,
    #[prop(default = None)] id: Option<String>,
    text: &'static str,
    /// What it does, for a screen reader.
    what: &'static str,
    testid: &'static str,
    to: TokenChange,
) -> impl IntoView {
    let editor = Editor::get();
    let input = editor.input(row_key, Column::Token);
    view! {
        <button type="button" id=id class="btn btn-quiet btn-small" data-testid=testid
            aria-label=move || format!("{what} of {}", name.get())
            on:click=move |_| {
                editor.change_token(row_key, to.clone());
                focus_soon(&input.id());
            }>{text}</button>
    }
    .into_any()
}
