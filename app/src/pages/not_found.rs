//! The page for addresses that lead nowhere; answers 404.

use crate::{base::at, components::EmptyState};
use leptos::prelude::*;
use leptos_meta::Title;

/// Says that there is nothing here, and where to go instead.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    set_not_found();
    view! {
        <Title text="Not found"/>
        <EmptyState title="There is no page at this address" testid="not-found" level=1>
            <p>"It may have been mistyped, or what it showed has been deleted."</p>
            <a class="btn btn-primary" href=at("/")>"Go to the dashboard"</a>
        </EmptyState>
    }
    .into_any()
}

/// Makes the response a 404; does nothing in the browser. For pages that find out while rendering
/// that what they should show is not there.
pub fn set_not_found() {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
}
