//! Everything that keeps a draft from being saved, in one place that takes the focus, each with a link to its input.

use super::{Finding, Form, Place};
use leptos::prelude::*;

/// Id of the summary's element.
pub(super) const ID: &str = "error-summary";
/// Findings listed; more than these are counted.
const LISTED: usize = 20;

/// A heading, the findings below it, and how many more there are; empty while there are none.
#[component]
pub fn ErrorSummary(
    /// Goes to a finding on this page, also where it is not shown yet; unless given, it gets the focus.
    #[prop(default = Callback::new(|place: Place| Form::go_to(&place)), into)]
    go_to: Callback<Place>,
) -> impl IntoView {
    let form = Form::get();
    view! {
        <div id=ID tabindex="-1" role="alert" data-testid=ID class="editor-summary">
            {move || form.summary().map(|summary| {
                let more = summary.findings.len().saturating_sub(LISTED);
                let entries = summary.findings.into_iter().take(LISTED);
                view! {
                    <div class="notice notice-bad">
                        <p>{summary.title}</p>
                        {(entries.len() > 0).then(|| view! { <ul>{entries.map(|finding| entry(finding, go_to)).collect_view()}</ul> })}
                        {(more > 0).then(|| view! { <p>{format!("and {more} more")}</p> })}
                    </div>
                }
            })}
        </div>
    }
    .into_any()
}

fn entry(finding: Finding, go_to: Callback<Place>) -> impl IntoView {
    let Finding { label, message, place, .. } = finding;
    let label = match place.clone() {
        Place::Input(id) => view! {
            <a href=format!("#{id}") on:click=move |ev| {
                ev.prevent_default();
                go_to.run(place.clone());
            }>{label}</a>
        }
        .into_any(),
        Place::Page(address) => view! { <a href=address>{label}</a> }.into_any(),
        Place::Unknown => label.into_any(),
    };
    view! { <li data-testid="error-summary-entry">{label}": "{message}</li> }
}
