//! One visit's own random numbers. Bounded draws are spelt out here rather than taken from `rand`,
//! whose algorithms may change between versions: a seed has to give the same visits for ever (law 2).

use domain::mix::{Stream, keyed};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// The key of visit `index` under `seed`: different for every index of a run, because
/// [`keyed`] is a bijection of the index.
pub(crate) fn visit_key(seed: u64, index: u64) -> u64 {
    keyed(seed, Stream::Visit, index)
}

/// The random numbers of one visit, in the order they are asked for.
#[derive(Debug)]
pub(crate) struct Draw(Xoshiro256PlusPlus);

impl Draw {
    /// The generator of the visit with this [`visit_key`].
    pub(crate) fn new(visit_key: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(visit_key))
    }

    /// 64 random bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A whole number below `bound`, uniform; 0 if `bound` is 0.
    ///
    /// Multiply and take the high half (Lemire, "Fast Random Integer Generation in an Interval", ACM
    /// TOMACS 29, 2019), without the rejection step: the bias is below `bound` / 2^64, and every
    /// draw takes exactly one number.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.bits()) * u128::from(bound);
        (product >> 64) as u64
    }

    /// A whole number from `min` to `max`, both included, uniform; `min` if `max` is below it.
    pub(crate) fn between(&mut self, min: u64, max: u64) -> u64 {
        min.saturating_add(self.below(max.saturating_sub(min).saturating_add(1)))
    }

    /// One of `items`, uniform; none if there are none.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let position = self.below(items.len() as u64);
        items.get(usize::try_from(position).unwrap_or(usize::MAX))
    }

    /// Six letters and digits, as Matomo's tracker makes its page view ids.
    pub(crate) fn page_view_id(&mut self) -> [u8; 6] {
        const COUNT: u128 = 62;
        let mut fraction = self.bits();
        std::array::from_fn(|_| {
            let product = u128::from(fraction) * COUNT;
            fraction = product as u64;
            match (product >> 64) as u8 {
                digit @ 0..10 => b'0' + digit,
                letter @ 10..36 => b'A' + (letter - 10),
                letter => b'a' + (letter - 36),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Draw;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bounded_draws_stay_in_bounds(key: u64, min: u64, max: u64) {
            let mut draw = Draw::new(key);
            let value = draw.between(min, max);
            prop_assert!(value >= min && value <= max.max(min));
            prop_assert!(draw.below(max) < max.max(1));
        }

        #[test]
        fn page_view_ids_are_alphanumeric(key: u64) {
            prop_assert!(Draw::new(key).page_view_id().iter().all(u8::is_ascii_alphanumeric));
        }
    }

    #[test]
    fn every_item_is_picked() {
        let mut draw = Draw::new(1);
        let mut seen = [0_u32; 7];
        for _ in 0..7_000 {
            seen[*draw.pick(&[0_usize, 1, 2, 3, 4, 5, 6]).unwrap()] += 1;
        }
        // 1,000 each expected; the standard deviation is 29.
        assert!(seen.iter().all(|count| (850..1_150).contains(count)), "{seen:?}");
        assert_eq!(draw.pick::<u8>(&[]), None);
    }
}
