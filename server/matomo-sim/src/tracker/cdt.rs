//! `cdt`, the time a hit claims to have happened at.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

/// Matomo believes no time older than this: 20 years, in seconds.
const OLDEST: i64 = 20 * 365 * 86_400;

/// Unix seconds of `text` if it is a time in the past; `None` (future, garbage, ancient) means "now".
pub(crate) fn parse(text: &str, now: i64) -> Option<i64> {
    read(text.trim()).filter(|&at| at <= now && at > now - OLDEST)
}

fn read(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time.as_second());
    }
    let local = Date::strptime("%Y-%m-%d", text)
        .map(|date| date.at(0, 0, 0, 0))
        .or_else(|_| DateTime::strptime("%Y-%m-%d %H:%M:%S", text))
        .or_else(|_| DateTime::strptime("%Y-%m-%dT%H:%M:%S", text))
        .ok()?;
    TimeZone::UTC.to_timestamp(local).map(Timestamp::as_second).ok()
}
