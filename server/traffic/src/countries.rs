//! Countries by address: where a visitor is, with an IPv4 address that a geolocation database places there,
//! and the languages a browser asks for there.
//!
//! The data set and its licence are described in `data/countries/README.md`. Addresses of search engines,
//! whose hits Matomo drops silently, and addresses that are not public are not in it.

mod addresses;
mod encoding;
mod languages;
mod lookup;
mod sampler;
mod shares;

pub(crate) use languages::{Language, language};
pub use lookup::country_of;
pub use sampler::{CountrySampler, Place};

use domain::country::{COUNTRIES, Country};

/// A country by its position in [`COUNTRIES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryIndex(u8);

impl CountryIndex {
    /// Of the country with this code in capitals; none if it has no addresses.
    pub(crate) fn of(code: &str) -> Option<Self> {
        let position = COUNTRIES.binary_search_by(|country| country.code.cmp(code)).ok()?;
        u8::try_from(position).ok().map(Self)
    }

    /// Code and name.
    pub fn country(self) -> Option<&'static Country> {
        COUNTRIES.get(self.position())
    }

    fn position(self) -> usize {
        usize::from(self.0)
    }
}
