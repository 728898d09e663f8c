//! Everything that keeps the configuration from being saved, in one place, each with a link to its
//! field, also when that stands on another page of the table.

use super::{focus::focus_soon, state::Editor};
use crate::editor::Finding;
use leptos::prelude::*;

/// Findings listed; more than these are counted.
const LISTED: usize = 20;

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
        let title = match errors.len() {
            1 => "One field needs attention before this can be saved:".to_owned(),
            many => format!("{many} fields need attention before this can be saved:"),
        };
        (!errors.is_empty()).then_some((title, errors))
    };
    view! {
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
fn Entry(finding: Finding) -> impl IntoView {
    let editor = Editor::get();
    let id = StoredValue::new(finding.id);
    let go = move |ev: leptos::ev::MouseEvent| {
        ev.prevent_default();
        let id = id.get_value();
        let key = id.strip_prefix('t').and_then(|rest| rest.split_once('-')).and_then(|(key, _)| key.parse().ok());
        if let Some(index) = key.and_then(|key| editor.draft.with_untracked(|draft| draft.index_of(key))) {
            editor.show_row(index);
        }
        focus_soon(&id);
    };
    view! {
        <li data-testid="error-summary-entry">
            <a href=format!("#{}", id.get_value()) on:click=go>{finding.label}</a>": "{finding.message}
        </li>
    }
    .into_any()
}
