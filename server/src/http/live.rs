//! Live figures as server-sent events: a full picture, then what changed.

mod tab;
#[cfg(test)]
mod tests;

use super::AppState;
use axum::{
    extract::State,
    response::{
        IntoResponse, Sse,
        sse::{Event, KeepAlive},
    },
};
use engine::Published;
use futures::{Stream, StreamExt, stream};
use http::{Extensions, HeaderMap, StatusCode, Version, header};
use std::{sync::Arc, time::Duration};
use tab::{Line, Tab};
use tokio::sync::watch;
use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, Predicate},
};

/// Proxies and browsers give up on a silent connection sooner or later.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The status as server-sent events: a full snapshot first, then what changed, numbered without gaps (`id` =
/// `seq`). Another list of targets brings a full snapshot again. Shares, rates and latencies are rounded to what
/// can be seen; the shares of epochs are left out. While a run is active, the changed figures of many targets take
/// turns, so that a tab gets less than 100 kB a second; when the run has ended, all are there.
#[utoipa::path(
    get, path = "/live", tag = "Observation", operation_id = "live",
    responses((status = 200, description = "Events whose data is a LiveEvent", content_type = "text/event-stream", body = ref("#/components/schemas/LiveEvent")))
)]
pub async fn live(State(state): State<AppState>, headers: HeaderMap) -> impl IntoResponse {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let line =
        if accepted.into_iter().any(|codings| codings.contains("gzip")) { Line::Compressed } else { Line::Plain };
    let events = events(state.engine.watch(), line).take_until(state.closing.cancelled_owned());
    // nginx would otherwise collect events before passing them on.
    ([("x-accel-buffering", "no")], Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// Compresses events for whoever can read that. It flushes whenever nothing more is there to compress, so
/// every event leaves at once; the compression around all addresses leaves event streams alone.
pub fn compression() -> CompressionLayer<impl Predicate> {
    let always = |_: StatusCode, _: Version, _: &HeaderMap, _: &Extensions| true;
    // The fastest: a tab must not cost the run anything. Brotli's memory per stream is too much for that.
    CompressionLayer::new().no_br().quality(CompressionLevel::Fastest).compress_when(always)
}

fn events(watch: watch::Receiver<Arc<Published>>, line: Line) -> impl Stream<Item = Result<Event, axum::Error>> {
    stream::unfold((watch, None), move |(mut watch, mut tab): (_, Option<Tab>)| async move {
        if tab.is_some() {
            watch.changed().await.ok()?;
        }
        let latest = Arc::clone(&watch.borrow_and_update());
        let (seq, message) = match &mut tab {
            Some(tab) => tab.advance(&latest),
            None => {
                let (opened, event) = Tab::open(&latest, line);
                (tab.insert(opened).seq(), event)
            }
        };
        let event = Event::default().id(seq.to_string()).json_data(message);
        Some((event, (watch, tab)))
    })
}
