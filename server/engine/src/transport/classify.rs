//! Which outcome an answer or an error is, and the sentence that explains it.
//!
//! What a real tracker answers to a hit with `send_image=0` is 204 and nothing else; older ones and
//! proxies may answer 200 with the picture or an empty body. All else on 2xx is some other page.

use super::{Answer, Cause, Outcome};
use http::{HeaderMap, header::LOCATION};
use reqwest::Url;
use std::{error::Error, io};

/// Classifies a complete answer.
pub fn answer(status: u16, headers: &HeaderMap, body: &[u8]) -> Answer {
    match status {
        200..=299 if body.is_empty() || body.starts_with(b"GIF8") => Answer::delivered(status),
        200..=299 => Answer::rejected(
            Cause::InvalidResponse,
            status,
            format!("answered {status} with a page instead of the tracker's answer; check the address"),
        ),
        300..=399 => {
            let location = headers.get(LOCATION).and_then(|value| value.to_str().ok()).and_then(origin);
            Answer::rejected(
                Cause::InvalidResponse,
                status,
                match location {
                    Some(origin) => format!("answered {status}, a redirect to {origin}; enter the address it ends at"),
                    None => format!("answered {status}, a redirect; redirects are not followed"),
                },
            )
        }
        400..=499 => Answer::rejected(
            Cause::Http4xx,
            status,
            match status {
                400 => "answered 400: the site id is unknown there or the token may not write to it".to_owned(),
                404 => "answered 404: there is no tracker at that address".to_owned(),
                429 => "answered 429: it asks for fewer requests".to_owned(),
                _ => format!("answered {status}: it refused the hit"),
            },
        ),
        500..=599 => Answer::failed(
            Cause::Http5xx,
            Some(status),
            match status {
                504 => "answered 504: its gateway gave up waiting; the hit may have been recorded".to_owned(),
                _ => format!("answered {status}: an error on its side"),
            },
        ),
        _ => Answer::failed(Cause::InvalidResponse, Some(status), format!("answered with the unknown status {status}")),
    }
}

/// Scheme and host of a `Location`, if it names any. All else may repeat what was sent, a token included.
fn origin(location: &str) -> Option<String> {
    let url = Url::parse(location).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.origin().ascii_serialization())
}

/// An answer that went on past `limit` bytes.
pub fn endless(status: u16, limit: usize) -> Answer {
    Answer::failed(
        Cause::InvalidResponse,
        Some(status),
        format!("answered {status} with more than {limit} bytes, which no tracker sends; check the address"),
    )
}

/// Classifies a request that got no complete answer. Texts of the client are not passed on whole:
/// they can hold the URL and with it, for GET, a token.
pub fn failure(error: &reqwest::Error) -> Answer {
    let status = error.status().map(|status| status.as_u16());
    let found = Chain::of(error);
    if let Some(tls) = found.tls {
        return Answer::failed(Cause::Tls, status, format!("TLS failed: {tls}"));
    }
    if found.is_out_of_files {
        return Answer {
            outcome: Outcome::NotSent,
            status: None,
            message: Some("not sent: this machine has no more open files; raise its limit (ulimit -n)".to_owned()),
        };
    }
    if error.is_connect() {
        let message = match found.io {
            Some(io::ErrorKind::ConnectionRefused) => "connection refused: nothing listens there".to_owned(),
            _ if error.is_timeout() => "no connection in time: the host does not answer".to_owned(),
            _ => format!("no connection: {}", found.deepest),
        };
        return Answer::failed(Cause::Connect, status, message);
    }
    if found.parse {
        return Answer::failed(Cause::InvalidResponse, status, "answered with something that is not HTTP");
    }
    if error.is_body() || error.is_decode() {
        return Answer::failed(
            Cause::InvalidResponse,
            status,
            format!("the answer broke off; the hit may have been recorded ({})", found.deepest),
        );
    }
    Answer::failed(
        Cause::Connect,
        status,
        format!("the connection broke before an answer; the hit may have been recorded ({})", found.deepest),
    )
}

/// ENFILE and EMFILE: too many open files in the system and in the process (errno.h, the same on Linux,
/// macOS and the BSDs).
const OUT_OF_FILES: [i32; 2] = [23, 24];

/// What the chain of sources behind an error tells.
struct Chain {
    tls: Option<String>,
    io: Option<io::ErrorKind>,
    is_out_of_files: bool,
    parse: bool,
    deepest: String,
}

impl Chain {
    fn of(error: &reqwest::Error) -> Self {
        let mut found =
            Self { tls: None, io: None, is_out_of_files: false, parse: false, deepest: "no further detail".to_owned() };
        let mut next = error.source();
        while let Some(source) = next {
            found.deepest = source.to_string();
            if let Some(http) = source.downcast_ref::<hyper::Error>() {
                found.parse |= http.is_parse();
            }
            if let Some(io) = source.downcast_ref::<io::Error>() {
                found.io = Some(io.kind());
                found.is_out_of_files |= io.raw_os_error().is_some_and(|code| OUT_OF_FILES.contains(&code));
                if let Some(tls) = wrapped_tls(io) {
                    found.tls = Some(tls.to_string());
                }
            }
            next = source.source();
        }
        found
    }
}

/// The TLS error inside an I/O error, however often it is wrapped. `io::Error::source` does not show
/// it: it goes to the source of the wrapped error.
fn wrapped_tls(error: &io::Error) -> Option<&rustls::Error> {
    let inner = error.get_ref()?;
    match inner.downcast_ref::<io::Error>() {
        Some(io) => wrapped_tls(io),
        None => inner.downcast_ref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::Outcome::{Delivered, Failed, Rejected};

    #[test]
    fn answers_are_classified_by_status_and_body() {
        let cases: [(u16, &[u8], Outcome); 11] = [
            (204, b"", Delivered),
            (200, b"", Delivered),
            (200, b"GIF89a...", Delivered),
            (200, b"<html>", Rejected(Cause::InvalidResponse)),
            (302, b"", Rejected(Cause::InvalidResponse)),
            (400, b"landing", Rejected(Cause::Http4xx)),
            (404, b"", Rejected(Cause::Http4xx)),
            (429, b"", Rejected(Cause::Http4xx)),
            (500, b"", Failed(Cause::Http5xx)),
            (504, b"", Failed(Cause::Http5xx)),
            (999, b"", Failed(Cause::InvalidResponse)),
        ];
        for (status, body, outcome) in cases {
            let answer = answer(status, &HeaderMap::new(), body);
            assert_eq!((answer.outcome, answer.status), (outcome, Some(status)), "{status}");
            assert_eq!(answer.message.is_none(), outcome == Delivered, "{status}");
        }
    }

    #[test]
    fn a_redirect_is_named_without_anything_that_was_sent() {
        for location in [
            "https://m.example/matomo.php?token_auth=s3cret",
            "https://m.example/login/token_auth%3Ds3cret",
            "https://s3cret:s3cret@m.example/",
        ] {
            let headers = HeaderMap::from_iter([(LOCATION, location.parse().unwrap())]);
            let message = answer(301, &headers, b"").message.unwrap();
            assert!(message.contains("https://m.example") && !message.contains("s3cret"), "{message}");
        }
        let headers = HeaderMap::from_iter([(LOCATION, "/login/s3cret".parse().unwrap())]);
        assert!(!answer(301, &headers, b"").message.unwrap().contains("s3cret"));
    }
}
