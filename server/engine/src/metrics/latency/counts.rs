//! A histogram whose counters take four bytes, and eight when that may no longer be enough.
//!
//! With a thousand targets this decides what a run takes in memory: one histogram from a microsecond to a minute
//! has 17,408 counters.

use super::DIGITS;
use hdrhistogram::{Counter, Histogram};

/// An HDR histogram that grows with the largest value seen, and counts without limit.
#[derive(Clone, Debug)]
pub(super) enum Counts {
    /// All values together are no more than one counter holds.
    Narrow(Histogram<u32>),
    /// They may be more.
    Wide(Histogram<u64>),
}

impl Counts {
    /// An empty histogram; `None` only for a digit count the crate refuses, which a test rules out.
    pub(super) fn new() -> Option<Self> {
        Histogram::new(DIGITS).ok().map(Self::Narrow)
    }

    /// Records a value so many times.
    pub(super) fn record(&mut self, value: u64, times: u64) {
        if let Self::Narrow(histogram) = self {
            // No bucket has more than all buckets together.
            match u32::try_from(histogram.len().saturating_add(times)) {
                Ok(_) => return record(histogram, value, times as u32),
                Err(_) => self.widen(),
            }
        }
        if let Self::Wide(histogram) = self {
            record(histogram, value, times);
        }
    }

    fn widen(&mut self) {
        if let Self::Narrow(narrow) = self
            && let Ok(mut wide) = Histogram::new(DIGITS)
        {
            for bucket in narrow.iter_recorded() {
                record(&mut wide, bucket.value_iterated_to(), bucket.count_at_value().into());
            }
            *self = Self::Wide(wide);
        }
    }

    /// How many values there are.
    pub(super) fn len(&self) -> u64 {
        match self {
            Self::Narrow(histogram) => histogram.len(),
            Self::Wide(histogram) => histogram.len(),
        }
    }

    /// The largest value, as exactly as its bucket says; 0 without values.
    pub(super) fn max(&self) -> u64 {
        match self {
            Self::Narrow(histogram) => histogram.max(),
            Self::Wide(histogram) => histogram.max(),
        }
    }

    /// The values at these quantiles, which must be in ascending order, in one walk through the buckets.
    pub(super) fn at<const N: usize>(&self, quantiles: [f64; N]) -> [u64; N] {
        let mut values = match self {
            Self::Narrow(histogram) => histogram.value_at_quantiles(quantiles).collect::<Vec<_>>(),
            Self::Wide(histogram) => histogram.value_at_quantiles(quantiles).collect(),
        }
        .into_iter();
        quantiles.map(|_| values.next().unwrap_or_default())
    }

    /// Value and count of every bucket in use, lowest first.
    pub(super) fn buckets(&self) -> Vec<(u64, u64)> {
        fn all<C: Counter + Into<u64>>(histogram: &Histogram<C>) -> Vec<(u64, u64)> {
            histogram.iter_recorded().map(|v| (v.value_iterated_to(), v.count_at_value().into())).collect()
        }
        match self {
            Self::Narrow(histogram) => all(histogram),
            Self::Wide(histogram) => all(histogram),
        }
    }
}

fn record<C: Counter>(histogram: &mut Histogram<C>, value: u64, times: C) {
    // Growing can only fail for lack of memory; the largest bucket takes the value then.
    if histogram.record_n(value, times).is_err() {
        histogram.saturating_record_n(value, times);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_beyond_four_bytes_are_exact() {
        let mut counts = Counts::new().unwrap();
        counts.record(5_000, u64::from(u32::MAX) - 1);
        counts.record(70_000_000, 1);
        assert!(matches!(counts, Counts::Narrow(_)));
        let narrow = counts.buckets();
        let max = counts.max();
        counts.record(5_000, 10);
        assert!(matches!(counts, Counts::Wide(_)));
        assert_eq!((counts.len(), counts.max()), (u64::from(u32::MAX) + 10, max));
        let mut expected = narrow;
        expected[0].1 += 10;
        assert_eq!(counts.buckets(), expected);
        counts.record(5_000, u64::from(u32::MAX));
        assert_eq!(counts.len(), 2 * u64::from(u32::MAX) + 10);
        assert_eq!(counts.at([0.5, 1.0]), [expected[0].0, max]);
    }
}
