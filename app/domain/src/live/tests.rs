//! Pictures and differences add up.

use super::*;
use crate::{
    EventKind, Health, LastError,
    status::{EpochShare, HitCounts, Latency, MAX_EVENTS, Quantiles, Rate, VisitCounts},
};
use proptest::prelude::*;

fn snapshot(targets: Vec<TargetStatus>) -> StatusSnapshot {
    StatusSnapshot { state: RunState::Running, targets, ..Default::default() }
}

/// A target whose figures are any of a few, so that some stay and some change.
fn figures(id: i64) -> impl Strategy<Value = TargetStatus> {
    let counts = (0u64..3, 0u64..3, 0u64..3, 0u64..2);
    let healths = prop::sample::select(vec![Health::Healthy, Health::Failing, Health::Open, Health::HalfOpen]);
    (counts, 0.0..1.0f64, healths, 0u64..3, any::<bool>()).prop_map(move |(counts, real, health, code, failed)| {
        let (delivered, failures, held, ms) = counts;
        let mean = Quantiles { mean: real * 20.0, p50: ms as f64, ..Default::default() };
        TargetStatus {
            id,
            name: format!("t{id}"),
            health,
            share: real,
            distance_visits: real - 0.5,
            visits: VisitCounts {
                assigned: delivered + held,
                completed: delivered,
                dropped: held,
                held,
                ..Default::default()
            },
            hits: HitCounts { planned: delivered + failures, delivered, failed: failures, ..Default::default() },
            // A code that was there is there for the rest of the run.
            status_codes: [(204, code), (500, failures)].into(),
            rate: Rate { visits_per_second: real, hits_per_second: real * 3.0, ..Default::default() },
            latency_ms: Latency { from_planned: mean, lag: mean, ..Default::default() },
            last_error: Some(LastError { at: failed.to_string(), message: "m".to_owned(), ..Default::default() }),
            ..Default::default()
        }
    })
}

fn fleet() -> impl Strategy<Value = Vec<TargetStatus>> {
    (1..12i64).map(figures).collect::<Vec<_>>()
}

/// Over the wire and back.
fn sent<T: Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

proptest! {
    #[test]
    fn applying_the_difference_gives_the_new_picture(old in fleet(), new in fleet()) {
        let mut old = picture(&snapshot(old));
        let new = picture(&snapshot(new));
        let delta = StatusDelta::between(&old, &new, 2, Vec::new()).unwrap();
        let changed = old.targets.iter().zip(&new.targets).filter(|(a, b)| a != b).count();
        prop_assert_eq!(delta.targets.len(), changed);
        sent(&delta).apply(&mut old);
        prop_assert_eq!(old, new);
    }

    #[test]
    fn targets_that_wait_arrive_with_a_later_difference(
        pictures in prop::collection::vec(fleet(), 1..6),
        kept in prop::collection::vec(any::<bool>(), 11),
    ) {
        let mut shown = picture(&snapshot(pictures[0].clone()));
        let mut latest = shown.clone();
        for (seq, next) in (2..).zip(&pictures[1..]) {
            latest = picture(&snapshot(next.clone()));
            let mut delta = StatusDelta::between(&shown, &latest, seq, Vec::new()).unwrap();
            delta.targets.retain(|patch| kept[patch.id as usize - 1]);
            delta.apply(&mut shown);
        }
        StatusDelta::between(&shown, &latest, 9, Vec::new()).unwrap().apply(&mut shown);
        prop_assert_eq!(shown, latest);
    }

    /// RFC 7396: a program without our types merges the JSON.
    #[test]
    fn a_patch_is_a_json_merge_patch(old in figures(1), new in figures(1)) {
        fn merge(whole: &mut serde_json::Value, patch: serde_json::Value) {
            match (whole, patch) {
                (serde_json::Value::Object(whole), serde_json::Value::Object(patch)) => {
                    for (field, change) in patch {
                        merge(whole.entry(field).or_insert(serde_json::Value::Null), change);
                    }
                }
                (whole, patch) => *whole = patch,
            }
        }
        let mut json = serde_json::to_value(&old).unwrap();
        if let Some(patch) = TargetPatch::between(&old, &new) {
            merge(&mut json, serde_json::to_value(patch).unwrap());
        }
        prop_assert_eq!(json, serde_json::to_value(&new).unwrap());
    }
}

#[test]
fn a_patch_names_what_changed_and_nothing_else() {
    let old = TargetStatus {
        id: 7,
        hits: HitCounts { planned: 5, delivered: 3, ..Default::default() },
        ..Default::default()
    };
    let mut new = old.clone();
    (new.hits.planned, new.status_codes) = (6, [(204, 4)].into());
    let patch = TargetPatch::between(&old, &new).unwrap();
    assert_eq!(serde_json::to_string(&patch).unwrap(), r#"{"id":7,"hits":{"planned":6},"status_codes":{"204":4}}"#);
    assert!(!patch.is_urgent());
    new.health = Health::Open;
    assert!(TargetPatch::between(&old, &new).unwrap().is_urgent());
    assert_eq!(TargetPatch::between(&old, &old.clone()), None);
}

#[test]
fn a_picture_is_rounded_and_says_nothing_of_shares_within_epochs() {
    let target = TargetStatus {
        share: 1.0 / 3.0,
        distance_visits: -0.12345,
        rate: Rate { visits_per_second: 2.0 / 3.0, hits_per_second: 7.0, ..Default::default() },
        latency_ms: Latency {
            lag: Quantiles { mean: 1.0 / 7.0, max: 12.345, ..Default::default() },
            ..Default::default()
        },
        ..Default::default()
    };
    let epoch = EpochStatus { number: 1, shares: vec![EpochShare::default()], positions: 9, ..Default::default() };
    let exact = StatusSnapshot { epochs: vec![epoch.clone()], ..snapshot(vec![target]) };
    let shown = picture(&exact);
    let target = &shown.targets[0];
    assert_eq!((target.share, target.rate.visits_per_second, target.rate.hits_per_second), (0.3333, 0.67, 7.0));
    assert_eq!(target.distance_visits, -0.12);
    assert_eq!((target.latency_ms.lag.mean, target.latency_ms.lag.max), (0.143, 12.345));
    assert_eq!(shown.epochs, [EpochStatus { shares: Vec::new(), ..epoch }]);
}

#[test]
fn what_happened_comes_once_and_the_oldest_go() {
    let event = |number| RunEvent { number, kind: EventKind::Health, ..Default::default() };
    let outage = |number, recovered_seconds| Outage { number, recovered_seconds, ..Default::default() };
    let epoch = |number, positions| EpochStatus { number, positions, ..Default::default() };
    let most = MAX_EVENTS as u64;
    let old = StatusSnapshot {
        events: (1..=most).map(event).collect(),
        outages: vec![outage(1, None), outage(2, None)],
        epochs: vec![epoch(1, 10), epoch(2, 5)],
        ..Default::default()
    };
    let new = StatusSnapshot {
        events: (3..=most + 2).map(event).collect(),
        outages: vec![outage(1, Some(4.0)), outage(2, None), outage(3, None)],
        epochs: vec![epoch(1, 10), epoch(2, 7), epoch(3, 1)],
        thresholds: vec![ThresholdStatus { threshold: "p95<1s".into(), ..Default::default() }],
        bottleneck: Some(Bottleneck::default()),
        ..old.clone()
    };
    let delta = StatusDelta::between(&old, &new, 2, Vec::new()).unwrap();
    assert_eq!((delta.events.len(), delta.outages.len(), delta.epochs.len()), (2, 2, 2));
    let mut shown = old;
    sent(&delta).apply(&mut shown);
    assert_eq!(shown, new);
}

#[test]
fn events_survive_the_wire() {
    let mut status = snapshot(vec![TargetStatus { id: 1, ..Default::default() }, TargetStatus::default()]);
    let before = status.clone();
    status.targets[0].status_codes.insert(204, 1);
    let delta = StatusDelta::between(&before, &status, 2, Vec::new()).unwrap();
    let full = LiveEvent::Snapshot {
        seq: 1,
        status,
        series: vec![SeriesPoint::default()],
        seconds: Vec::new(),
        trends: vec![vec![1.5]],
    };
    for event in [full, LiveEvent::Delta(delta)] {
        assert_eq!(sent(&event), event);
    }
}

#[test]
fn another_list_or_figures_that_begin_anew_need_a_full_snapshot() {
    let target = |id: i64| TargetStatus { id, ..Default::default() };
    let one = snapshot(vec![target(1)]);
    assert_eq!(StatusDelta::between(&one, &snapshot(vec![target(1), target(2)]), 1, Vec::new()), None);
    let coded = snapshot(vec![TargetStatus { status_codes: [(204, 1)].into(), ..target(1) }]);
    assert_eq!(StatusDelta::between(&coded, &one, 1, Vec::new()), None);
    assert!(StatusDelta::between(&one, &coded, 1, Vec::new()).is_some());
}
