//! Visitors who come again: at the Matomo they were at, as often as configured, and as visits of their own.

mod play;

use crate::support::{PLANNED_MS, config, plain, single, written};
use domain::{
    Arrivals, DistributeBy, DistributionStrategy, MultiTargetConfig, Shape, Target, live_part::live_fields,
    load_shape::Step,
};
use play::{DAY, HOUR, Record, play, play_backfill, sent};
use std::collections::HashSet;
use traffic::Traffic;
use visit::{Person, VisitSource};

/// Two hits a visit, at so many targets.
fn returning(probability: f64, per_day: f64, targets: usize) -> MultiTargetConfig {
    let list = (0..targets).map(|place| Target {
        name: format!("t{place}"),
        weight: 1 + place as u32,
        visits_per_day: Some(per_day / targets as f64),
        ..Target::new(format!("http://t{place}.example"), 1)
    });
    MultiTargetConfig {
        targets: list.collect(),
        returning_visitors_probability: probability,
        target_visits_per_day: per_day,
        ..plain(config((1, 1), (0.0, 0.0)))
    }
}

/// Every visit is one for Matomo, and from `from` on the share of those by somebody whom that Matomo has seen is
/// `due`, to 4.5 standard errors and three visits.
fn assert_returning(what: &str, records: &[Record], from: f64, due: f64) {
    for record in records {
        let merged = record.joined_within(1_800.0);
        assert_eq!(merged, 0, "{what}: {merged} visits at {} would be joined to others", record.name);
        let (visits, again) = record.seen_before(from);
        if visits < 30 {
            continue;
        }
        let share = again as f64 / visits as f64;
        let slack = 4.5 * (due * (1.0 - due) / visits as f64).sqrt() + 3.0 / visits as f64;
        assert!((share - due).abs() <= slack, "{what}: {share} of {visits} visits at {} instead of {due}", record.name);
    }
}

#[test]
fn the_configured_share_comes_again_at_every_target_whatever_the_strategy() {
    for strategy in DistributionStrategy::ALL {
        for targets in [1, 2, 3, 7] {
            let config = MultiTargetConfig { distribution_strategy: strategy, ..returning(0.3, 1_000.0, targets) };
            let records = play(&config, 3.0 * DAY, &[]);
            let visits: usize = records.iter().map(Record::visits).sum();
            let copies = if strategy == DistributionStrategy::Mirror { targets } else { 1 };
            assert!(visits.abs_diff(3_000 * copies) <= targets, "{strategy}: {visits}");
            assert_returning(&format!("{strategy} over {targets}"), &records, DAY, 0.3);
        }
    }
}

#[test]
fn the_engine_sends_the_very_people() {
    for (strategy, by, next) in [
        (DistributionStrategy::Weighted, DistributeBy::Visit, DistributionStrategy::Random),
        (DistributionStrategy::Mirror, DistributeBy::Visit, DistributionStrategy::Independent),
        (DistributionStrategy::RoundRobin, DistributeBy::Hit, DistributionStrategy::Random),
    ] {
        let config =
            MultiTargetConfig { distribution_strategy: strategy, distribute_by: by, ..returning(0.5, 400.0, 3) };
        // To what owes nothing for what was before, and early, so that there are people who come again.
        let next = MultiTargetConfig { distribution_strategy: next, target_visits_per_day: 500.0, ..config.clone() };
        let changes = [(HOUR + 1.0, next)];
        let found = sent(&config, 30.0 * HOUR, &changes);
        let due = play(&config, 30.0 * HOUR, &changes);
        for (found, due) in found.iter().zip(&due) {
            assert_eq!(found.visitors(), due.visitors(), "{strategy}: {}", found.name);
        }
        let (visits, again) = Record::of_all(&due).seen_before(DAY);
        assert!(visits >= 95 && again > 30, "{strategy}: {again} of {visits}");
    }
}

#[test]
fn replicas_that_share_the_hits_share_the_visitors() {
    let config = MultiTargetConfig { distribute_by: DistributeBy::Hit, ..returning(0.3, 1_000.0, 3) };
    let whole = Record::of_all(&play(&config, 3.0 * DAY, &[]));
    assert_eq!(whole.visits(), 3_000);
    assert_returning("by hit", &[whole], DAY, 0.3);
}

#[test]
fn everybody_comes_again_if_that_is_wanted_and_nobody_if_that() {
    for (probability, due) in [(1.0, 1.0), (0.0, 0.0)] {
        let records = play(&returning(probability, 500.0, 3), 4.0 * DAY, &[]);
        assert_returning(&format!("{probability}"), &records, DAY + HOUR, due);
    }
}

#[test]
fn a_few_visits_a_day_are_enough() {
    let records = play(&returning(0.5, 40.0, 10), 60.0 * DAY, &[]);
    assert_returning("four a day", &records, 5.0 * DAY, 0.5);
}

/// Targets whose own rates are far above the rate of the whole that is not in force, and a run that is made ten
/// thousand times as quick.
#[test]
fn nobody_comes_again_within_the_half_hour_in_which_matomo_joins_visits() {
    for probability in [0.2, 1.0] {
        let mut own = returning(probability, 1.0, 2);
        own.distribution_strategy = DistributionStrategy::Independent;
        own.targets.iter_mut().for_each(|target| target.visits_per_day = Some(30_000.0));
        own.target_visits_per_day = 10.0;
        assert_returning("own rates", &play(&own, 2.0 * HOUR, &[]), DAY, probability);
        let slow = returning(probability, 100.0, 1);
        let quick = MultiTargetConfig { target_visits_per_day: 3_456_000.0, ..slow.clone() };
        // Nobody of the few who were there can come again more than once.
        let records = play(&slow, 26.0 * HOUR + 20.0, &[(26.0 * HOUR, quick)]);
        assert_eq!(records[0].joined_within(1_800.0), 0);
        assert!(records[0].visits() > 850, "{}", records[0].visits());
    }
}

#[test]
fn the_share_stays_when_the_load_doubles_or_targets_come() {
    let before = returning(0.3, 600.0, 3);
    let double = MultiTargetConfig { target_visits_per_day: 1_200.0, ..before.clone() };
    assert_returning("twice", &play(&before, 4.0 * DAY, &[(2.2 * DAY, double)]), 2.2 * DAY, 0.3);
    let mut spike = before.clone();
    spike.load_shape.shape = Shape::Spike;
    spike.load_shape.spike.peak = 5.0;
    assert_returning("after a spike", &play(&spike, 3.0 * DAY, &[]), DAY, 0.3);
    // The new one sees its own again from its second day on, and the others as before.
    let records = play(&before, 5.0 * DAY, &[(2.2 * DAY, returning(0.3, 600.0, 4))]);
    assert_returning("the others", &records[..3], DAY, 0.3);
    assert_returning("the new one", &records[3..], 3.3 * DAY, 0.3);
}

/// What a field is changed to while a run goes on. A field that becomes live needs an entry here.
fn changed(field: &str, config: &mut MultiTargetConfig) {
    match field {
        "targets" => {
            config.targets[1].max_visits_per_second = Some(0.002);
            config.targets[2].weight = 9;
        }
        "distribution_strategy" => config.distribution_strategy = DistributionStrategy::Independent,
        "target_visits_per_day" => config.target_visits_per_day *= 1.5,
        "arrivals" => config.arrivals = Arrivals::Poisson,
        "load_shape" => {
            config.load_shape.shape = Shape::Steps;
            config.load_shape.steps = vec![Step { level: 0.5, seconds: 60.0 }];
        }
        "concurrency" => config.concurrency = 1,
        "auto_stop_after_hours" => config.auto_stop_after_hours = 90.0,
        "max_total_visits" => config.max_total_visits = 2_100,
        "max_visits_per_day" => config.max_visits_per_day = 300,
        "abort_when" => config.abort_when = vec!["error_rate>50% for 3s".to_owned()],
        "thresholds" => config.thresholds = vec!["p95<1s".to_owned()],
        "health" => config.health.failures_in_a_row = 3,
        other => panic!("say what {other} is changed to"),
    }
}

/// A live change is a restart with a history: a day later all is as in a run that began with it.
#[test]
fn every_live_field_is_followed_by_all_that_is_derived_from_it() {
    for field in live_fields() {
        let before = returning(0.3, 600.0, 3);
        let mut after = before.clone();
        changed(field, &mut after);
        let live = play(&before, 4.0 * DAY, &[(1.5 * DAY, after.clone())]);
        let fresh = play(&after, 4.0 * DAY, &[]);
        for (live, fresh) in live.iter().zip(&fresh) {
            // Random arrivals scatter; the others differ by a visit, or by one at each end.
            let from = 3.0 * DAY;
            let name = &live.name;
            let ((found, _), (due, _)) = (live.seen_before(from), fresh.seen_before(from));
            let slack = if field == "arrivals" { 6.0 * (due as f64).sqrt() } else { 2.0 };
            assert!(found.abs_diff(due) as f64 <= slack, "{field}: {found} visits at {name} instead of {due}");
        }
        assert_returning(field, &live, 2.6 * DAY, 0.3);
    }
}

#[test]
fn a_backfill_s_visitors_come_again_on_another_day_at_the_target_they_were_at() {
    for probability in [0.3, 1.0] {
        for targets in [1, 3, 7] {
            let config = returning(probability, 420.0, targets);
            let records = play_backfill(&config, 6);
            assert_eq!(records.iter().map(Record::visits).sum::<usize>(), 6 * 420);
            assert_returning(&format!("backfill over {targets}"), &records, DAY, probability);
        }
    }
}

/// What a visit says about its visitor.
#[derive(Debug, PartialEq)]
struct Description {
    user_agent: String,
    language: String,
    address: String,
    cid: String,
    resolution: String,
}

/// Describes the person with this number, in the visit with this index.
fn describe(source: &Traffic, index: u64, number: u64) -> Description {
    let visit = source.visit_by(index, Person { number, is_returning: true });
    let text = written(&*visit, 0, single(Some("t"), PLANNED_MS));
    let part = |name: &str| text.split_once(name).unwrap().1.split('&').next().unwrap().to_owned();
    Description {
        user_agent: visit.user_agent().to_owned(),
        language: visit.accept_language().to_owned(),
        address: part("&cip="),
        cid: part("&cid="),
        resolution: part("&res="),
    }
}

#[test]
fn who_comes_again_is_the_same_in_everything() {
    let source = Traffic::live(&returning(0.5, 100.0, 1), 7);
    let mut people = HashSet::new();
    for number in 0..200 {
        let first = describe(&source, number, number);
        assert_eq!(describe(&source, number + 5_000, number), first);
        assert!(people.insert(first.cid), "two are the same person");
    }
    // Somebody new is the person with the visit's own number.
    let new = written(&*source.visit(3), 0, single(None, PLANNED_MS));
    assert!(new.contains(&describe(&source, 9, 3).cid));
}
