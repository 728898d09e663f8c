//! When hits are due.

use crate::support::config;
use engine::VisitSource;
use proptest::prelude::*;
use std::time::Duration;
use traffic::PlainTraffic;

proptest! {
    #[test]
    fn gaps_keep_to_the_configured_pause(seed: u64, index: u64, min in 0.0..=60.0, span in 0.0..=60.0) {
        let max = f64::min(min + span, 60.0);
        let visit = PlainTraffic::new(&config((1, 20), (min, max)), seed).visit(index);
        let range = Duration::from_secs_f64(min)..=Duration::from_secs_f64(max);
        prop_assert_eq!(visit.offset(0), Duration::ZERO);
        for hit in 1..visit.hit_count() {
            let gap = visit.offset(hit).checked_sub(visit.offset(hit - 1));
            prop_assert!(gap.is_some_and(|gap| range.contains(&gap)), "{:?} is not in {:?}", gap, range);
        }
    }

    #[test]
    fn without_a_pause_everything_is_due_at_once(seed: u64, index: u64) {
        let visit = PlainTraffic::new(&config((1, 20), (0.0, 0.0)), seed).visit(index);
        prop_assert!((0..visit.hit_count()).all(|hit| visit.offset(hit) == Duration::ZERO));
    }
}

#[test]
fn pauses_spread_over_the_whole_range() {
    let source = PlainTraffic::new(&config((1, 1), (1.0, 3.0)), 8);
    let pauses: Vec<f64> = (0..2_000).map(|index| source.visit(index).offset(1).as_secs_f64()).collect();
    let mean = pauses.iter().sum::<f64>() / 2_000.0;
    // Uniform: the mean is 2, its standard deviation 0.013.
    assert!((mean - 2.0).abs() < 0.06, "{mean}");
    assert!(pauses.iter().any(|pause| *pause < 1.05) && pauses.iter().any(|pause| *pause > 2.95));
}
