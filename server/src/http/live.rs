//! Live figures as server-sent events: a full picture, then what changed.

use super::AppState;
use axum::{
    extract::State,
    response::{
        IntoResponse, Sse,
        sse::{Event, KeepAlive},
    },
};
use domain::{LiveEvent, SeriesPoint, StatusDelta};
use engine::Published;
use futures::{Stream, StreamExt, stream};
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// Proxies and browsers give up on a silent connection sooner or later.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The status as server-sent events: a full snapshot first, then what changed, numbered (`id` = `seq`).
/// A gap in the numbers, or another list of targets, brings a full snapshot again.
#[utoipa::path(
    get, path = "/live", tag = "Observation", operation_id = "live",
    responses((status = 200, description = "Events whose data is a LiveEvent", content_type = "text/event-stream", body = ref("#/components/schemas/LiveEvent")))
)]
pub async fn live(State(state): State<AppState>) -> impl IntoResponse {
    let events = events(state.engine.watch()).take_until(state.closing.cancelled_owned());
    // nginx would otherwise collect events before passing them on.
    ([("x-accel-buffering", "no")], Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

fn events(watch: watch::Receiver<Arc<Published>>) -> impl Stream<Item = Result<Event, axum::Error>> {
    stream::unfold((watch, None), |(mut watch, sent): (_, Option<Arc<Published>>)| async move {
        let latest: Arc<Published> = match &sent {
            None => Arc::clone(&watch.borrow_and_update()),
            Some(_) => {
                watch.changed().await.ok()?;
                Arc::clone(&watch.borrow_and_update())
            }
        };
        let message = sent.and_then(|sent| delta(&sent, &latest)).unwrap_or_else(|| snapshot(&latest));
        let event = Event::default().id(latest.seq.to_string()).json_data(message);
        Some((event, (watch, Some(latest))))
    })
}

fn snapshot(latest: &Published) -> LiveEvent {
    LiveEvent::Snapshot {
        seq: latest.seq,
        status: (*latest.status).clone(),
        series: latest.series.to_vec(),
        trends: latest.trends.to_vec(),
    }
}

/// What leads from `sent` to `latest`; `None` if that takes a full picture.
fn delta(sent: &Published, latest: &Published) -> Option<LiveEvent> {
    let follows = latest.seq == sent.seq + 1;
    let points = added(&sent.series, &latest.series)?;
    let delta = StatusDelta::between(&sent.status, &latest.status, latest.seq, points)?;
    follows.then_some(LiveEvent::Delta(delta))
}

/// The points of `new` after those of `old`; `None` if it is not a continuation.
fn added(old: &[SeriesPoint], new: &[SeriesPoint]) -> Option<Vec<SeriesPoint>> {
    let (known, added) = new.split_at_checked(old.len())?;
    // Points are never changed once published, so the first and the last tell.
    (known.first() == old.first() && known.last() == old.last()).then(|| added.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(seq: u64, points: &[f64]) -> Published {
        let point = |t: &f64| SeriesPoint { t: *t, ..Default::default() };
        Published { seq, series: Arc::new(points.iter().map(point).collect()), ..Default::default() }
    }

    #[test]
    fn consecutive_pictures_give_a_difference_with_the_added_points() {
        match delta(&published(4, &[1.0]), &published(5, &[1.0, 2.0, 3.0])) {
            Some(LiveEvent::Delta(delta)) => {
                assert_eq!((delta.seq, delta.points.iter().map(|p| p.t).collect::<Vec<_>>()), (5, vec![2.0, 3.0]));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_gap_or_another_history_needs_a_full_picture() {
        assert!(delta(&published(4, &[1.0]), &published(6, &[1.0, 2.0])).is_none());
        assert!(delta(&published(4, &[1.0, 2.0]), &published(5, &[1.0])).is_none());
        assert!(delta(&published(4, &[1.0, 2.0]), &published(5, &[1.0, 4.0])).is_none());
    }
}
