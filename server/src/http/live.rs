//! Live figures as server-sent events: a full picture, then what changed.

mod coding;
mod hub;
mod stream;
#[cfg(test)]
mod tests;
mod throttle;
mod viewer;

pub(crate) use hub::Hub;

use super::{ApiError, AppState, error::Result};
use axum::{
    body::Body,
    extract::State,
    response::{AppendHeaders, IntoResponse},
};
use coding::Line;
use http::{HeaderMap, HeaderName, StatusCode, header};

/// The status as server-sent events: a full snapshot first, then what changed, numbered without gaps (`id` =
/// `seq`). Another list of targets brings a full snapshot again. Shares, rates and latencies are rounded to what
/// can be seen; the shares of epochs are left out. A client that reads too slowly gets a full snapshot again in place of
/// what it missed. While a run is active, the changed figures of many targets take
/// turns, so that a viewer gets less than 100 kB a second; when the run has ended, all are there.
#[utoipa::path(
    get, path = "/live", tag = "Observation", operation_id = "live",
    responses(
        (status = 200, description = "Events whose data is a LiveEvent", content_type = "text/event-stream", body = ref("#/components/schemas/LiveEvent")),
        (status = 503, description = "Three quarters of all connections are live streams: try again after Retry-After", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn live(State(state): State<AppState>, headers: HeaderMap) -> Result<impl IntoResponse> {
    let line = Line::of(&headers);
    let place = state.live.place().ok_or_else(|| {
        let message = "The server has no room for another live stream. Close other tabs, raise server.max-connections, or \
                       read /api/status instead.";
        ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message)
    })?;
    let events = stream::bytes(state.live, line, place, state.closing);
    let about = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "accept-encoding"),
        // nginx would otherwise collect events before passing them on.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let coding = line.coding().map(|coding| (header::CONTENT_ENCODING, coding));
    Ok((about, AppendHeaders(coding), Body::from_stream(events)))
}
