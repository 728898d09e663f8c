//! Copies the address of a run's report.

use crate::components::{
    command_menu::share_run,
    icon::{Icon, IconName},
    use_toasts,
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
        <button type="button" class="btn js-only" data-testid="share-run"
            on:click=move |_| spawn_local(share_run(id, toasts))>
            <Icon name=IconName::Copy/><span class="btn-words">"Share"</span>
        </button>
    }
    .into_any()
}
