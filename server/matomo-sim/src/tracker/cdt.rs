//! `cdt`, the time a hit claims to have happened at.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

/// Matomo believes no time older than this: 20 years, in seconds.
const OLDEST: i64 = 20 * 365 * 86_400;

/// Unix seconds of `text` if it is a time in the past; `None` (future, garbage, ancient) means "now".
pub(crate) fn parse(text: &str, now: i64) -> Option<i64> {
    read(text.trim()).filter(|&at| at <= now && at > now - OLDEST)
}

fn read(text: &str) -> Option<i64> {
    let seconds = |time: NaiveDateTime| time.and_utc().timestamp();
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.timestamp());
    }
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return date.and_hms_opt(0, 0, 0).map(seconds);
    }
    let formats = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"];
    formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok()).map(seconds)
}
