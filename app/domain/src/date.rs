//! Days of the calendar, as far as configurations name them.

use std::fmt;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Days since 1970-01-01.
    days: i64,
}

impl Date {
    /// The day `days` after 1970-01-01 (before it, if negative).
    pub fn from_unix_days(days: i64) -> Self {
        Self { days }
    }

    /// Days since 1970-01-01.
    pub fn unix_days(self) -> i64 {
        self.days
    }

    /// Reads `YYYY-MM-DD`, the form of RFC 3339; `None` for anything else and for days that do not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut part = |length: usize| {
            let digits = parts.next().filter(|part| part.len() == length && part.bytes().all(|b| b.is_ascii_digit()));
            digits?.parse::<i64>().ok()
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        if parts.next().is_some() || !(1..=12).contains(&month) || day < 1 {
            return None;
        }
        let date = Self { days: days_from_civil(year, month, day) };
        // The 31st of a shorter month would come out as a day of the next.
        (date.civil() == (year, month, day)).then_some(date)
    }

    /// The day `days` later (earlier, if negative).
    pub fn plus_days(self, days: i64) -> Self {
        Self { days: self.days.saturating_add(days) }
    }

    /// 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> usize {
        // The Unix epoch was a Thursday.
        (self.days + 3).rem_euclid(7) as usize
    }

    /// Year, month (1–12) and day (1–31).
    ///
    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    pub fn civil(self) -> (i64, i64, i64) {
        let days = self.days + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        (year_of_era + era * 400 + i64::from(month <= 2), month, day_of_year - (153 * shifted + 2) / 5 + 1)
    }
}

/// Hinnant's `days_from_civil`.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_written() {
        for (text, days, weekday) in
            [("1970-01-01", 0, 3), ("2000-02-29", 11_016, 1), ("2026-11-22", 20_779, 6), ("1969-12-31", -1, 2)]
        {
            let date = Date::parse(text).unwrap();
            assert_eq!((date.unix_days(), date.weekday(), date.to_string().as_str()), (days, weekday, text));
        }
    }

    #[test]
    fn every_day_of_four_centuries_comes_back() {
        for days in -60_000..90_000 {
            let date = Date::from_unix_days(days);
            assert_eq!(Date::parse(&date.to_string()), Some(date));
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "2026-01-32", "26-01-01", "2026-01-01T"]
        {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }
}
