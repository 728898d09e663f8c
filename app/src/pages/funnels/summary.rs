//! Everything that keeps the funnel from being saved, in one place, each with a link to its field.

use super::state::Editor;
use crate::{components::ErrorNotice, components::focus::focus_soon, editor::Finding};
use leptos::prelude::*;

#[component]
pub(super) fn ErrorSummary() -> impl IntoView {
    let editor = Editor::get();
    let content = move || {
        let findings = editor.findings();
        if findings.is_empty() {
            return editor
                .rejected
                .get()
                .map(|error| view! { <ErrorNotice error=error testid="funnel-rejected"/> }.into_any());
        }
        let title = match findings.len() {
            1 => "One field needs attention:".to_owned(),
            many => format!("{many} fields need attention:"),
        };
        Some(
            view! {
                <div class="notice notice-bad">
                    <p>{title}</p>
                    <ul>{findings.into_iter().map(|finding| view! { <Entry finding=finding/> }).collect_view()}</ul>
                </div>
            }
            .into_any(),
        )
    };
    view! {
        <div id="funnel-summary" tabindex="-1" role="alert" class="editor-summary" data-testid="error-summary">{content}</div>
    }
    .into_any()
}

#[component]
fn Entry(finding: Finding) -> impl IntoView {
    let id = finding.id.clone();
    view! {
        <li data-testid="error-summary-entry">
            <a href=format!("#{}", finding.id) on:click=move |ev| {
                ev.prevent_default();
                focus_soon(&id);
            }>{finding.label}</a>": "{finding.message}
        </li>
    }
    .into_any()
}
