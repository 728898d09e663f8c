//! Where visitors come from.

use serde::{Deserialize, Serialize};

/// A country's part of the visits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryShare {
    /// ISO 3166-1 code in capitals, or `other`: all countries that are not listed, each as likely as it
    /// has addresses.
    pub country: String,
    /// Its part, 0–1,000,000 in any unit: only proportions count.
    pub weight: f64,
}

impl CountryShare {
    /// The distribution of a configuration that names none.
    pub fn defaults() -> Vec<Self> {
        let listed = [
            ("US", 35.0),
            ("DE", 10.0),
            ("GB", 8.0),
            ("CA", 6.0),
            ("FR", 6.0),
            ("AU", 5.0),
            ("NL", 5.0),
            ("JP", 4.0),
            ("SE", 3.0),
            ("BR", 3.0),
            ("other", 15.0),
        ];
        listed.map(|(country, weight)| Self { country: country.to_owned(), weight }).into()
    }
}
