//! Which outcome an answer or an error is, and why.
//!
//! What a real tracker answers to a hit with `send_image=0` is 204 and nothing else; older ones and
//! proxies may answer 200 with the picture or an empty body. All else on 2xx is some other page.

use super::{
    answer::{Answer, Cause, Shortage},
    error_details,
    exchange_failure::{ExchangeFailure, Stage},
    names::NameError,
    redirect, retry_after,
};
use domain::messages::NotDelivered;
use http::HeaderMap;
use std::{io, time::SystemTime};

/// Where a target is, for sentences.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Name or address.
    pub host: &'a str,
    /// TCP port.
    pub port: u16,
}

/// Classifies a complete answer.
pub(crate) fn answer(status: u16, headers: &HeaderMap, body: &[u8]) -> Answer {
    let asked = retry_after::read(status, headers, SystemTime::now);
    let answer = match status {
        200..=299 if body.is_empty() || body.starts_with(b"GIF8") => Answer::delivered(status),
        200..=299 => Answer::rejected(Cause::InvalidResponse, status, NotDelivered::UnexpectedPage { status }),
        304 => Answer::rejected(Cause::InvalidResponse, status, NotDelivered::NotModified),
        300..=399 => {
            let to = redirect::origin(headers, None);
            Answer::rejected(Cause::InvalidResponse, status, NotDelivered::Redirect { status, to })
        }
        400..=499 => Answer::rejected(
            Cause::Http4xx,
            status,
            match status {
                400 if expects_tls(body) => NotDelivered::HttpsExpected,
                400 => NotDelivered::Refused,
                401 | 403 => NotDelivered::AccessDenied { status },
                404 => NotDelivered::NoTracker,
                429 => NotDelivered::TooManyRequests,
                _ => NotDelivered::OtherRefusal { status },
            },
        ),
        504 => Answer::unknown(Cause::Http5xx, Some(status), NotDelivered::GatewayTimeout),
        500..=599 => Answer::failed(Cause::Http5xx, Some(status), NotDelivered::ServerError { status }),
        _ => Answer::failed(Cause::InvalidResponse, Some(status), NotDelivered::UnknownStatus { status }),
    };
    answer.retry_after(asked)
}

/// Whether an answer is a web server's own to plain HTTP on a port for TLS (nginx, Apache, Go).
pub fn expects_tls(body: &[u8]) -> bool {
    const PHRASES: [&[u8]; 3] = [
        b"HTTP request was sent to HTTPS port",
        b"speaking plain HTTP to an SSL-enabled",
        b"sent an HTTP request to an HTTPS",
    ];
    PHRASES.iter().any(|phrase| body.windows(phrase.len()).any(|part| part == *phrase))
}

/// Classifies a request that got no complete answer.
pub(crate) fn failure(failure: &ExchangeFailure, place: Place<'_>) -> Answer {
    let reason = reason(failure, place);
    match failure {
        ExchangeFailure::Shortage(shortage) => Answer::not_sent(*shortage, reason),
        ExchangeFailure::ConnectTimeout(Stage::Tls) | ExchangeFailure::Tls(_) => {
            Answer::failed(Cause::Tls, None, reason)
        }
        ExchangeFailure::Name(_)
        | ExchangeFailure::Connect(_)
        | ExchangeFailure::NoIpv6
        | ExchangeFailure::ConnectTimeout(_)
        | ExchangeFailure::Proxy(_)
        | ExchangeFailure::Unsent(_)
        | ExchangeFailure::Unfit => Answer::failed(Cause::Connect, None, reason),
        ExchangeFailure::Broke(_) => Answer::unknown(Cause::Connect, None, reason),
        ExchangeFailure::BrokeOff(_) => Answer::unknown(Cause::InvalidResponse, None, reason),
        ExchangeFailure::NotHttp => Answer::failed(Cause::InvalidResponse, None, reason),
        ExchangeFailure::Endless { status, .. } => Answer::failed(Cause::InvalidResponse, Some(*status), reason),
    }
}

/// Why a request to `place` got no complete answer.
pub fn reason(failure: &ExchangeFailure, Place { host, port }: Place<'_>) -> NotDelivered {
    let host = || host.to_owned();
    match failure {
        ExchangeFailure::Shortage(Shortage::Files) => NotDelivered::OutOfFiles,
        ExchangeFailure::Shortage(Shortage::Ports) => NotDelivered::OutOfPorts { host: host(), port },
        ExchangeFailure::Shortage(Shortage::Memory) => NotDelivered::OutOfMemory,
        ExchangeFailure::Name(NameError::Unknown) => NotDelivered::HostUnknown { host: host() },
        ExchangeFailure::Name(NameError::Refused) => NotDelivered::HostUnresolved { host: host() },
        ExchangeFailure::Name(NameError::NoAnswer | NameError::Shortage(_))
        | ExchangeFailure::ConnectTimeout(Stage::Name) => NotDelivered::NameServerSilent { host: host() },
        ExchangeFailure::Connect(kind) => unconnected(*kind),
        ExchangeFailure::NoIpv6 => NotDelivered::NoIpv6 { host: host() },
        ExchangeFailure::ConnectTimeout(Stage::Tcp) => NotDelivered::ConnectTimeout,
        ExchangeFailure::ConnectTimeout(Stage::Tls) => NotDelivered::TlsTimeout { port },
        ExchangeFailure::Proxy(Some(407)) => NotDelivered::ProxyPassword,
        ExchangeFailure::Proxy(Some(status)) => NotDelivered::ProxyRefusal { status: *status },
        ExchangeFailure::Proxy(None) => NotDelivered::NoProxy,
        ExchangeFailure::Tls(error) => error_details::of_tls(error, &host()),
        ExchangeFailure::NotHttp => NotDelivered::NotHttp,
        ExchangeFailure::Broke(detail) => NotDelivered::BrokenBeforeAnswer { detail: *detail },
        ExchangeFailure::Unsent(detail) => NotDelivered::BrokenBeforeSending { detail: *detail },
        ExchangeFailure::BrokeOff(detail) => NotDelivered::BrokenInAnswer { detail: *detail },
        ExchangeFailure::Unfit => NotDelivered::NotForAddress,
        ExchangeFailure::Endless { status, limit } => {
            NotDelivered::AnswerTooLong { status: *status, limit: *limit as u64 }
        }
    }
}

fn unconnected(kind: io::ErrorKind) -> NotDelivered {
    match kind {
        io::ErrorKind::ConnectionRefused => NotDelivered::ConnectionRefused,
        io::ErrorKind::TimedOut => NotDelivered::ConnectTimeout,
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => {
            NotDelivered::NoRoute
        }
        io::ErrorKind::PermissionDenied => NotDelivered::ConnectionForbidden,
        kind => NotDelivered::NotConnected { detail: error_details::of_io(kind) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Outcome::{self, Delivered, Failed, Rejected, Unknown};

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
            (504, b"", Unknown(Cause::Http5xx)),
            (999, b"", Failed(Cause::InvalidResponse)),
        ];
        for (status, body, outcome) in cases {
            let answer = answer(status, &HeaderMap::new(), body);
            assert_eq!((answer.outcome, answer.status), (outcome, Some(status)), "{status}");
            assert_eq!(answer.reason.is_none(), outcome == Delivered, "{status}");
        }
    }

    #[test]
    fn a_redirect_is_named_if_it_can_be() {
        let reason = |location: &str| {
            let headers = HeaderMap::from_iter([(http::header::LOCATION, location.parse().unwrap())]);
            answer(301, &headers, b"").reason.unwrap().to_string()
        };
        assert!(reason("https://m.example/?token_auth=s3cret").contains("to https://m.example;"));
        assert_eq!(reason("/login/s3cret"), "answered 301, a redirect; redirects are not followed");
    }
}
