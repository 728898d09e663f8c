//! What plain forms get: with JavaScript a server function answers with its value, without it the
//! browser wants a page.

use leptos::prelude::use_context;

/// Answers a plain form with the page to go to. A call from the browser's code gets its value instead
/// and goes where it wants.
pub(super) fn send_form_to(path: &str) {
    let accept = use_context::<axum::http::request::Parts>().and_then(|parts| {
        parts.headers.get(axum::http::header::ACCEPT).and_then(|value| value.to_str().ok().map(str::to_owned))
    });
    if accept.is_some_and(|accept| accept.contains("text/html")) {
        leptos_axum::redirect(path);
    }
}
