//! Everything that keeps the configuration from being saved, in one place, each with a link to its input.

use super::state::Editor;
use crate::{
    base::at,
    components::{
        error_summary::{self, needs_attention},
        focus::focus_soon,
    },
    editor::traffic::assess::entry as named,
};
use domain::FieldError;
use leptos::prelude::*;

#[component]
pub(super) fn ErrorSummary() -> impl IntoView {
    let editor = Editor::get();
    let no_targets = Memo::new(move |_| editor.stored.with(|stored| stored.targets.is_empty()));
    let content = move || {
        if let Some(error) = editor.rejected.get() {
            // One finding is already the message itself.
            return Some((error.message, if error.fields.len() > 1 { error.fields } else { Vec::new() }));
        }
        if !editor.attempted.get() {
            return None;
        }
        let errors = editor.assessed.with(|assessed| assessed.errors.clone());
        (!errors.is_empty()).then(|| (needs_attention(errors.len()), errors))
    };
    view! {
        {move || no_targets.get().then(|| view! {
            <p class="notice notice-warn" data-testid="traffic-no-targets">
                "There is no target yet. "<a href=at("/targets")>"Add one first"</a>
                ": a configuration without targets cannot be saved. The preview works all the same."
            </p>
        })}
        <error_summary::ErrorSummary content=Signal::derive(content) entry/>
    }
    .into_any()
}

fn entry(finding: FieldError) -> AnyView {
    let editor = Editor::get();
    let (label, id) = editor.draft.with_untracked(|draft| named(&finding, draft));
    let name = match id {
        Some(id) => {
            let link = format!("#{id}");
            view! {
                <a href=link on:click=move |ev| {
                    ev.prevent_default();
                    focus_soon(&id);
                }>{label}</a>
            }
            .into_any()
        }
        None if label == "Targets" => view! { <a href=at("/targets")>{label}</a> }.into_any(),
        None => label.into_any(),
    };
    view! { {name}": "{finding.message} }.into_any()
}
