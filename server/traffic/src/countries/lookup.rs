//! Which country an address belongs to: the way back, for previews and tests.

use super::encoding::{self, Range};
use std::{net::Ipv4Addr, sync::LazyLock};

/// In order of addresses. 2.7 MB, made by the first look-up: a run never makes one.
static RANGES: LazyLock<Vec<Range>> = LazyLock::new(|| encoding::ranges().collect());

/// ISO 3166-1 alpha-2 code of the country `address` belongs to. None for addresses that the data set does
/// not place or that visitors never come from (not public, or a search engine's).
pub fn country_of(address: Ipv4Addr) -> Option<&'static str> {
    let bits = address.to_bits();
    let position = RANGES.partition_point(|range| range.first <= bits).checked_sub(1)?;
    let range = RANGES.get(position).filter(|range| bits - range.first < range.count)?;
    range.country.country().map(|country| country.code)
}
