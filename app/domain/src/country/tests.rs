//! The table is sorted, well-formed and searchable.

use super::{COUNTRIES, OTHER, country};

#[test]
fn codes_are_sorted_and_unique() {
    assert!(COUNTRIES.is_sorted_by(|a, b| a.code < b.code));
}

#[test]
fn codes_are_two_capitals_and_names_are_unique() {
    let mut names: Vec<&str> = COUNTRIES.iter().map(|country| country.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), COUNTRIES.len());
    for country in COUNTRIES {
        assert!(country.code.len() == 2 && country.code.bytes().all(|b| b.is_ascii_uppercase()), "{country:?}");
        assert!(country.name.len() > 3 && country.name.trim() == country.name, "{country:?}");
    }
}

#[test]
fn every_country_is_found_by_its_code_in_either_case() {
    for known in COUNTRIES {
        assert_eq!(country(known.code), Some(known));
        assert_eq!(country(&known.code.to_lowercase()), Some(known));
    }
    assert_eq!(country("SE").map(|c| c.name), Some("Sweden"));
    for unknown in ["", "S", "SWE", "ZZ", "EU", OTHER] {
        assert_eq!(country(unknown), None, "{unknown}");
    }
}
