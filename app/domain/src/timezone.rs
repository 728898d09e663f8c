//! The names of time zones that a configuration may use.
//!
//! From the IANA Time Zone Database, which is in the public domain; the server reads offsets from the
//! same database, and a test there keeps the two in agreement.

/// Every name, sorted, one a line.
const NAMES: &str = include_str!("timezones.txt");

/// All names in alphabetical order.
pub fn names() -> impl Iterator<Item = &'static str> {
    NAMES.lines()
}

/// Whether `name` is one of them, to the letter.
pub fn is_known(name: &str) -> bool {
    names().any(|known| known == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_found() {
        assert!(names().is_sorted() && names().count() > 400);
        assert!(is_known("CET") && is_known("UTC") && is_known("America/New_York"));
        assert!(!is_known("cet") && !is_known("") && !is_known("Mars/Olympus"));
    }
}
