//! Whatever a tab is told adds up to the picture, within its share of the line.

use super::tab::{Line, Tab};
use domain::{Health, LiveEvent, RunState, SeriesPoint, StatusSnapshot, TargetStatus, live::picture};
use engine::Published;
use std::{collections::BTreeMap, sync::Arc, time::Duration};

fn published(seq: u64, points: &[f64]) -> Published {
    let point = |t: &f64| SeriesPoint { t: *t, ..Default::default() };
    Published { seq, series: Arc::new(points.iter().map(point).collect()), ..Default::default() }
}

/// A fleet of which every figure has moved on by `tick`.
fn fleet(targets: i64, tick: u64, state: RunState) -> Published {
    let target = |id: i64| {
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
    };
    let status = StatusSnapshot { state, targets: (1..=targets).map(target).collect(), ..Default::default() };
    Published { seq: tick, status: Arc::new(status), ..Default::default() }
}

fn apply(shown: &mut StatusSnapshot, event: LiveEvent) {
    match event {
        LiveEvent::Snapshot { status, .. } => *shown = status,
        LiveEvent::Delta(delta) => delta.apply(shown),
    }
}

#[test]
fn consecutive_pictures_give_a_difference_with_the_added_points() {
    let (mut tab, _) = Tab::open(&published(4, &[1.0]), Line::Plain);
    match tab.advance(&published(5, &[1.0, 2.0, 3.0])) {
        (5, LiveEvent::Delta(delta)) => {
            assert_eq!((delta.seq, delta.points.iter().map(|p| p.t).collect::<Vec<_>>()), (5, vec![2.0, 3.0]));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_slow_reader_misses_pictures_and_no_number() {
    let (mut tab, _) = Tab::open(&published(4, &[1.0]), Line::Plain);
    let (seq, event) = tab.advance(&published(9, &[1.0, 2.0]));
    assert_eq!(seq, 5);
    assert!(matches!(event, LiveEvent::Delta(delta) if delta.seq == 5 && delta.points.len() == 1));
}

#[test]
fn another_history_needs_a_full_picture() {
    for points in [&[1.0][..], &[1.0, 4.0]] {
        let (mut tab, _) = Tab::open(&published(4, &[1.0, 2.0]), Line::Plain);
        assert!(matches!(tab.advance(&published(5, points)), (5, LiveEvent::Snapshot { seq: 5, .. })));
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_targets_take_turns_on_a_narrow_line_and_all_arrive() {
    let (mut tab, first) = Tab::open(&fleet(1_000, 0, RunState::Running), Line::Plain);
    let mut shown = StatusSnapshot::default();
    apply(&mut shown, first);
    let mut rounds = BTreeMap::<i64, u64>::new();
    for tick in 1..=20 {
        tokio::time::advance(Duration::from_secs(1)).await;
        let (_, event) = tab.advance(&fleet(1_000, tick, RunState::Running));
        let bytes = serde_json::to_string(&event).unwrap().len();
        assert!(bytes < 70_000, "{bytes} bytes in a second");
        apply(&mut shown, event);
        for target in &shown.targets {
            if target.visits.assigned == 1_000 + tick * 3 {
                *rounds.entry(target.id).or_default() += 1;
            }
        }
    }
    let (least, most) = (rounds.values().min().unwrap(), rounds.values().max().unwrap());
    assert!(rounds.len() == 1_000 && *least >= 2 && most - least <= 1, "{} targets, {least} to {most}", rounds.len());
    // Nothing is held back any more once the run has ended.
    let last = fleet(1_000, 21, RunState::Finished);
    apply(&mut shown, tab.advance(&last).1);
    assert_eq!(shown, picture(&last.status));
}

#[tokio::test(start_paused = true)]
async fn what_is_urgent_does_not_wait_its_turn() {
    let (mut tab, _) = Tab::open(&fleet(1_000, 0, RunState::Running), Line::Plain);
    tokio::time::advance(Duration::from_millis(10)).await;
    let mut latest = fleet(1_000, 1, RunState::Running);
    let mut status = (*latest.status).clone();
    status.targets[900].health = Health::Open;
    latest.status = Arc::new(status);
    let LiveEvent::Delta(delta) = tab.advance(&latest).1 else { panic!("a full picture") };
    assert!(delta.targets.len() < 10, "{}", delta.targets.len());
    assert_eq!(delta.targets.last().map(|patch| patch.id), Some(901));
}

#[tokio::test(start_paused = true)]
async fn a_few_targets_are_always_shown_at_once() {
    let (mut tab, _) = Tab::open(&fleet(20, 0, RunState::Running), Line::Plain);
    tokio::time::advance(Duration::from_secs(1)).await;
    let LiveEvent::Delta(delta) = tab.advance(&fleet(20, 1, RunState::Running)).1 else { panic!("a full picture") };
    assert_eq!(delta.targets.len(), 20);
}

#[tokio::test(start_paused = true)]
async fn a_compressed_line_has_room_for_more() {
    let mut told = [Line::Plain, Line::Compressed].map(|line| Tab::open(&fleet(1_000, 0, RunState::Running), line).0);
    tokio::time::advance(Duration::from_secs(1)).await;
    let latest = fleet(1_000, 1, RunState::Running);
    let [plain, compressed] = told.each_mut().map(|tab| match tab.advance(&latest).1 {
        LiveEvent::Delta(delta) => delta.targets.len(),
        LiveEvent::Snapshot { .. } => panic!("a full picture"),
    });
    assert!(compressed > 2 * plain, "{plain} and {compressed}");
}
