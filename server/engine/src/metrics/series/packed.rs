//! The latencies of one point of a chart, packed: hundreds of points are kept, each with up to some thousand
//! buckets, and sixteen bytes a bucket would be most of what a long run takes.

/// Buckets, lowest value first, each as its distance from the one before and its count, both in groups of seven
/// bits, the lowest first (LEB128, DWARF 5, section 7.6).
#[derive(Clone, Debug, Default)]
pub(crate) struct Packed(Box<[u8]>);

impl Packed {
    /// Packs (value, count), lowest value first.
    pub(crate) fn of(buckets: &[(u64, u64)]) -> Self {
        let mut bytes = Vec::with_capacity(4 * buckets.len());
        let mut before = 0;
        for &(value, count) in buckets {
            push(value - before, &mut bytes);
            push(count, &mut bytes);
            before = value;
        }
        Self(bytes.into())
    }

    /// Adds the buckets of `other`. Both come from histograms of one kind, so equal buckets have equal values.
    pub(crate) fn merge(&mut self, other: &Self) {
        if other.is_empty() {
            return;
        }
        let mut later = other.buckets().peekable();
        let mut merged = Vec::with_capacity(self.0.len() / 2);
        for (value, count) in self.buckets() {
            while let Some(lower) = later.next_if(|(other, _)| *other < value) {
                merged.push(lower);
            }
            let same = later.next_if(|(other, _)| *other == value).map_or(0, |(_, count)| count);
            merged.push((value, count + same));
        }
        merged.extend(later);
        *self = Self::of(&merged);
    }

    /// The values at these quantiles, which must be in ascending order, as a histogram of these buckets has them; `None`
    /// when there is no bucket.
    pub(crate) fn at<const N: usize>(&self, quantiles: [f64; N]) -> Option<[u64; N]> {
        let total: u64 = self.buckets().map(|(_, count)| count).sum();
        let mut buckets = self.buckets();
        let (mut value, mut passed) = buckets.next()?;
        let values = quantiles.map(|quantile| {
            let rank = ((quantile * total as f64).ceil() as u64).max(1);
            while passed < rank
                && let Some((next, count)) = buckets.next()
            {
                value = next;
                passed += count;
            }
            value
        });
        Some(values)
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Value and count of every bucket, lowest value first.
    pub(crate) fn buckets(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        let mut bytes = self.0.iter();
        let mut value = 0;
        std::iter::from_fn(move || {
            value += take(&mut bytes)?;
            Some((value, take(&mut bytes)?))
        })
    }
}

fn push(mut number: u64, bytes: &mut Vec<u8>) {
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn take<'a>(bytes: &mut impl Iterator<Item = &'a u8>) -> Option<u64> {
    let mut number = 0;
    let mut shift = 0;
    loop {
        let byte = bytes.next()?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::{super::super::latency::Microseconds, *};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn what_is_packed_comes_out_again(buckets in prop::collection::btree_map(any::<u64>(), any::<u64>(), 0..50)) {
            let buckets: BTreeMap<u64, u64> = buckets;
            let buckets: Vec<_> = buckets.into_iter().collect();
            let packed = Packed::of(&buckets);
            prop_assert_eq!(packed.is_empty(), buckets.is_empty());
            prop_assert_eq!(packed.buckets().collect::<Vec<_>>(), buckets);
        }

        #[test]
        fn merged_they_are_what_one_histogram_of_all_would_have_kept(
            one in prop::collection::vec((1u64..100_000_000, 1u64..1_000), 0..40),
            other in prop::collection::vec((1u64..100_000_000, 1u64..1_000), 0..40),
        ) {
            let histogram = |samples: &[(u64, u64)]| {
                let mut histogram = Microseconds::default();
                samples.iter().for_each(|&(micros, times)| histogram.record_times(micros, times));
                histogram
            };
            let all = histogram(&[one.as_slice(), other.as_slice()].concat());
            let mut merged = Packed::of(&histogram(&one).buckets());
            merged.merge(&Packed::of(&histogram(&other).buckets()));
            prop_assert_eq!(merged.buckets().collect::<Vec<_>>(), all.buckets());
            let q = all.quantiles();
            let expected = (!merged.is_empty()).then_some([q.p50, q.p90, q.p95, q.p99]);
            let found = merged.at([0.5, 0.9, 0.95, 0.99]).map(|micros| micros.map(|micros| micros as f64 / 1_000.0));
            prop_assert_eq!(found, expected);
        }
    }
}
