//! Every country's addresses, numbered from 0, so that a random number makes a random address.

use super::{CountryIndex, encoding};
use domain::country::COUNTRIES;
use std::{net::Ipv4Addr, sync::LazyLock};

/// By position in `COUNTRIES`. 8 bytes a range and up to 8 for its guide, 3 MB in all.
static ADDRESSES: LazyLock<Vec<Addresses>> = LazyLock::new(|| {
    let mut all: Vec<Addresses> = COUNTRIES.iter().map(|_| Addresses::default()).collect();
    for range in encoding::ranges() {
        if let Some(addresses) = all.get_mut(range.country.position()) {
            addresses.ranges.push(Range { first: range.first, before: addresses.count });
            addresses.count += range.count;
        }
    }
    for addresses in &mut all {
        addresses.ranges.shrink_to_fit();
        addresses.guide = Guide::to(&addresses.ranges, addresses.count);
    }
    all
});

/// The addresses of one country.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    /// Ascending.
    ranges: Vec<Range>,
    /// How many addresses there are.
    count: u32,
    /// Where to look in `ranges`.
    guide: Guide,
}

/// Addresses in a row.
#[derive(Clone, Copy, Debug, Default)]
struct Range {
    /// The first of them.
    first: u32,
    /// How many addresses the ranges before have.
    before: u32,
}

/// A guide table (Chen and Asau, "On generating random variates from an empirical distribution", AIIE
/// Transactions 6, 1974): of each stretch of numbers, where the ranges begin that its numbers may be in. A
/// search through all ranges of a large country would wait for memory a dozen times.
#[derive(Debug, Default)]
struct Guide {
    /// How many ranges start at or before the first number of each stretch, and of the one after the last.
    starts: Vec<u32>,
    /// Length of a stretch as a power of two.
    shift: u32,
}

impl Guide {
    /// The guide to these ranges, of `count` numbers: no more than twice as many stretches as ranges.
    fn to(ranges: &[Range], count: u32) -> Self {
        let shift = (u64::from(count) / ranges.len().max(1) as u64).max(1).ilog2();
        let stretches = u64::from(count) >> shift;
        let starts = (0..=stretches + 1)
            .map(|stretch| ranges.partition_point(|range| u64::from(range.before) <= stretch << shift) as u32)
            .collect();
        Self { starts, shift }
    }

    /// The number of ranges that start at or before `number`: at least the first, and at most the second.
    fn bounds(&self, number: u32) -> (usize, usize) {
        let stretch = (number >> self.shift) as usize;
        let at = |stretch: usize| self.starts.get(stretch).copied().unwrap_or_default() as usize;
        (at(stretch), at(stretch + 1))
    }
}

impl Addresses {
    /// How many addresses the country has.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// Address number `number`, from 0 to below [`count`](Self::count).
    pub(super) fn get(&self, number: u32) -> Ipv4Addr {
        let (least, most) = self.guide.bounds(number);
        let near = self.ranges.get(least..most).unwrap_or_default();
        // The last range that starts at or before the number.
        let range = (least + near.partition_point(|range| range.before <= number)).saturating_sub(1);
        let Range { first, before } = self.ranges.get(range).copied().unwrap_or_default();
        Ipv4Addr::from_bits(first + (number - before))
    }
}

/// The addresses of a country.
pub(super) fn addresses(country: CountryIndex) -> Option<&'static Addresses> {
    ADDRESSES.get(country.position())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_guide_leads_to_the_range_that_a_search_through_all_finds(
            lengths in prop::collection::vec(prop_oneof![1_u32..4, 1_u32..100_000], 1..200),
            share in 0.0..1.0_f64,
        ) {
            let mut count = 0;
            let range = |length| { count += length; Range { first: 0, before: count - length } };
            let ranges: Vec<Range> = lengths.into_iter().map(range).collect();
            let guide = Guide::to(&ranges, count);
            prop_assert!(guide.starts.len() <= 2 * ranges.len() + 2, "{} for {}", guide.starts.len(), ranges.len());
            for number in [0, (f64::from(count) * share) as u32, count - 1] {
                let (least, most) = guide.bounds(number);
                let starts = |range: &Range| range.before <= number;
                prop_assert_eq!(least + ranges[least..most].partition_point(starts), ranges.partition_point(starts));
            }
        }
    }

    #[test]
    fn every_country_gives_its_first_and_last_address() {
        for addresses in ADDRESSES.iter().filter(|addresses| addresses.count > 0) {
            assert_eq!(addresses.get(0).to_bits(), addresses.ranges[0].first);
            let Range { first, before } = addresses.ranges.last().unwrap();
            assert_eq!(addresses.get(addresses.count - 1).to_bits(), first + (addresses.count - 1 - before));
        }
    }
}
