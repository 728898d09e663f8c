//! Copies the address of a run's report.

use crate::{
    base::at,
    components::{
        clipboard::copy_text,
        icon::{Icon, IconName},
        use_toasts,
    },
};
use leptos::{prelude::*, task::spawn_local};

/// The button. Where the browser does not let pages copy, the message holds the address.
#[component]
pub fn ShareRun(
    /// Number of the run.
    id: i64,
) -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <button type="button" class="btn js-only" data-testid="share-run" on:click=move |_| {
            let address = window().location().origin().unwrap_or_default() + &at(format_args!("/runs/{id}"));
            spawn_local(async move {
                if copy_text(&address).await {
                    toasts.done("Link to the report copied.");
                } else {
                    toasts.done(format!("The report is at {address}"));
                }
            });
        }>
            <Icon name=IconName::Copy/><span class="btn-words">"Share"</span>
        </button>
    }
    .into_any()
}
