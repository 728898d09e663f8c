//! Every country's addresses, numbered from 0, so that a random number makes a random address.

use super::{CountryIndex, encoding};
use domain::country::COUNTRIES;
use std::{net::Ipv4Addr, sync::LazyLock};

/// By position in `COUNTRIES`. 8 bytes a range, 1.8 MB in all.
static ADDRESSES: LazyLock<Vec<Addresses>> = LazyLock::new(|| {
    let mut all: Vec<Addresses> = COUNTRIES.iter().map(|_| Addresses::default()).collect();
    for range in encoding::ranges() {
        if let Some(addresses) = all.get_mut(range.country.position()) {
            addresses.firsts.push(range.first);
            addresses.before.push(addresses.count);
            addresses.count += range.count;
        }
    }
    for addresses in &mut all {
        addresses.firsts.shrink_to_fit();
        addresses.before.shrink_to_fit();
    }
    all
});

/// The addresses of one country.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    /// The first address of each range, ascending.
    firsts: Vec<u32>,
    /// How many addresses the ranges before each range have; the first entry is 0.
    before: Vec<u32>,
    /// How many addresses there are.
    count: u32,
}

impl Addresses {
    /// How many addresses the country has.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// Address number `number`, from 0 to below [`count`](Self::count).
    pub(super) fn get(&self, number: u32) -> Ipv4Addr {
        // The last range that starts at or before the number.
        let range = self.before.partition_point(|before| *before <= number).saturating_sub(1);
        let first = self.firsts.get(range).copied().unwrap_or_default();
        let before = self.before.get(range).copied().unwrap_or_default();
        Ipv4Addr::from_bits(first + (number - before))
    }
}

/// The addresses of a country.
pub(super) fn addresses(country: CountryIndex) -> Option<&'static Addresses> {
    ADDRESSES.get(country.position())
}
