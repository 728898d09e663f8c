//! The clocks of time zones, from the IANA Time Zone Database that jiff carries with it: the same on
//! every machine, whatever is installed there.

mod clock;

pub(crate) use clock::ZoneClock;

use domain::{Date, load_shape::ZoneOffset};
use jiff::{Timestamp, tz::TimeZone, tz::TimeZoneDatabase};
use std::{ops::Range, sync::LazyLock};

static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Seconds of a mean Gregorian year.
const YEAR: i64 = 31_556_952;

/// The offsets of a zone from `from_unix` (seconds since the Unix epoch) on for `years` years: the one that
/// holds then, and one for each time the clocks change. Of a name that is not known: UTC's.
pub fn offsets(name: &str, from_unix: i64, years: u32) -> Vec<ZoneOffset> {
    let zone = find(name).unwrap_or(TimeZone::UTC);
    let start = timestamp(from_unix);
    let end = timestamp(from_unix.saturating_add(i64::from(years).saturating_mul(YEAR)));
    let first = ZoneOffset { from_unix: start.as_second(), seconds: zone.to_offset(start).seconds() };
    let changes = zone.following(start).take_while(|change| change.timestamp() < end);
    let mut offsets = vec![first];
    for change in changes {
        let next = ZoneOffset { from_unix: change.timestamp().as_second(), seconds: change.offset().seconds() };
        // Some transitions only rename the time.
        if offsets.last().is_none_or(|last| last.seconds != next.seconds) {
            offsets.push(next);
        }
    }
    offsets
}

/// The day it is in a zone at a moment, seconds since the Unix epoch. Of a name that is not known: in UTC.
pub fn today(name: &str, unix_seconds: i64) -> Date {
    let zone = find(name).unwrap_or(TimeZone::UTC);
    let offset = zone.to_offset(timestamp(unix_seconds)).seconds();
    Date::from_unix_days(unix_seconds.saturating_add(i64::from(offset)).div_euclid(clock::DAY))
}

/// When a day begins and ends in a zone, seconds since the Unix epoch: 23 to 25 hours, usually 24. Of a
/// name that is not known: in UTC.
pub fn day_bounds(name: &str, date: Date) -> Range<i64> {
    let around = date.unix_days().saturating_sub(3).saturating_mul(clock::DAY);
    ZoneClock::from_offsets(offsets(name, around, 1)).day(date)
}

/// Whether the database has a zone of this name.
pub fn is_known(name: &str) -> bool {
    find(name).is_some()
}

fn find(name: &str) -> Option<TimeZone> {
    DATABASE.get(name).ok()
}

/// The nearest moment that jiff can express.
fn timestamp(unix_seconds: i64) -> Timestamp {
    let clamped = unix_seconds.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    Timestamp::from_second(clamped).unwrap_or(Timestamp::UNIX_EPOCH)
}
