//! Some visits' exact bytes. A difference means that every seed now gives other visits: comparisons with earlier
//! runs end there, so it has to be wanted, and stand in the CHANGELOG.

use crate::support::{PLANNED_MS, TOKEN, busy, everything, single, traffic, written};
use domain::{Date, Funnel, Journey, MultiTargetConfig, backfill::DayPlan};
use traffic::Traffic;
use visit::{Recipient, VisitSource};

/// An ordinary visit, one that does everything, and one of a day gone by that travels in bulk.
fn visits() -> Vec<String> {
    let rich = MultiTargetConfig {
        campaigns_probability: 0.7,
        journeys: vec![Journey { name: "slow".to_owned(), dwell_factor: 1.5, ..Journey::default() }],
        funnels: Funnel::templates().map(|funnel| Funnel { exit_after_completion: false, ..funnel }).into(),
        ..busy(MultiTargetConfig::default())
    };
    let day = DayPlan { date: Date::from_unix_days(20_400), first_index: 0, visits: 10 };
    let past = Traffic::backfill(&MultiTargetConfig::default(), 42, vec![day], i64::MAX);
    let past = past.visit(3);
    let bulk = Recipient { in_bulk: true, ..single(Some(TOKEN), PLANNED_MS) };
    let mut lines = everything(&traffic(42), 7);
    lines.extend(everything(&Traffic::live(&rich, 42), 8));
    lines.extend((0..past.hit_count()).map(|hit| written(&*past, hit, bulk)));
    lines
}

#[test]
fn a_seed_gives_the_same_bytes_as_ever() {
    let expected: Vec<&str> = include_str!("golden.txt").lines().collect();
    assert_eq!(visits(), expected);
}
