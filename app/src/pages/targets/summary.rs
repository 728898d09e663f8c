//! Everything that keeps the configuration from being saved, in one place, each with a link to its
//! field, also when that stands on another page of the table.

use super::{details, state::Editor};
use crate::{
    components::{
        error_summary::{self, needs_attention},
        focus::focus_soon,
    },
    editor::Finding,
};
use leptos::prelude::*;

#[component]
pub(super) fn ErrorSummary() -> impl IntoView {
    let editor = Editor::get();
    let content = move || {
        if let Some(rejected) = editor.rejected.get() {
            let listed = if rejected.findings.is_empty() { Vec::new() } else { rejected.findings };
            // One finding is already the message itself.
            let title =
                if listed.is_empty() { rejected.error.message } else { "The server did not accept this:".into() };
            return Some((title, listed));
        }
        if !editor.attempted.get() {
            return None;
        }
        let errors = editor.assessed.with(|assessed| assessed.errors.clone());
        (!errors.is_empty()).then(|| (needs_attention(errors.len()), errors))
    };
    view! { <error_summary::ErrorSummary content=Signal::derive(content) entry/> }
}

fn entry(finding: Finding) -> AnyView {
    let editor = Editor::get();
    let id = StoredValue::new(finding.id);
    if !finding.href.starts_with('#') {
        return view! { <a href=finding.href>{finding.label}</a>": "{finding.message} }.into_any();
    }
    let go = move |ev: leptos::ev::MouseEvent| {
        ev.prevent_default();
        let id = id.get_value();
        let key = id.strip_prefix('t').and_then(|rest| rest.split_once('-')).and_then(|(key, _)| key.parse().ok());
        if let Some(index) = key.and_then(|key| editor.draft.with_untracked(|draft| draft.index_of(key))) {
            editor.show_row(index);
        }
        if let Some(key) =
            key.filter(|key| details::shows(&id, *key, editor.draft.with_untracked(|draft| draft.strategy)))
        {
            editor.show_details(key, true);
        }
        focus_soon(&id);
    };
    view! {
        <a href=finding.href on:click=go>{finding.label}</a>": "{finding.message}
    }
    .into_any()
}
