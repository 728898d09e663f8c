//! Durations and moments. Moments are shown as UTC, which server and browser agree on.

/// A duration in its two largest units: `47 s`, `12 min 04 s`, `2 h 05 min`, `3 d 04 h`.
pub fn duration(seconds: f64) -> String {
    let whole = seconds.max(0.0) as u64;
    match whole {
        0..60 => format!("{whole} s"),
        60..3_600 => format!("{} min {:02} s", whole / 60, whole % 60),
        3_600..86_400 => format!("{} h {:02} min", whole / 3_600, whole % 3_600 / 60),
        _ => format!("{} d {:02} h", whole / 86_400, whole % 86_400 / 3_600),
    }
}

/// Seconds since a start as on a stopwatch: `0:05`, `12:04`, `1:02:03`.
pub fn offset(seconds: f64) -> String {
    let whole = seconds.max(0.0) as u64;
    let (hours, minutes, seconds) = (whole / 3_600, whole % 3_600 / 60, whole % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// An RFC 3339 moment in UTC to the minute: `2026-11-22 14:40 UTC`. Other texts stay as they are.
pub fn utc(moment: &str) -> String {
    match parts(moment) {
        Some((day, time)) => format!("{day} {} UTC", time.get(..5).unwrap_or(time)),
        None => moment.to_owned(),
    }
}

/// The time of day of an RFC 3339 moment in UTC, to the second: `14:40:05`.
pub fn clock(moment: &str) -> String {
    parts(moment).map_or_else(|| moment.to_owned(), |(_, time)| time.to_owned())
}

/// The time of day on the clock of who looks, to the second, of a moment in milliseconds since 1970. Browser only: the
/// server does not know that clock.
pub fn local_clock(moment: f64) -> String {
    let date = js_sys::Date::new(&moment.into());
    format!("{:02}:{:02}:{:02}", date.get_hours(), date.get_minutes(), date.get_seconds())
}

/// Day and time to the second of an RFC 3339 moment that is in UTC.
fn parts(moment: &str) -> Option<(&str, &str)> {
    let (day, rest) = moment.split_once(['T', ' '])?;
    let zone = rest.get(8..)?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    matches!(zone, "Z" | "z" | "+00:00" | "-00:00").then_some((day, rest.get(..8)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_name_their_two_largest_units() {
        for (seconds, text) in [
            (0.9, "0 s"),
            (47.0, "47 s"),
            (724.2, "12 min 04 s"),
            (7_500.0, "2 h 05 min"),
            (273_600.0, "3 d 04 h"),
            (-1.0, "0 s"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }

    #[test]
    fn offsets_read_like_a_stopwatch() {
        assert_eq!(
            (offset(5.0).as_str(), offset(724.0).as_str(), offset(3_723.0).as_str()),
            ("0:05", "12:04", "1:02:03")
        );
    }

    #[test]
    fn moments_are_shown_in_utc() {
        for moment in ["2026-11-22T14:40:05Z", "2026-11-22T14:40:05.123456Z", "2026-11-22T14:40:05.1+00:00"] {
            assert_eq!((utc(moment).as_str(), clock(moment).as_str()), ("2026-11-22 14:40 UTC", "14:40:05"));
        }
    }

    #[test]
    fn what_is_not_utc_is_not_called_utc() {
        for moment in ["2026-11-22T14:40:05+02:00", "yesterday", ""] {
            assert_eq!((utc(moment).as_str(), clock(moment).as_str()), (moment, moment));
        }
    }
}
