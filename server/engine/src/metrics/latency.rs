//! HDR histograms of one target's hits (Tene, HdrHistogram): 3 significant digits, merged by addition.

use super::books::Sample;
use domain::{Latency, Quantiles};
use hdrhistogram::Histogram;
use std::time::Duration;

/// Significant decimal digits kept: any reported value is within 0.1 % of the true one.
const DIGITS: u8 = 3;

/// The three histograms of a target. They start small and grow with the largest value seen, so that
/// a thousand quick targets stay cheap.
#[derive(Clone, Debug)]
pub struct Histograms {
    from_planned: Microseconds,
    from_send: Microseconds,
    lag: Microseconds,
}

impl Default for Histograms {
    fn default() -> Self {
        Self { from_planned: Microseconds::new(), from_send: Microseconds::new(), lag: Microseconds::new() }
    }
}

impl Histograms {
    /// Records the hits of a sample.
    pub fn record(&mut self, sample: &Sample) {
        self.from_planned.record(sample.from_planned, sample.hits);
        self.from_send.record(sample.from_send, sample.hits);
        self.lag.record(sample.from_planned.saturating_sub(sample.from_send), sample.hits);
    }

    /// The quantiles people read.
    pub fn quantiles(&self) -> Latency {
        Latency {
            from_planned: self.from_planned.quantiles(),
            from_send: self.from_send.quantiles(),
            lag: self.lag.quantiles(),
        }
    }
}

/// A histogram of durations in whole microseconds.
#[derive(Clone, Debug)]
pub struct Microseconds {
    /// `None` only for a digit count the crate refuses, which a test rules out.
    histogram: Option<Histogram<u64>>,
    /// All durations together, so that the mean needs no walk through the buckets and is exact.
    sum: u64,
}

impl Microseconds {
    /// An empty histogram.
    pub fn new() -> Self {
        Self { histogram: Histogram::new(DIGITS).ok(), sum: 0 }
    }

    /// Records a duration so many times.
    pub fn record(&mut self, duration: Duration, times: u64) {
        self.record_times(duration.as_micros() as u64, times);
    }

    /// Records `times` durations of `micros`.
    pub fn record_times(&mut self, micros: u64, times: u64) {
        self.sum = self.sum.saturating_add(micros.saturating_mul(times));
        if let Some(histogram) = &mut self.histogram {
            // Growing can only fail for lack of memory; the largest bucket takes the value then.
            if histogram.record_n(micros, times).is_err() {
                histogram.saturating_record_n(micros, times);
            }
        }
    }

    /// Value and count of every bucket in use, lowest first.
    pub fn buckets(&self) -> Vec<(u64, u64)> {
        self.histogram
            .iter()
            .flat_map(Histogram::iter_recorded)
            .map(|v| (v.value_iterated_to(), v.count_at_value()))
            .collect()
    }

    /// All zero when nothing was recorded.
    pub fn quantiles(&self) -> Quantiles {
        let Some(histogram) = self.histogram.as_ref().filter(|histogram| !histogram.is_empty()) else {
            return Quantiles::default();
        };
        let ms = |micros: u64| micros as f64 / 1_000.0;
        // All in one walk through the buckets: with a thousand targets this is what a tick costs.
        let mut found = histogram.value_at_quantiles([0.50, 0.90, 0.95, 0.99]);
        // Never above the largest value: a bucket's upper edge may lie beyond it.
        let mut next = || ms(found.next().unwrap_or_default().min(histogram.max()));
        Quantiles {
            mean: self.sum as f64 / histogram.len() as f64 / 1_000.0,
            p50: next(),
            p90: next(),
            p95: next(),
            p99: next(),
            max: ms(histogram.max()),
        }
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
        histograms.record(&Sample { slot: 0, hits: 1, from_planned, from_send });
        let found = histograms.quantiles();
        assert!((found.lag.p99 - 20.0).abs() < 0.05, "{found:?}");
        assert_eq!(Microseconds::new().quantiles(), Quantiles::default());
    }
}
