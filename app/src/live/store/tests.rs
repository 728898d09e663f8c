//! The store follows events exactly, and wakes only what changed.

use super::*;
use domain::{BackfillStatus, DayStatus, HitCounts, TargetPatch};

fn target(id: i64, delivered: u64) -> TargetStatus {
    TargetStatus {
        id,
        name: format!("t{id}"),
        hits: HitCounts { planned: delivered, delivered, ..Default::default() },
        ..Default::default()
    }
}

fn snapshot(seq: u64, targets: Vec<TargetStatus>) -> LiveEvent {
    let trends = targets.iter().map(|_| vec![1.0]).collect();
    LiveEvent::Snapshot {
        seq,
        status: StatusSnapshot { targets, ..Default::default() },
        series: Vec::new(),
        seconds: Vec::new(),
        trends,
    }
}

/// What leads from no hits to `delivered` ones.
fn patch(id: i64, delivered: u64) -> TargetPatch {
    TargetPatch::between(&target(id, 0), &target(id, delivered)).unwrap()
}

fn delivered(live: Live) -> Vec<u64> {
    live.rows.get_untracked().iter().map(|row| row.status.with_untracked(|s| s.hits.delivered)).collect()
}

fn with_live(test: impl FnOnce(Live)) {
    Owner::new().with(|| test(Live::provide()));
}

#[test]
fn a_delta_changes_its_targets_and_leaves_the_list_alone() {
    with_live(|live| {
        assert_eq!(live.apply(snapshot(7, vec![target(1, 10), target(2, 20)])), Ok(()));
        let before = live.rows.get_untracked();
        let points = vec![SeriesPoint::default()];
        let delta = StatusDelta { seq: 8, targets: vec![patch(2, 21)], points, ..Default::default() };
        assert_eq!(live.apply(LiveEvent::Delta(delta)), Ok(()));
        assert_eq!(delivered(live), [10, 21]);
        assert_eq!(before[1].status.with_untracked(|s| s.hits.delivered), 21, "the row is the same signal");
        assert_eq!(before[0].trend.get_untracked(), [1.0, 0.0], "every sparkline moves on");
        assert_eq!(live.series.with_untracked(Vec::len), 1);
    });
}

#[test]
fn a_missing_event_is_noticed_and_nothing_is_shown() {
    with_live(|live| {
        let delta = |seq| LiveEvent::Delta(StatusDelta { seq, targets: vec![patch(1, 99)], ..Default::default() });
        assert_eq!(live.apply(delta(1)), Err(Gap), "no snapshot yet");
        assert_eq!(live.apply(snapshot(7, vec![target(1, 10)])), Ok(()));
        assert_eq!(live.apply(delta(9)), Err(Gap));
        assert_eq!(delivered(live), [10]);
    });
}

#[test]
fn the_page_s_own_figures_never_replace_newer_ones() {
    with_live(|live| {
        assert_eq!(live.apply(snapshot(1, vec![target(1, 10)])), Ok(()));
        live.seed(&Overview::default());
        assert_eq!(delivered(live), [10]);
    });
}

#[test]
fn another_list_makes_new_rows() {
    with_live(|live| {
        assert_eq!(live.apply(snapshot(1, vec![target(1, 10)])), Ok(()));
        assert_eq!(live.apply(snapshot(2, vec![target(3, 5), target(1, 11)])), Ok(()));
        assert_eq!(delivered(live), [5, 11]);
        let delta = StatusDelta { seq: 3, targets: vec![patch(1, 12)], ..Default::default() };
        assert_eq!(live.apply(LiveEvent::Delta(delta)), Ok(()));
        assert_eq!(delivered(live), [5, 12]);
    });
}

#[test]
fn days_and_funnels_follow_the_delta() {
    let day = |date: &str, sent| DayStatus { date: date.into(), planned: 10, before: 0, sent };
    let funnel = |started| FunnelCounts { name: "f".into(), started, completed: 0 };
    with_live(|live| {
        let status = StatusSnapshot {
            backfill: Some(BackfillStatus { days: vec![day("2026-01-01", 0), day("2026-01-02", 0)], in_doubt: 0 }),
            funnels: vec![funnel(1)],
            ..Default::default()
        };
        let full = LiveEvent::Snapshot {
            seq: 1,
            status: status.clone(),
            series: Vec::new(),
            seconds: Vec::new(),
            trends: Vec::new(),
        };
        assert_eq!(live.apply(full), Ok(()));
        let rows = live.days.get_untracked();
        let delta = StatusDelta {
            seq: 2,
            days: vec![(1, day("2026-01-02", 4))],
            funnels: Some(vec![funnel(2)]),
            ..Default::default()
        };
        assert_eq!(live.apply(LiveEvent::Delta(delta)), Ok(()));
        let sent: Vec<_> = rows.iter().map(|row| row.status.with_untracked(|day| day.sent)).collect();
        assert_eq!(sent, [0, 4], "the rows are the same signals");
        assert_eq!(live.funnels.get_untracked(), [funnel(2)]);
        // A delta without funnels leaves them; another list of days makes new rows.
        assert_eq!(live.apply(LiveEvent::Delta(StatusDelta { seq: 3, ..Default::default() })), Ok(()));
        assert_eq!(live.funnels.get_untracked(), [funnel(2)]);
        let status = StatusSnapshot { backfill: None, ..status };
        let full = LiveEvent::Snapshot { seq: 9, status, series: Vec::new(), seconds: Vec::new(), trends: Vec::new() };
        assert_eq!(live.apply(full), Ok(()));
        assert!(live.days.with_untracked(Vec::is_empty));
    });
}

#[test]
fn another_tab_shows_the_same_after_all_that_is_known() {
    let days = vec![DayStatus { date: "2026-03-10".into(), planned: 5, ..Default::default() }];
    let mut status = StatusSnapshot {
        targets: vec![target(1, 10), target(2, 20)],
        backfill: Some(BackfillStatus { days, ..Default::default() }),
        ..Default::default()
    };
    let first = LiveEvent::Snapshot {
        seq: 7,
        status: status.clone(),
        series: Vec::new(),
        seconds: Vec::new(),
        trends: vec![vec![1.0]; 2],
    };
    let delta = StatusDelta {
        seq: 8,
        state: RunState::Running,
        targets: vec![patch(2, 21)],
        points: vec![SeriesPoint { t: 1.0, ..Default::default() }],
        seconds: vec![SeriesPoint { t: 0.5, ..Default::default() }],
        ..Default::default()
    };
    delta.clone().apply(&mut status);
    let full = Owner::new().with(|| {
        let live = Live::provide();
        assert_eq!(live.full(), None, "nothing is known yet");
        live.apply(first).unwrap();
        live.apply(LiveEvent::Delta(delta)).unwrap();
        live.full().unwrap()
    });
    let LiveEvent::Snapshot { seq, status: told, series, seconds, trends } = full.clone() else {
        panic!("a full picture")
    };
    assert_eq!((seq, told, series.len(), seconds.len(), trends[0].len()), (8, status, 1, 1, 2));
    with_live(|live| {
        live.apply(full.clone()).unwrap();
        assert_eq!(live.full(), Some(full));
        let next = StatusDelta { seq: 9, ..Default::default() };
        assert_eq!(live.apply(LiveEvent::Delta(next)), Ok(()), "it goes on with the events of the others");
    });
}
