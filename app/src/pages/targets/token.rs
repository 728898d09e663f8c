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
    let change = move |to: TokenChange| editor.change_token(row_key, to);
    let typed = move |text: String| {
        let nothing = text.is_empty() && mode.get_untracked() == Mode::Typing(false);
        change(if nothing { TokenChange::Keep } else { TokenChange::Replace(text) });
    };
    let label = move |what: &str| format!("{what} of {}", name.get());
    let content = move || match mode.get() {
        Mode::Stored => view! {
            <span class="editor-token">
                <span class="editor-badge" data-testid="target-token-stored">"stored"</span>
                <button type="button" id=input.id() class="btn btn-quiet btn-small" data-testid="target-token-replace"
                    aria-label=move || label("Replace the token")
                    on:click=move |_| {
                        change(TokenChange::Replace(String::new()));
                        focus_soon(&input.id());
                    }>"Replace"</button>
                <button type="button" class="btn btn-quiet btn-small" data-testid="target-token-clear"
                    aria-label=move || label("Clear the token")
                    on:click=move |_| {
                        change(TokenChange::Clear);
                        focus_soon(&input.id());
                    }>"Clear"</button>
            </span>
        }
        .into_any(),
        Mode::Cleared => view! {
            <span class="editor-token">
                <span class="muted" data-testid="target-token-cleared">"cleared when saved"</span>
                <button type="button" id=input.id() class="btn btn-quiet btn-small" data-testid="target-token-keep"
                    aria-label=move || label("Keep the token")
                    on:click=move |_| {
                        change(TokenChange::Keep);
                        focus_soon(&input.id());
                    }>"Keep"</button>
            </span>
        }
        .into_any(),
        Mode::Typing(stored) => view! {
            <span class="editor-token">
                <input type="password" class="input" id=input.id() data-testid=move || input.testid()
                    autocomplete="new-password" spellcheck="false" placeholder=if stored { "new token" } else { "none" }
                    aria-label=move || label("Token")
                    aria-invalid=move || input.invalid() aria-describedby=move || input.described_by(false)
                    prop:value=move || row.with(|row| match &row.token {
                        TokenChange::Replace(text) => text.clone(),
                        TokenChange::Keep | TokenChange::Clear => String::new(),
                    })
                    on:input:target=move |ev| typed(ev.target().value())
                    on:blur=move |_| input.leave()/>
                {stored.then(|| view! {
                    <button type="button" class="btn btn-quiet btn-small" data-testid="target-token-keep"
                        aria-label=move || label("Keep the stored token")
                        on:click=move |_| {
                            change(TokenChange::Keep);
                            focus_soon(&input.id());
                        }>"Keep"</button>
                })}
            </span>
        }
        .into_any(),
    };
    view! {
        <td class="editor-token-cell" data-label="Token">
            {content}
            <NoteLine input/>
        </td>
    }
    .into_any()
}
