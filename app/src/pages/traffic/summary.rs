//! Everything that keeps the configuration from being saved, in one place, each with a link to its input.

use super::state::Editor;
use crate::{editor::traffic::assess::entry, pages::targets::focus::focus_soon};
use domain::FieldError;
use leptos::prelude::*;

/// Findings listed; more than these are counted.
const LISTED: usize = 20;

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
        let title = match errors.len() {
            1 => "One field needs attention before this can be saved:".to_owned(),
            many => format!("{many} fields need attention before this can be saved:"),
        };
        (!errors.is_empty()).then_some((title, errors))
    };
    view! {
        {move || no_targets.get().then(|| view! {
            <p class="notice notice-warn" data-testid="traffic-no-targets">
                "There is no target yet. "<a href="/targets">"Add one first"</a>
                ": a configuration without targets cannot be saved. The preview works all the same."
            </p>
        })}
        <div id="error-summary" tabindex="-1" role="alert" data-testid="error-summary" class="editor-summary">
            {move || content().map(|(title, findings)| {
                let more = findings.len().saturating_sub(LISTED);
                view! {
                    <div class="notice notice-bad">
                        <p>{title}</p>
                        <ul>{findings.into_iter().take(LISTED).map(|finding| view! { <Entry finding=finding/> }).collect_view()}</ul>
                        {(more > 0).then(|| view! { <p>{format!("and {more} more")}</p> })}
                    </div>
                }
            })}
        </div>
    }
    .into_any()
}

#[component]
fn Entry(finding: FieldError) -> impl IntoView {
    let editor = Editor::get();
    let (label, id) = editor.draft.with_untracked(|draft| entry(&finding, draft));
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
        None if label == "Targets" => view! { <a href="/targets">{label}</a> }.into_any(),
        None => label.into_any(),
    };
    view! { <li data-testid="error-summary-entry">{name}": "{finding.message}</li> }.into_any()
}
