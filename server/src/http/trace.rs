//! A line of the log for every request, and a span that says which one other lines belong to.

use axum::{
    Router,
    extract::{MatchedPath, Request},
};
use http::Response;
use std::time::Duration;
use tower_http::trace::TraceLayer;
use tracing::Span;

/// Puts the layer around everything. At the level debug, because browsers and monitoring ask all the time.
pub(super) fn traced(router: Router) -> Router {
    let layer = TraceLayer::new_for_http().make_span_with(span).on_request(()).on_response(answered);
    // What fails is logged where the cause is known.
    router.layer(layer.on_body_chunk(()).on_eos(()).on_failure(()))
}

/// Logs the path of the route, not the address: that may hold private text.
fn span(request: &Request) -> Span {
    let path = request.extensions().get::<MatchedPath>().map_or("unrouted", MatchedPath::as_str);
    tracing::debug_span!("request", method = %request.method(), path)
}

fn answered<B>(response: &Response<B>, latency: Duration, _: &Span) {
    let latency_ms = format_args!("{:.3}", latency.as_secs_f64() * 1e3);
    tracing::debug!(status = response.status().as_u16(), latency_ms, "answered");
}
