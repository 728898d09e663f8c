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

/// The parts of a visit that have random numbers of their own, so that more numbers for one of them, or
/// another configuration of it, leave the others as they are. The order is part of what a seed means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Which things happen: journey, source, number of page views, actions.
    Plan,
    /// Whether the visitor was here before.
    Returning,
    /// Identity, browser, place.
    Visitor,
    /// The address the visit comes from, or its campaign.
    Origin,
    /// Which funnel is taken.
    Funnel,
    /// The funnel's page views, waits and orders.
    Steps,
    /// From page to page.
    Walk,
    /// The details of a page view.
    Views,
    /// How long pages are looked at.
    Pauses,
    /// The length of the visit as reported to Matomo.
    Length,
    /// Where the visit lies in its day.
    Arrival,
    /// A search on the site.
    Search,
    /// A link to another site.
    Outlink,
    /// A file.
    Download,
    /// An event of something that was clicked.
    ClickEvent,
    /// An event of the visitor's behaviour.
    RandomEvent,
    /// An order and what leads to it.
    Order,
    /// The closing ping.
    Ping,
    /// Which goals are reached.
    Goals,
    /// Which contents are seen and used.
    Contents,
    /// When goals are reached, and contents seen.
    Moments,
    /// The values of the dimensions of the visit.
    Dimensions,
    /// Whether a visitor has a user id, and which.
    User,
}

/// The random numbers of one part of a visit, in the order they are asked for.
#[derive(Clone, Debug)]
pub(crate) struct Draw(Xoshiro256PlusPlus);

impl Draw {
    /// The generator with this key.
    pub(crate) fn new(key: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(key))
    }

    /// The generator of one part of the visit with this [`visit_key`].
    pub(crate) fn of(visit_key: u64, part: Part) -> Self {
        Self::new(keyed(visit_key, Stream::Part, part as u64))
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

    /// A position in a list of this length, uniform; 0 if it is empty.
    pub(crate) fn position(&mut self, length: usize) -> usize {
        self.below(length as u64) as usize
    }

    /// A number from 0 to below 1, uniform.
    pub(crate) fn fraction(&mut self) -> f64 {
        // 53 bits: every one of them fits into the fraction, which is therefore below 1.
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True with this probability: never at 0, always at 1.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// A number of at most six digits, as Matomo's tracker puts into `rand`.
    pub(crate) fn nonce(&mut self) -> u32 {
        self.below(1_000_000) as u32
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
    use super::{Draw, Part};
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
    fn every_position_comes_up() {
        let mut draw = Draw::new(1);
        let mut seen = [0_u32; 7];
        for _ in 0..7_000 {
            seen[draw.position(7)] += 1;
        }
        // 1,000 each expected; the standard deviation is 29.
        assert!(seen.iter().all(|count| (850..1_150).contains(count)), "{seen:?}");
        assert_eq!(draw.position(0), 0);
    }

    #[test]
    fn certain_things_happen_and_impossible_ones_do_not() {
        let mut draw = Draw::new(2);
        assert!((0..10_000).all(|_| draw.chance(1.0) && !draw.chance(0.0)));
        let often = (0..10_000).filter(|_| draw.chance(0.3)).count();
        // 3,000 expected; the standard deviation is 46.
        assert!((2_850..3_150).contains(&often), "{often}");
    }

    #[test]
    fn parts_have_numbers_of_their_own() {
        assert_ne!(Draw::of(7, Part::Plan).bits(), Draw::of(7, Part::Walk).bits());
        assert_ne!(Draw::of(7, Part::Plan).bits(), Draw::of(8, Part::Plan).bits());
        assert_eq!(Draw::of(7, Part::Plan).bits(), Draw::of(7, Part::Plan).bits());
    }
}
