//! The languages that browsers ask for in a country. Without a token they are all that tells Matomo where
//! a visitor is: it takes the country from the first region in `Accept-Language`.

use super::{CountryIndex, shares::Shares};
use crate::{draw::Draw, form};
use domain::country::COUNTRIES;
use std::sync::LazyLock;

/// By position in `COUNTRIES`.
static LANGUAGES: LazyLock<Vec<Shares<Language>>> = LazyLock::new(|| {
    let table = include_str!("../../data/countries/languages.txt");
    COUNTRIES.iter().map(|country| read(table, country.code)).collect()
});

/// An `Accept-Language` header.
#[derive(Debug)]
pub(crate) struct Language {
    /// As it is sent.
    pub(crate) header: Box<str>,
    /// `header`, form-encoded.
    pub(crate) encoded: Box<str>,
}

impl Language {
    /// The header of a browser in `language` (ISO 639) and in the region of a country, in the way browsers
    /// build it: with English after any other language (RFC 9110, section 12.5.4).
    fn new(language: &str, code: &str) -> Self {
        let header = match language {
            "en" => format!("en-{code},en;q=0.9"),
            _ => format!("{language}-{code},{language};q=0.9,en;q=0.8"),
        };
        Self { encoded: form::encoded(&header), header: header.into() }
    }
}

/// A language of a country, English where the table does not list it; none only if there is no such
/// country. Takes one number from `draw`.
pub(crate) fn language(country: CountryIndex, draw: &mut Draw) -> Option<&'static Language> {
    LANGUAGES.get(country.position())?.pick(draw)
}

/// The languages of one country from the table, whose head explains its lines.
fn read(table: &str, code: &str) -> Shares<Language> {
    let lines = table.lines().filter_map(|line| line.split_once(" | "));
    let list = lines.filter(|(of, _)| *of == code).map(|(_, list)| list).next().unwrap_or("en 1");
    Shares::new(list.split(", ").filter_map(|entry| {
        let (language, weight) = entry.split_once(' ')?;
        Some((weight.parse().ok()?, Language::new(language, code)))
    }))
}

#[cfg(test)]
mod tests {
    use super::{COUNTRIES, CountryIndex, LANGUAGES, language};
    use crate::draw::Draw;
    use std::collections::BTreeMap;

    fn drawn(code: &str, draws: u32) -> BTreeMap<&'static str, u32> {
        let country = CountryIndex::of(code).unwrap();
        let mut draw = Draw::new(3);
        let mut counts = BTreeMap::new();
        for _ in 0..draws {
            *counts.entry(&*language(country, &mut draw).unwrap().header).or_default() += 1;
        }
        counts
    }

    #[test]
    fn a_country_speaks_its_languages_in_proportion() {
        assert_eq!(drawn("AT", 100), BTreeMap::from([("de-AT,de;q=0.9,en;q=0.8", 100)]));
        let belgium = drawn("BE", 10_000);
        assert_eq!(belgium.len(), 3, "{belgium:?}");
        // 5,700 expected; the standard deviation is 50.
        assert!((5_530..5_870).contains(&belgium["nl-BE,nl;q=0.9,en;q=0.8"]), "{belgium:?}");
    }

    #[test]
    fn a_country_that_is_not_listed_speaks_english() {
        assert_eq!(drawn("GB", 10), BTreeMap::from([("en-GB,en;q=0.9", 10)]));
    }

    #[test]
    fn every_header_starts_with_the_countrys_region() {
        for (country, languages) in COUNTRIES.iter().zip(LANGUAGES.iter()) {
            assert!(!languages.is_empty(), "{country:?}");
            for header in drawn(country.code, 20).keys() {
                let first = header.split(',').next().unwrap();
                assert_eq!(first.split_once('-').map(|(_, region)| region), Some(country.code), "{header}");
            }
        }
    }

    #[test]
    fn every_line_of_the_table_is_used() {
        let table = include_str!("../../data/countries/languages.txt");
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let (code, list) = line.split_once(" | ").unwrap();
            assert!(CountryIndex::of(code).is_some(), "{line}");
            let weights = list.split(", ").map(|entry| entry.split_once(' ').unwrap().1.parse::<u32>().unwrap());
            assert_eq!(weights.sum::<u32>(), 100, "{line}");
        }
    }
}
