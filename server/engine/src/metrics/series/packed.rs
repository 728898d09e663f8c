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
    use super::*;
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
    }
}
