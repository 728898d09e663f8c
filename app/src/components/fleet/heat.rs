//! Which latencies stand out of the fleet: pure.

use super::arrange::latency;
use crate::live::TargetRow;
use domain::Quantiles;
use leptos::prelude::*;

/// The fleet's medians of p50, p95 and p99 in milliseconds, 0 where nothing was measured.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Medians {
    /// Of p50.
    pub p50: f64,
    /// Of p95.
    pub p95: f64,
    /// Of p99.
    pub p99: f64,
}

impl Medians {
    /// Of `rows` that have a latency at all.
    pub fn of(rows: &[TargetRow], from_send: bool) -> Self {
        let median_of = |figure: fn(&Quantiles) -> f64| {
            median(
                rows.iter().map(|row| row.status.with_untracked(|status| figure(latency(status, from_send)))).collect(),
            )
        };
        Self { p50: median_of(|q| q.p50), p95: median_of(|q| q.p95), p99: median_of(|q| q.p99) }
    }
}

/// The middle of the values above 0; 0 where there is none.
fn median(mut values: Vec<f64>) -> f64 {
    values.retain(|value| *value > 0.0);
    let middle = values.len() / 2;
    if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(middle, f64::total_cmp).1 }
}

/// Latencies below this are never called slow, milliseconds: twice next to nothing is next to nothing.
const NEVER_SLOW_MS: f64 = 5.0;

/// How far `value` stands out of a fleet with this `median`, from 0 (not) to 3 (five times as slow).
pub fn heat(value: f64, median: f64) -> u8 {
    if median <= 0.0 || value < NEVER_SLOW_MS {
        return 0;
    }
    match value / median {
        times if times >= 5.0 => 3,
        times if times >= 2.5 => 2,
        times if times >= 1.5 => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_leaves_out_what_was_not_measured() {
        assert!((median(vec![0.0, 30.0, 10.0, 20.0, 0.0]) - 20.0).abs() < 1e-9);
        assert!(median(Vec::new()) == 0.0 && median(vec![0.0]) == 0.0);
    }

    #[test]
    fn heat_grows_with_the_distance_from_the_median() {
        let all: Vec<_> = [10.0, 14.0, 15.0, 25.0, 50.0, 500.0].map(|value| heat(value, 10.0)).into();
        assert_eq!(all, [0, 0, 1, 2, 3, 3]);
    }

    #[test]
    fn nothing_is_slow_that_is_quick_or_has_nothing_to_be_compared_with() {
        assert_eq!((heat(4.0, 0.2), heat(400.0, 0.0), heat(0.0, 10.0)), (0, 0, 0));
    }
}
