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

/// The IANA name of a zone that Matomo calls `UTC+2` or `UTC-3.5` (hours east of Greenwich): one whose clock is as far
/// from UTC all year. `None` for what is no such name, or has no zone.
pub fn iana_name(name: &str) -> Option<&'static str> {
    let hours: f64 = name.strip_prefix("UTC").filter(|rest| rest.starts_with(['+', '-']))?.parse().ok()?;
    let odd = match (hours * 4.0).round() as i32 {
        quarters if f64::from(quarters) != hours * 4.0 => return None,
        0 => return Some("UTC"),
        -38 => Some("Pacific/Marquesas"),
        14 => Some("Asia/Tehran"),
        18 => Some("Asia/Kabul"),
        22 => Some("Asia/Kolkata"),
        23 => Some("Asia/Kathmandu"),
        26 => Some("Asia/Yangon"),
        35 => Some("Australia/Eucla"),
        38 => Some("Australia/Darwin"),
        _ => None,
    };
    match odd {
        Some(name) => Some(name),
        None if hours.fract() == 0.0 => {
            // Named the other way round: Etc/GMT-2 is two hours east.
            let whole = format!("Etc/GMT{:+}", -(hours as i32));
            names().find(|known| *known == whole)
        }
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_as_matomo_writes_them_have_a_name() {
        for (theirs, ours) in [
            ("UTC+2", Some("Etc/GMT-2")),
            ("UTC-11", Some("Etc/GMT+11")),
            ("UTC+14", Some("Etc/GMT-14")),
            ("UTC+0", Some("UTC")),
            ("UTC+5.5", Some("Asia/Kolkata")),
            ("UTC+5.75", Some("Asia/Kathmandu")),
            ("UTC-9.5", Some("Pacific/Marquesas")),
            ("UTC+15", None),
            ("UTC+0.5", None),
            ("UTC+1e9", None),
            ("UTC", None),
            ("UTCx", None),
            ("CET", None),
        ] {
            assert_eq!(iana_name(theirs), ours, "{theirs}");
            assert!(ours.is_none_or(is_known), "{theirs}");
        }
    }

    #[test]
    fn names_are_sorted_and_found() {
        assert!(names().is_sorted() && names().count() > 400);
        assert!(is_known("CET") && is_known("UTC") && is_known("America/New_York"));
        assert!(!is_known("cet") && !is_known("") && !is_known("Mars/Olympus"));
    }
}
