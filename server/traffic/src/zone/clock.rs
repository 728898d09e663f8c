//! A zone's clock with all its changes looked up beforehand, for the path that every hit takes.

use super::offsets;
use domain::{Date, load_shape::ZoneOffset};
use std::ops::Range;

pub(super) const DAY: i64 = 86_400;

/// 2000-01-01 00:00 UTC: before any day that a backfill may fill. Earlier, and 70 years later, the clock no
/// longer changes; only a machine whose own clock is wrong gets there.
const FIRST: i64 = 946_684_800;
const YEARS: u32 = 70;

/// More than any zone is away from UTC, seconds.
const FARTHEST: i64 = 26 * 3_600;

/// A zone's clock.
#[derive(Clone, Debug)]
pub(crate) struct ZoneClock {
    /// In order of time; the first also holds before its moment.
    offsets: Vec<ZoneOffset>,
}

impl ZoneClock {
    /// The clock of the zone of this name, from the year 2000 to 2069; UTC's if there is none.
    pub(crate) fn new(name: &str) -> Self {
        Self::from_offsets(offsets(name, FIRST, YEARS))
    }

    /// The clock with these offsets, in order of time.
    pub(super) fn from_offsets(offsets: Vec<ZoneOffset>) -> Self {
        Self { offsets }
    }

    /// What the clock shows at a moment, as seconds since 1970-01-01 00:00 on that clock.
    pub(crate) fn local(&self, unix: i64) -> i64 {
        let position = self.position(unix);
        unix.saturating_add(self.offsets.get(position).map_or(0, |offset| offset.seconds.into()))
    }

    /// When the day that it is at a moment begins and ends, seconds since the Unix epoch.
    pub(crate) fn day_of(&self, unix: i64) -> Range<i64> {
        let position = self.position(unix);
        let offset = self.offsets.get(position).map_or(0, |offset| offset.seconds.into());
        let days = unix.saturating_add(offset).div_euclid(DAY);
        let start = days.saturating_mul(DAY).saturating_sub(offset);
        let day = start..start.saturating_add(DAY);
        // Nearly always, the clock is not set anywhere near that day.
        let holds_from = self.offsets.get(position).map_or(i64::MIN, |offset| offset.from_unix);
        let holds_until = self.offsets.get(position + 1).map_or(i64::MAX, |offset| offset.from_unix);
        let is_whole = holds_from.saturating_add(FARTHEST) <= day.start && day.end < holds_until;
        if is_whole { day } else { self.day(Date::from_unix_days(days)) }
    }

    /// When a day begins and ends, seconds since the Unix epoch.
    pub(crate) fn day(&self, date: Date) -> Range<i64> {
        self.midnight(date)..self.midnight(date.plus_days(1))
    }

    /// The first moment when the clock shows the day or a later one. Where clocks are set forward at
    /// midnight the day begins with the hour after.
    fn midnight(&self, date: Date) -> i64 {
        let local = date.unix_days().saturating_mul(DAY);
        let start = self.position(local.saturating_sub(FARTHEST));
        let following = self.offsets.iter().skip(start + 1).map(|offset| offset.from_unix).chain([i64::MAX]);
        for (offset, until) in self.offsets.iter().skip(start).zip(following) {
            let reached = local.saturating_sub(offset.seconds.into());
            if reached < until {
                return if self.offsets.first() == Some(offset) { reached } else { reached.max(offset.from_unix) };
            }
        }
        local
    }

    /// Place of the offset that holds at a moment.
    fn position(&self, unix: i64) -> usize {
        self.offsets.partition_point(|offset| offset.from_unix <= unix).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(zone: &str, date: &str) -> (i64, i64) {
        let bounds = ZoneClock::new(zone).day(Date::parse(date).unwrap());
        assert_eq!(super::super::day_bounds(zone, Date::parse(date).unwrap()), bounds);
        (bounds.start, (bounds.end - bounds.start) / 60)
    }

    #[test]
    fn days_have_the_length_that_the_clocks_give_them() {
        // From `date -d "TZ=\"…\" …" +%s` of GNU coreutils.
        for (zone, date, start, minutes) in [
            ("UTC", "2026-03-29", 1_774_742_400, 1_440),
            ("Europe/Berlin", "2026-03-29", 1_774_738_800, 1_380),
            ("Europe/Berlin", "2026-10-25", 1_792_879_200, 1_500),
            ("Asia/Kolkata", "2026-11-22", 1_795_285_800, 1_440),
            ("America/St_Johns", "2026-11-01", 1_793_500_200, 1_500),
            // Clocks are set forward from 00:00 to 01:00.
            ("Africa/Cairo", "2026-04-24", 1_776_981_600, 1_380),
            // The clock is set by half an hour.
            ("Australia/Lord_Howe", "2026-10-04", 1_791_034_200, 1_410),
        ] {
            assert_eq!(day(zone, date), (start, minutes), "{zone} {date}");
        }
    }

    #[test]
    fn every_moment_lies_in_its_day() {
        let year_2026 = 1_767_225_600..1_798_761_600;
        let zones = ["UTC", "CET", "America/St_Johns", "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Chatham"];
        // Samoa left out a day, 2011-12-30.
        let samoa = ("Pacific/Apia", 1_325_000_000..1_325_600_000);
        for (zone, moments) in zones.map(|zone| (zone, year_2026.clone())).into_iter().chain([samoa]) {
            let clock = ZoneClock::new(zone);
            for unix in moments.step_by(1_000) {
                let day = clock.day_of(unix);
                assert!(day.contains(&unix), "{zone} {unix} {day:?}");
                assert_eq!(clock.day_of(day.start), day, "{zone} {unix}");
                assert_eq!(clock.day_of(day.end - 1), day, "{zone} {unix}");
                assert_eq!(clock.day_of(day.end).start, day.end, "{zone} {unix}");
                assert_eq!(clock.day(Date::from_unix_days(clock.local(unix).div_euclid(DAY))), day, "{zone} {unix}");
            }
        }
    }

    #[test]
    fn outside_of_its_years_the_clock_stands_still() {
        let clock = ZoneClock::new("Europe/Berlin");
        for unix in [-100_000_000_000, 0, 100_000_000_000] {
            assert!(clock.day_of(unix).contains(&unix));
        }
    }
}
