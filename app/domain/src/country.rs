//! The countries visitors can come from: those that have addresses in the data set of server/traffic
//! (a test there keeps the two in agreement).

mod table;
#[cfg(test)]
mod tests;

pub use table::COUNTRIES;

/// Stands, in a distribution over countries, for all those it does not list.
pub const OTHER: &str = "other";

/// A country or territory with a code of its own in ISO 3166-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Country {
    /// ISO 3166-1 alpha-2, upper case.
    pub code: &'static str,
    /// Usual English name.
    pub name: &'static str,
}

/// The country with this ISO 3166-1 alpha-2 code, in upper or lower case; none if it has no addresses.
pub fn country(code: &str) -> Option<&'static Country> {
    let upper = code.to_ascii_uppercase();
    let position = COUNTRIES.binary_search_by(|known| known.code.cmp(&upper)).ok()?;
    COUNTRIES.get(position)
}
