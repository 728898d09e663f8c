//! When hits are due.

use crate::support::{busy, config, hits, kind, plain};
use domain::{Journey, MultiTargetConfig};
use proptest::prelude::*;
use std::time::Duration;
use traffic::Traffic;
use visit::VisitSource;

/// Offsets are whole milliseconds.
const MILLISECOND: Duration = Duration::from_millis(1);

proptest! {
    #[test]
    fn gaps_keep_to_the_configured_pause(seed: u64, index: u64, min in 0.0..=60.0, span in 0.0..=60.0) {
        let max = f64::min(min + span, 60.0);
        let visit = Traffic::live(&plain(config((1, 20), (min, max))), seed).visit(index);
        let range = Duration::from_secs_f64(min)..=Duration::from_secs_f64(max) + MILLISECOND;
        prop_assert_eq!(visit.offset(0), Duration::ZERO);
        for hit in 1..visit.hit_count() {
            let gap = visit.offset(hit).checked_sub(visit.offset(hit - 1));
            prop_assert!(gap.is_some_and(|gap| range.contains(&gap)), "{:?} is not in {:?}", gap, range);
        }
    }

    #[test]
    fn actions_happen_within_the_pauses(seed: u64, index: u64) {
        let visit = Traffic::live(&busy(config((1, 5), (2.0, 3.0))), seed).visit(index);
        let all = hits(&*visit);
        let offsets: Vec<Duration> = (0..all.len()).map(|hit| visit.offset(hit)).collect();
        prop_assert!(offsets.is_sorted());
        let pages = all.iter().zip(&offsets).filter(|(hit, _)| matches!(kind(hit), "view" | "ping"));
        let pages: Vec<Duration> = pages.map(|(_, offset)| *offset).collect();
        for pair in pages.windows(2) {
            let pause = pair[1] - pair[0];
            prop_assert!((Duration::from_secs(2)..=Duration::from_secs(3)).contains(&pause), "{:?}", pause);
        }
    }

    #[test]
    fn without_a_pause_everything_is_due_at_once(seed: u64, index: u64) {
        let visit = Traffic::live(&config((1, 20), (0.0, 0.0)), seed).visit(index);
        prop_assert!((0..visit.hit_count()).all(|hit| visit.offset(hit) == Duration::ZERO));
    }
}

fn mean_pause(config: &MultiTargetConfig) -> f64 {
    let source = Traffic::live(&plain(config.clone()), 8);
    let pauses: Vec<f64> = (0..2_000).map(|index| source.visit(index).offset(1).as_secs_f64()).collect();
    pauses.iter().sum::<f64>() / 2_000.0
}

#[test]
fn pauses_spread_over_the_whole_range() {
    // Uniform: the mean is 2, its standard deviation 0.013.
    let mean = mean_pause(&config((1, 1), (1.0, 3.0)));
    assert!((mean - 2.0).abs() < 0.06, "{mean}");
}

#[test]
fn a_journey_stretches_the_pauses() {
    let journey = Journey { dwell_factor: 2.5, ..Journey::default() };
    let mean = mean_pause(&MultiTargetConfig { journeys: vec![journey], ..config((1, 1), (1.0, 3.0)) });
    assert!((mean - 5.0).abs() < 0.15, "{mean}");
}
