//! `Retry-After` (RFC 9110, 10.2.3): seconds, or a date.

use http::{HeaderMap, header::RETRY_AFTER};
use std::time::{Duration, SystemTime};

/// The longest that is taken seriously: a run is not held up for a day by one header.
const LONGEST: Duration = Duration::from_secs(3_600);

/// How long an answer with this status asks to be left alone, by the clock `now`. Only 429 and 503 can
/// ask; a date that is past asks for no time.
pub(crate) fn read(status: u16, headers: &HeaderMap, now: impl Fn() -> SystemTime) -> Option<Duration> {
    if !matches!(status, 429 | 503) {
        return None;
    }
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let asked = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are many seconds, too.
        text.parse().map_or(LONGEST, Duration::from_secs)
    } else {
        httpdate::parse_http_date(text).ok()?.duration_since(now()).unwrap_or_default()
    };
    Some(asked.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn seconds_and_dates_are_read_and_all_else_is_not() {
        // The date of RFC 9110's own example.
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(941_845_200);
        let cases: [(u16, &str, Option<u64>); 11] = [
            (429, "120", Some(120)),
            (503, " 0 ", Some(0)),
            (503, "86400", Some(3_600)),
            (503, "99999999999999999999999", Some(3_600)),
            (503, "Fri, 05 Nov 1999 23:41:00 GMT", Some(60)),
            (503, "Fri, 31 Dec 1999 23:59:59 GMT", Some(3_600)),
            (429, "Fri, 05 Nov 1999 23:00:00 GMT", Some(0)),
            (429, "soon", None),
            (429, "-1", None),
            (429, "", None),
            (500, "120", None),
        ];
        for (status, text, expected) in cases {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_str(text).unwrap())]);
            assert_eq!(read(status, &headers, || now), expected.map(Duration::from_secs), "{status} {text}");
        }
        assert_eq!(read(429, &HeaderMap::new(), || now), None);
    }
}
