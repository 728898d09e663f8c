//! Live figures as server-sent events: a full picture, then what changed.

mod coding;
mod hub;
mod stream;
mod tab;
#[cfg(test)]
mod tests;

pub use hub::Hub;

use super::AppState;
use axum::{
    body::Body,
    extract::State,
    response::{AppendHeaders, IntoResponse},
};
use coding::Line;
use http::{HeaderMap, HeaderName, header};

/// The status as server-sent events: a full snapshot first, then what changed, numbered without gaps (`id` =
/// `seq`). Another list of targets brings a full snapshot again. Shares, rates and latencies are rounded to what
/// can be seen; the shares of epochs are left out. A client that reads too slowly gets a full snapshot again in place of
/// what it missed. While a run is active, the changed figures of many targets take
/// turns, so that a tab gets less than 100 kB a second; when the run has ended, all are there.
#[utoipa::path(
    get, path = "/live", tag = "Observation", operation_id = "live",
    responses((status = 200, description = "Events whose data is a LiveEvent", content_type = "text/event-stream", body = ref("#/components/schemas/LiveEvent")))
)]
pub async fn live(State(state): State<AppState>, headers: HeaderMap) -> impl IntoResponse {
    let line = Line::of(&headers);
    let events = stream::bytes(state.live, line, state.closing);
    let about = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "accept-encoding"),
        // nginx would otherwise collect events before passing them on.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let coding = line.coding().map(|coding| (header::CONTENT_ENCODING, coding));
    (about, AppendHeaders(coding), Body::from_stream(events))
}
