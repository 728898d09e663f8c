//! Whatever a viewer is told adds up to the picture, within its share of the line; and it is written once for all tabs.

use super::{
    coding::{Line, Piece},
    hub::Hub,
    stream,
    viewer::Viewer,
};
use domain::{Health, LiveEvent, RunState, SeriesPoint, StatusSnapshot, TargetStatus, live::picture};
use engine::Published;
use flate2::read::GzDecoder;
use futures::StreamExt;
use http::{HeaderMap, HeaderValue, header};
use std::{collections::BTreeMap, io::Read, pin::pin, sync::Arc, time::Duration};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

fn published(seq: u64, points: &[f64]) -> Published {
    let series = points.iter().map(|&t| SeriesPoint { t, ..Default::default() }).collect();
    Published { seq, series: Arc::new(series), ..Default::default() }
}

/// Targets whose every figure differs from one `tick` to the next.
fn fleet(targets: i64, tick: u64, state: RunState) -> Published {
    let targets = (1..=targets).map(|id| target(id, tick)).collect();
    let status = StatusSnapshot { state, targets, ..Default::default() };
    Published { seq: tick, status: Arc::new(status), ..Default::default() }
}

fn target(id: i64, tick: u64) -> TargetStatus {
    let count = 1_000 + tick * 3;
    let mut status = TargetStatus { id, name: format!("target-{id:04}"), enabled: true, ..Default::default() };
    status.health = Health::Healthy;
    status.visits.assigned = count;
    status.visits.completed = count - 2;
    (status.hits.planned, status.hits.delivered, status.hits.waiting) = (count * 4, count * 4 - 9, 9);
    status.status_codes = BTreeMap::from([(204, count * 4 - 9)]);
    status.share = (tick as f64 + 1.0) / 997.0;
    status.rate.hits_per_second = 1.0 + tick as f64 / 7.0;
    for quantiles in [&mut status.latency_ms.from_planned, &mut status.latency_ms.from_send] {
        (quantiles.mean, quantiles.p95, quantiles.max) = (tick as f64 / 3.0, 7.0 + tick as f64, 99.123);
    }
    status
}

fn apply(shown: &mut StatusSnapshot, event: LiveEvent) {
    match event {
        LiveEvent::Snapshot { status, .. } => *shown = status,
        LiveEvent::Delta(delta) => delta.apply(shown),
    }
}

#[test]
fn consecutive_pictures_give_a_difference_with_the_added_points() {
    let mut viewer = Viewer::open(&published(4, &[1.0]), Line::Plain);
    match viewer.advance(&published(5, &[1.0, 2.0, 3.0])) {
        (5, LiveEvent::Delta(delta)) => {
            assert_eq!((delta.seq, delta.points.iter().map(|p| p.t).collect::<Vec<_>>()), (5, vec![2.0, 3.0]));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn seconds_follow_those_that_are_known_whatever_has_gone_before_them() {
    let with_seconds = |seq, seconds: &[f64]| {
        let point = |t: &f64| SeriesPoint { t: *t, ..Default::default() };
        Published { seconds: Arc::new(seconds.iter().map(point).collect()), ..published(seq, &[2.0]) }
    };
    let mut viewer = Viewer::open(&with_seconds(4, &[1.0, 2.0]), Line::Plain);
    match viewer.advance(&with_seconds(5, &[2.0, 3.0])) {
        (5, LiveEvent::Delta(delta)) => {
            assert_eq!(delta.seconds.iter().map(|second| second.t).collect::<Vec<_>>(), [3.0]);
        }
        other => panic!("{other:?}"),
    }
    // The last one has grown: what was told of it no longer holds.
    assert!(matches!(viewer.advance(&with_seconds(6, &[2.0, 3.3])), (6, LiveEvent::Snapshot { .. })));
}

#[test]
fn a_slow_reader_misses_pictures_and_no_number() {
    let mut viewer = Viewer::open(&published(4, &[1.0]), Line::Plain);
    let (seq, event) = viewer.advance(&published(9, &[1.0, 2.0]));
    assert_eq!(seq, 5);
    assert!(matches!(event, LiveEvent::Delta(delta) if delta.seq == 5 && delta.points.len() == 1));
}

#[test]
fn another_history_needs_a_full_picture() {
    for points in [&[1.0][..], &[1.0, 4.0]] {
        let mut viewer = Viewer::open(&published(4, &[1.0, 2.0]), Line::Plain);
        assert!(matches!(viewer.advance(&published(5, points)), (5, LiveEvent::Snapshot { seq: 5, .. })));
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_targets_take_turns_on_a_narrow_line_and_all_arrive() {
    let opened = fleet(1_000, 0, RunState::Running);
    let mut viewer = Viewer::open(&opened, Line::Plain);
    let mut shown = StatusSnapshot::default();
    apply(&mut shown, viewer.full(&opened));
    let mut rounds = BTreeMap::<i64, u64>::new();
    for tick in 1..=20 {
        tokio::time::advance(Duration::from_secs(1)).await;
        let (_, event) = viewer.advance(&fleet(1_000, tick, RunState::Running));
        let bytes = serde_json::to_string(&event).unwrap().len();
        assert!(bytes < 70_000, "{bytes} bytes in a second");
        apply(&mut shown, event);
        for target in &shown.targets {
            if target.visits.assigned == 1_000 + tick * 3 {
                *rounds.entry(target.id).or_default() += 1;
            }
        }
    }
    let least = rounds.values().min().unwrap();
    let most = rounds.values().max().unwrap();
    assert!(rounds.len() == 1_000 && *least >= 2 && most - least <= 1, "{} targets, {least} to {most}", rounds.len());
    // Nothing is held back any more once the run has ended.
    let last = fleet(1_000, 21, RunState::Finished);
    apply(&mut shown, viewer.advance(&last).1);
    assert_eq!(shown, picture(&last.status));
}

#[tokio::test(start_paused = true)]
async fn what_is_urgent_does_not_wait_its_turn() {
    let mut viewer = Viewer::open(&fleet(1_000, 0, RunState::Running), Line::Plain);
    tokio::time::advance(Duration::from_millis(10)).await;
    let mut latest = fleet(1_000, 1, RunState::Running);
    let mut status = (*latest.status).clone();
    status.targets[900].health = Health::Open;
    latest.status = Arc::new(status);
    let LiveEvent::Delta(delta) = viewer.advance(&latest).1 else { panic!("a full picture") };
    assert!(delta.targets.len() < 10, "{}", delta.targets.len());
    assert_eq!(delta.targets.last().map(|patch| patch.id), Some(901));
}

#[tokio::test(start_paused = true)]
async fn a_few_targets_are_always_shown_at_once() {
    let mut viewer = Viewer::open(&fleet(20, 0, RunState::Running), Line::Plain);
    tokio::time::advance(Duration::from_secs(1)).await;
    let LiveEvent::Delta(delta) = viewer.advance(&fleet(20, 1, RunState::Running)).1 else { panic!("a full picture") };
    assert_eq!(delta.targets.len(), 20);
}

#[tokio::test(start_paused = true)]
async fn a_compressed_line_has_room_for_more() {
    let mut told = [Line::Plain, Line::Compressed].map(|line| Viewer::open(&fleet(1_000, 0, RunState::Running), line));
    tokio::time::advance(Duration::from_secs(1)).await;
    let latest = fleet(1_000, 1, RunState::Running);
    let [plain, compressed] = told.each_mut().map(|viewer| match viewer.advance(&latest).1 {
        LiveEvent::Delta(delta) => delta.targets.len(),
        LiveEvent::Snapshot { .. } => panic!("a full picture"),
    });
    assert!(compressed > 2 * plain, "{plain} and {compressed}");
}

/// A hub, and where its pictures are published.
fn hub() -> (Hub, watch::Sender<Arc<Published>>) {
    let sender = watch::Sender::new(Arc::new(fleet(20, 0, RunState::Running)));
    (Hub::start(&sender.subscribe(), 100), sender)
}

fn publish(sender: &watch::Sender<Arc<Published>>, tick: u64) {
    sender.send_replace(Arc::new(fleet(20, tick, RunState::Running)));
}

async fn next(rest: &mut broadcast::Receiver<Arc<Piece>>) -> Arc<Piece> {
    rest.recv().await.unwrap()
}

/// The number of an event on a plain line.
fn number(piece: &Arc<Piece>) -> u64 {
    let text = std::str::from_utf8(&piece.bytes).unwrap();
    text.strip_prefix("id: ").and_then(|rest| rest.split_once('\n')).unwrap().0.parse().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_hundred_tabs_share_what_is_written_once() {
    for line in [Line::Plain, Line::Compressed] {
        let (hub, sender) = hub();
        let mut tabs = Vec::new();
        for _ in 0..100 {
            tabs.push(hub.join(line).await.unwrap());
        }
        // Not only alike: the very same bytes.
        assert!(tabs.iter().all(|viewer| Arc::ptr_eq(&viewer.first, &tabs[0].first)));
        for tick in 1..=3 {
            publish(&sender, tick);
            let heard = next(&mut tabs[0].rest).await;
            for viewer in &mut tabs[1..] {
                assert!(Arc::ptr_eq(&next(&mut viewer.rest).await, &heard));
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn while_no_tab_is_open_nobody_looks_at_what_is_published() {
    let (hub, sender) = hub();
    tokio::task::yield_now().await;
    let idle = sender.receiver_count();
    let viewer = hub.join(Line::Plain).await.unwrap();
    assert_eq!(sender.receiver_count(), idle + 1);
    drop(viewer);
    publish(&sender, 1);
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert_eq!(sender.receiver_count(), idle);
    // And the next viewer finds things as they are by then.
    assert_eq!(number(&hub.join(Line::Plain).await.unwrap().first), 1);
}

#[tokio::test(start_paused = true)]
async fn who_joins_later_goes_on_with_the_others() {
    let (hub, sender) = hub();
    let mut early = hub.join(Line::Plain).await.unwrap();
    publish(&sender, 1);
    assert_eq!(number(&next(&mut early.rest).await), 1);
    let mut late = hub.join(Line::Plain).await.unwrap();
    assert_eq!(number(&late.first), 1);
    publish(&sender, 2);
    assert!(Arc::ptr_eq(&next(&mut early.rest).await, &next(&mut late.rest).await));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_not_read_is_brought_up_to_date_by_one_full_picture() {
    let (hub, sender) = hub();
    let closing = CancellationToken::new();
    let mut slow = pin!(stream::bytes(hub.clone(), Line::Plain, hub.place().unwrap(), closing.clone()));
    let mut quick = hub.join(Line::Plain).await.unwrap();
    let mut text = async || String::from_utf8(slow.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(text().await.contains("\"snapshot\""));
    for tick in 1..=50 {
        publish(&sender, tick);
        assert_eq!(number(&next(&mut quick.rest).await), tick);
    }
    let caught_up = text().await;
    assert!(caught_up.starts_with("id: 50\n") && caught_up.contains("\"snapshot\""), "{caught_up}");
    publish(&sender, 51);
    assert!(text().await.starts_with("id: 51\ndata: {\"delta\""));
}

#[tokio::test(start_paused = true)]
async fn a_silent_line_is_kept_open() {
    let (hub, _sender) = hub();
    let mut viewer = hub.join(Line::Plain).await.unwrap();
    assert_eq!(next(&mut viewer.rest).await.bytes, ":\n\n");
}

#[tokio::test(start_paused = true)]
async fn pieces_compressed_once_make_a_whole_gzip_stream_wherever_it_begins() {
    let (hub, sender) = hub();
    let mut plain = hub.join(Line::Plain).await.unwrap();
    // Somebody else is there before.
    let mut other = hub.join(Line::Compressed).await.unwrap();
    publish(&sender, 1);
    next(&mut other.rest).await;
    next(&mut plain.rest).await;
    let closing = CancellationToken::new();
    let mut stream = pin!(stream::bytes(hub.clone(), Line::Compressed, hub.place().unwrap(), closing.clone()));
    let mut received = stream.next().await.unwrap().unwrap().to_vec();
    received.extend(stream.next().await.unwrap().unwrap());
    let mut expected = hub.join(Line::Plain).await.unwrap().first.bytes.to_vec();
    for tick in 2..=5 {
        publish(&sender, tick);
        received.extend(stream.next().await.unwrap().unwrap());
        expected.extend_from_slice(&next(&mut plain.rest).await.bytes);
    }
    closing.cancel();
    while let Some(Ok(bytes)) = stream.next().await {
        received.extend(bytes);
    }
    let mut read = Vec::new();
    // Checks length and check sum at the end.
    GzDecoder::new(&*received).read_to_end(&mut read).unwrap();
    assert_eq!(String::from_utf8(read).unwrap(), String::from_utf8(expected).unwrap());
    assert!(received.len() * 2 < read_length(&received), "{} bytes", received.len());
}

/// The length of what was compressed, from the end of the stream (RFC 1952, section 2.3.1).
fn read_length(gzip: &[u8]) -> usize {
    u32::from_le_bytes(*gzip.last_chunk().unwrap()) as usize
}

#[test]
fn a_line_is_compressed_for_those_who_can_read_that() {
    for (accepted, line) in [
        ("gzip, deflate, br, zstd", Line::Compressed),
        ("br;q=1.0, GZIP;q=0.5", Line::Compressed),
        ("gzip;q=0", Line::Plain),
        ("identity", Line::Plain),
    ] {
        let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted))]);
        assert_eq!(Line::of(&headers), line, "{accepted}");
    }
    assert_eq!(Line::of(&HeaderMap::new()), Line::Plain);
}
