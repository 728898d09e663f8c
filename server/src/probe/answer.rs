//! What a tracker's status, headers and body say.

use super::client::Reply;
use domain::messages::ProbeResult;
use http::header;
use transport::{expects_tls, redirect_origin};

/// What stands at the address.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Finding {
    /// A tracker that would take the hit.
    Accepted,
    /// A tracker that refuses it: site or token.
    Refused,
    /// Something else.
    NotATracker(ProbeResult),
}

/// Reads the answer to a probe with `send_image=0`.
pub(super) fn read(reply: &Reply, url: &str) -> Finding {
    match reply.status.as_u16() {
        // What the engine counts as delivered.
        200..=299 if reply.body.is_empty() || reply.body.starts_with(b"GIF8") => Finding::Accepted,
        200 if is_page(reply) => Finding::NotATracker(ProbeResult::PageInsteadOfTracker),
        200..=299 => Finding::NotATracker(ProbeResult::NotATracker),
        300..=399 => {
            Finding::NotATracker(ProbeResult::AddressRedirects { to: redirect_origin(&reply.headers, Some(url)) })
        }
        400 if expects_tls(&reply.body) => Finding::NotATracker(ProbeResult::PortExpectsHttps),
        400 => Finding::Refused,
        status @ (401 | 403) => Finding::NotATracker(ProbeResult::AccessDeniedBefore { status }),
        404 => Finding::NotATracker(ProbeResult::NoTrackerThere),
        429 => Finding::NotATracker(ProbeResult::RequestsLimited),
        status @ 500..=599 => Finding::NotATracker(ProbeResult::ServerFault { status }),
        status => Finding::NotATracker(ProbeResult::UnexpectedStatus { status }),
    }
}

/// The longest version there is, and more: `5.10.12-rc10`.
const LONGEST_VERSION: usize = 24;

/// The value of `API.getMatomoVersion`, if it looks like `5.2.0` or `5.2.0-b5`: anything else could be anything, a
/// token included.
pub(super) fn version(reply: &Reply) -> Option<String> {
    let text = word(reply, "value", ".-")?;
    let (numbers, suffix) = text.split_once('-').map_or((text.as_str(), None), |(numbers, rest)| (numbers, Some(rest)));
    let is_version = text.len() <= LONGEST_VERSION
        && (2..=4).contains(&numbers.split('.').count())
        && numbers.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
        && suffix.is_none_or(|rest| {
            !rest.is_empty() && rest.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.')
        });
    is_version.then_some(text)
}

/// The text `field` of an object, if it is a short word of letters, digits and `others`: it is shown to people.
pub(super) fn word(reply: &Reply, field: &str, others: &str) -> Option<String> {
    let answer: serde_json::Value = serde_json::from_slice(&reply.body).ok()?;
    let word = answer.get(field)?.as_str()?;
    let is_word = word.len() <= 40 && word.chars().all(|c| c.is_ascii_alphanumeric() || others.contains(c));
    (reply.status.is_success() && is_word).then(|| word.to_owned())
}

fn is_page(reply: &Reply) -> bool {
    content_type(reply).starts_with("text/html")
}

fn content_type(reply: &Reply) -> &str {
    reply.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::site::Site;
    use http::{HeaderMap, HeaderValue, StatusCode};
    use std::time::Duration;

    fn reply(status: u16, headers: &[(header::HeaderName, &'static str)], body: &str) -> Reply {
        let headers: HeaderMap =
            headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
        let status = StatusCode::from_u16(status).unwrap();
        Reply { status, headers: headers.into(), body: body.into(), latency: Duration::ZERO }
    }

    fn sentence(reply: &Reply) -> String {
        match read(reply, "https://m.example/a/matomo.php") {
            Finding::NotATracker(result) => result.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn trackers_are_distinguished_from_pages_faults_and_redirects() {
        let url = "https://m.example/matomo.php";
        assert_eq!(read(&reply(204, &[], ""), url), Finding::Accepted);
        assert_eq!(read(&reply(200, &[(header::CONTENT_TYPE, "image/gif")], "GIF89a"), url), Finding::Accepted);
        assert_eq!(read(&reply(400, &[], ""), url), Finding::Refused);
        assert!(
            sentence(&reply(200, &[(header::CONTENT_TYPE, "text/html; charset=utf-8")], "<p>")).contains("web page")
        );
        assert!(sentence(&reply(502, &[], "")).contains("502"));
        for text in [
            "<center>The plain HTTP request was sent to HTTPS port</center>",
            "Reason: You're speaking plain HTTP to an SSL-enabled server port.",
            "Client sent an HTTP request to an HTTPS server.",
        ] {
            assert!(sentence(&reply(400, &[], text)).contains("https://"), "{text}");
        }
        let elsewhere = reply(302, &[(header::LOCATION, "https://login.example/x?token=s3cret")], "");
        let text = sentence(&elsewhere);
        assert!(text.contains("https://login.example,") && !text.contains("s3cret"), "{text}");
        assert!(sentence(&reply(301, &[(header::LOCATION, "/b/")], "")).contains("https://m.example,"));
        let port = reply(301, &[(header::LOCATION, "https://127.0.0.1:28441/")], "");
        assert!(sentence(&port).contains("https://127.0.0.1:28441,"));
    }

    #[test]
    fn only_something_like_a_version_is_a_version() {
        assert_eq!(version(&reply(200, &[], r#"{"value":"5.2.0-b5"}"#)).as_deref(), Some("5.2.0-b5"));
        for text in ["5.2", "4.13.3.1", "5.2.0-rc1", "5.10.12-beta.3"] {
            assert_eq!(version(&reply(200, &[], &format!(r#"{{"value":"{text}"}}"#))).as_deref(), Some(text));
        }
        for text in [
            "<b>",
            "5",
            "5.",
            "5.2-",
            "5.2.0.1.2",
            "5.2.0+1",
            "5.2.0-B5",
            "0123456789abcdef0123456789abcdef",
            "0.12345678901234567890123456789012",
            "5.2.0-0123456789abcdef0123456789abcdef",
        ] {
            assert_eq!(version(&reply(200, &[], &format!(r#"{{"value":"{text}"}}"#))), None, "{text}");
        }
        assert_eq!(version(&reply(401, &[], r#"{"value":"5"}"#)), None);
        assert_eq!(version(&reply(200, &[], r#"{"result":"error"}"#)), None);
    }

    #[test]
    fn only_something_like_a_time_zone_is_a_time_zone() {
        let of = |zone: &str| Site::read(&reply(200, &[], &format!(r#"{{"idsite":1,"timezone":"{zone}"}}"#)))?.timezone;
        assert_eq!(of("America/Argentina/Buenos_Aires").as_deref(), Some("America/Argentina/Buenos_Aires"));
        assert_eq!(of("UTC+5.5").as_deref(), Some("UTC+5.5"));
        assert_eq!(of("<script>"), None);
    }
}
