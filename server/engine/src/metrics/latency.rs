//! HDR histograms of one target's hits (Tene, HdrHistogram): 3 significant digits, merged by addition.

mod counts;

use super::counters::Sample;
use counts::Counts;
use domain::{Latency, Quantiles};
use std::time::Duration;

/// Significant decimal digits kept: any reported value is within 0.1 % of the true one.
const DIGITS: u8 = 3;

/// The histograms of a target. They start small and grow with the largest value seen, so that a thousand quick targets
/// stay cheap; and there is none for undelivered hits before the first of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Histograms {
    /// From the planned time, of delivered hits.
    delivered: Microseconds,
    /// From the planned time, of all others.
    failed: Option<Box<Microseconds>>,
    from_send: Microseconds,
    lag: Microseconds,
}

impl Histograms {
    /// Records the hits of a sample.
    pub(super) fn record(&mut self, sample: &Sample) {
        let from_planned = match sample.is_delivered {
            true => &mut self.delivered,
            false => self.failed.get_or_insert_with(|| Box::new(Microseconds::new())),
        };
        from_planned.record(sample.from_planned, sample.hits);
        self.from_send.record(sample.from_send, sample.hits);
        self.lag.record(sample.from_planned.saturating_sub(sample.from_send), sample.hits);
    }

    /// The quantiles people read, while so many hits have been in flight for so long ([`InFlight::ages`]).
    ///
    /// These take at least as long, so the quantiles of all that were sent are at least those with them. Where those
    /// are higher they are reported: hits that will take even longer must not make a target look quick.
    ///
    /// [`InFlight::ages`]: super::in_flight::InFlight::ages
    pub(super) fn quantiles(&self, ages: &[(Duration, u64)]) -> Latency {
        let delivered = self.delivered.quantiles();
        let all = self.failed.as_ref().map(|failed| self.delivered.merged(failed));
        Latency {
            from_planned: match &all {
                None if ages.is_empty() => delivered,
                _ => at_least(all.as_ref().unwrap_or(&self.delivered), ages),
            },
            from_send: at_least(&self.from_send, ages),
            lag: self.lag.quantiles(),
            delivered,
            failed: self.failed.as_ref().map(|failed| failed.quantiles()).unwrap_or_default(),
        }
    }
}

/// The quantiles of `known`, or those with the hits of these ages where they are higher.
fn at_least(known: &Microseconds, ages: &[(Duration, u64)]) -> Quantiles {
    let quantiles = known.quantiles();
    if ages.is_empty() {
        return quantiles;
    }
    let mut known = known.clone();
    ages.iter().for_each(|&(age, hits)| known.record(age, hits));
    highest(quantiles, known.quantiles())
}

/// The higher of each of two.
fn highest(a: Quantiles, b: Quantiles) -> Quantiles {
    Quantiles {
        mean: a.mean.max(b.mean),
        p50: a.p50.max(b.p50),
        p90: a.p90.max(b.p90),
        p95: a.p95.max(b.p95),
        p99: a.p99.max(b.p99),
        max: a.max.max(b.max),
    }
}

/// A histogram of durations in whole microseconds.
#[derive(Clone, Debug)]
pub(super) struct Microseconds {
    counts: Option<Counts>,
    /// All durations together, so that the mean needs no walk through the buckets and is exact.
    sum: u64,
}

impl Default for Microseconds {
    fn default() -> Self {
        Self::new()
    }
}

impl Microseconds {
    /// An empty histogram.
    pub(super) fn new() -> Self {
        Self { counts: Counts::new(), sum: 0 }
    }

    /// Records a duration so many times.
    pub(super) fn record(&mut self, duration: Duration, times: u64) {
        self.record_times(duration.as_micros() as u64, times);
    }

    /// Records `times` durations of `micros`.
    pub(super) fn record_times(&mut self, micros: u64, times: u64) {
        self.sum = self.sum.saturating_add(micros.saturating_mul(times));
        if let Some(counts) = &mut self.counts {
            counts.record(micros, times);
        }
    }

    /// Value and count of every bucket in use, lowest first.
    pub(super) fn buckets(&self) -> Vec<(u64, u64)> {
        self.counts.as_ref().map(Counts::buckets).unwrap_or_default()
    }

    /// Adds the durations of `other`.
    pub(super) fn add(&mut self, other: &Self) {
        *self = self.merged(other);
    }

    /// The durations of both.
    fn merged(&self, other: &Self) -> Self {
        let mut merged = self.clone();
        for (micros, times) in other.buckets() {
            merged.record_times(micros, times);
        }
        // The buckets' own values are rounded, the sum is not.
        merged.sum = self.sum.saturating_add(other.sum);
        merged
    }

    /// All zero when nothing was recorded.
    pub(super) fn quantiles(&self) -> Quantiles {
        let Some(counts) = self.counts.as_ref().filter(|counts| counts.len() > 0) else {
            return Quantiles::default();
        };
        let max = counts.max();
        // Never above the largest value: a bucket's upper edge may lie beyond it.
        let ms = |micros: u64| micros.min(max) as f64 / 1_000.0;
        // All in one walk through the buckets: with a thousand targets this is what a tick costs.
        let [p50, p90, p95, p99] = counts.at([0.50, 0.90, 0.95, 0.99]).map(ms);
        Quantiles { mean: self.sum as f64 / counts.len() as f64 / 1_000.0, p50, p90, p95, p99, max: ms(max) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_within_three_digits() {
        let mut histogram = Microseconds::new();
        for millis in 1..=1_000 {
            histogram.record(Duration::from_millis(millis), 1);
        }
        let found = histogram.quantiles();
        let pairs = [
            (found.p50, 500.0),
            (found.p90, 900.0),
            (found.p95, 950.0),
            (found.p99, 990.0),
            (found.max, 1_000.0),
            (found.mean, 500.5),
        ];
        for (found, exact) in pairs {
            assert!((found - exact).abs() <= exact * 0.001, "{found} for {exact}");
        }
    }

    #[test]
    fn lag_is_the_difference_of_the_two() {
        let mut histograms = Histograms::default();
        let (from_planned, from_send) = (Duration::from_millis(30), Duration::from_millis(10));
        histograms.record(&Sample { slot: 0, hits: 1, from_planned, from_send, is_delivered: true });
        let found = histograms.quantiles(&[]);
        assert!((found.lag.p99 - 20.0).abs() < 0.05, "{found:?}");
        assert_eq!(Microseconds::new().quantiles(), Quantiles::default());
    }

    #[test]
    fn quick_failures_make_no_target_quick() {
        let mut histograms = Histograms::default();
        let mut record = |hits, millis, is_delivered| {
            let took = Duration::from_millis(millis);
            histograms.record(&Sample { slot: 0, hits, from_planned: took, from_send: took, is_delivered });
        };
        record(60, 1, false);
        record(40, 300, true);
        let found = histograms.quantiles(&[]);
        let near = |found: f64, exact: f64| assert!((found - exact).abs() <= exact * 0.001, "{found} for {exact}");
        near(found.delivered.p50, 300.0);
        near(found.failed.p99, 1.0);
        near(found.from_planned.p50, 1.0);
        near(found.from_planned.p90, 300.0);
        near(found.from_planned.mean, 120.6);
        near(found.from_planned.max, 300.0);
    }

    #[test]
    fn hits_without_an_answer_make_no_target_quicker_or_anything_failed() {
        let mut histograms = Histograms::default();
        let took = Duration::from_secs(3);
        histograms.record(&Sample { slot: 0, hits: 100, from_planned: took, from_send: took, is_delivered: true });
        let before = histograms.quantiles(&[]);
        let second = Duration::from_secs(1);
        assert_eq!(histograms.quantiles(&[(second, 100)]), before, "those may take as long");
        let later = histograms.quantiles(&[(10 * second, 20), (second, 20)]);
        for latency in [later.from_planned, later.from_send] {
            assert_eq!(latency.p50, before.from_planned.p50);
            assert!((latency.p90 - 10_000.0).abs() <= 10.0, "{latency:?}");
        }
        assert_eq!((later.delivered, later.failed, later.lag), (before.delivered, before.failed, before.lag));
    }
}
