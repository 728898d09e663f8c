//! Visitors who come again.

use crate::support::{PLANNED_MS, assert_share, config, plain, single, written};
use domain::{Date, MultiTargetConfig, backfill::DayPlan};
use engine::VisitSource;
use std::collections::HashMap;
use traffic::Traffic;

fn cid(source: &dyn VisitSource, index: u64) -> String {
    let text = written(&*source.visit(index), 0, single(None, PLANNED_MS));
    text.split_once("&cid=").unwrap().1[..16].to_owned()
}

fn returning(probability: f64, per_day: f64) -> MultiTargetConfig {
    MultiTargetConfig {
        returning_visitors_probability: probability,
        target_visits_per_day: per_day,
        ..plain(config((1, 1), (0.0, 0.0)))
    }
}

#[test]
fn the_configured_share_comes_again_on_another_day() {
    const VISITS: u64 = 100_000;
    let source = Traffic::live(&returning(0.2, 1_000.0), 42);
    let mut last: HashMap<String, u64> = HashMap::new();
    let (mut possible, mut again) = (0, 0);
    for index in 0..VISITS {
        let before = last.insert(cid(&source, index), index);
        // A Poisson process with 1,000 visits a day has more than 1,100 on one day in a thousand.
        assert!(before.is_none_or(|before| index - before > 1_100), "{index} {before:?}");
        assert!(before.is_none() || index >= 1_000, "visit {index} came again on the first day");
        // The first that may come again is about 1,210.
        possible += u64::from(index >= 1_210);
        again += u64::from(before.is_some());
    }
    assert_share("returning", again, possible, 0.2);
}

#[test]
fn a_higher_peak_of_the_load_keeps_visits_apart_as_well() {
    let mut config = returning(1.0, 1_000.0);
    config.load_shape.shape = domain::Shape::Spike;
    config.load_shape.spike.peak = 5.0;
    let source = Traffic::live(&config, 42);
    let cids: Vec<String> = (0..5_400).map(|index| cid(&source, index)).collect();
    let different: std::collections::HashSet<&String> = cids[..5_000].iter().collect();
    assert_eq!(different.len(), 5_000);
}

#[test]
fn who_comes_again_is_the_same_in_everything() {
    let source = Traffic::live(&returning(0.5, 100.0), 7);
    let mut known: HashMap<String, (String, String, String)> = HashMap::new();
    let mut again = 0;
    for index in 0..3_000 {
        let visit = source.visit(index);
        let text = written(&*visit, 0, single(Some("t"), PLANNED_MS));
        let address = text.split_once("&cip=").unwrap().1.split('&').next().unwrap().to_owned();
        let now = (visit.user_agent().to_owned(), visit.accept_language().to_owned(), address);
        if let Some(before) = known.insert(cid(&source, index), now.clone()) {
            assert_eq!(before, now);
            again += 1;
        }
    }
    assert!(again > 1_000, "{again}");
}

#[test]
fn nobody_comes_again_if_that_is_wanted() {
    let source = Traffic::live(&returning(0.0, 10.0), 7);
    let cids: std::collections::HashSet<String> = (0..2_000).map(|index| cid(&source, index)).collect();
    assert_eq!(cids.len(), 2_000);
}

#[test]
fn a_backfills_visitors_come_again_on_another_of_its_days() {
    const DAYS: u64 = 30;
    const PER_DAY: u64 = 1_000;
    let first = Date::parse("2026-01-01").unwrap();
    let plan = |day: u64| DayPlan { date: first.plus_days(day as i64), first_index: day * PER_DAY, visits: PER_DAY };
    let source = Traffic::backfill(
        &returning(0.3, 10.0),
        42,
        (0..DAYS).map(plan).collect(),
        first.plus_days(99).unix_days() * 86_400,
    );
    let mut last: HashMap<String, u64> = HashMap::new();
    let mut again = 0;
    for index in 0..DAYS * PER_DAY {
        let day = index / PER_DAY;
        if let Some(before) = last.insert(cid(&source, index), day) {
            assert!(before < day, "twice on day {day}");
            again += 1;
        }
    }
    assert_share("returning", again, (DAYS - 1) * PER_DAY, 0.3);
}
