//! A failure in the page: the sentence and the fields at fault.

use crate::error::AppError;
use leptos::prelude::*;

/// Shows `error` where the action failed; announced by screen readers.
#[component]
pub fn ErrorNotice(
    /// What went wrong.
    error: AppError,
    /// `data-testid`; `error-notice` unless given.
    #[prop(default = "error-notice".to_owned(), into)]
    testid: String,
) -> impl IntoView {
    // A single finding is already the message itself.
    let fields = if error.fields.len() > 1 { error.fields } else { Vec::new() };
    view! {
        <div class="notice notice-bad" role="alert" data-testid=testid>
            <p>{error.message}</p>
            {(!fields.is_empty()).then(|| view! {
                <ul>
                    {fields.into_iter().map(|field| view! {
                        <li><code>{field.field}</code>" "{field.message}</li>
                    }).collect_view()}
                </ul>
            })}
        </div>
    }
    .into_any()
}
