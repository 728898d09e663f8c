//! Which outcome an answer or an error is, and the sentence that explains it.
//!
//! What a real tracker answers to a hit with `send_image=0` is 204 and nothing else; older ones and
//! proxies may answer 200 with the picture or an empty body. All else on 2xx is some other page.

use super::{
    answer::{Answer, Cause, Shortage},
    error_text,
    exchange_failure::{ExchangeFailure, Stage},
    names::NameError,
    redirect, retry_after,
};
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
pub fn answer(status: u16, headers: &HeaderMap, body: &[u8]) -> Answer {
    let asked = retry_after::read(status, headers, SystemTime::now);
    let answer = match status {
        200..=299 if body.is_empty() || body.starts_with(b"GIF8") => Answer::delivered(status),
        200..=299 => Answer::rejected(
            Cause::InvalidResponse,
            status,
            format!("answered {status} with a page instead of the tracker's answer; check the address"),
        ),
        304 => Answer::rejected(
            Cause::InvalidResponse,
            status,
            "answered 304 (not modified): a cache in front of the tracker answers in its place; have it let the tracker's address through",
        ),
        300..=399 => Answer::rejected(
            Cause::InvalidResponse,
            status,
            match redirect::origin(headers, None) {
                Some(origin) => format!("answered {status}, a redirect to {origin}; enter the address it ends at"),
                None => format!("answered {status}, a redirect; redirects are not followed"),
            },
        ),
        400..=499 => Answer::rejected(
            Cause::Http4xx,
            status,
            match status {
                400 if expects_tls(body) => {
                    "answered 400: the port expects https and was sent plain http; write https:// in the address"
                        .to_owned()
                }
                400 => {
                    "answered 400: the site id is unknown there, the token may not write to it, or its database is down"
                        .to_owned()
                }
                401 | 403 => format!(
                    "answered {status}: access is denied before Matomo is reached; check a firewall or password protection in front of it"
                ),
                404 => "answered 404: there is no tracker at that address".to_owned(),
                429 => "answered 429: it asks for fewer requests".to_owned(),
                _ => format!("answered {status}: it refused the hit"),
            },
        ),
        504 => Answer::unknown(
            Cause::Http5xx,
            Some(status),
            "answered 504: its gateway gave up waiting; the hit may have been recorded",
        ),
        500..=599 => Answer::failed(Cause::Http5xx, Some(status), format!("answered {status}: an error on its side")),
        _ => Answer::failed(Cause::InvalidResponse, Some(status), format!("answered with the unknown status {status}")),
    };
    answer.retry_after(asked)
}

/// Whether an answer is a web server's own to plain HTTP on a port for TLS (nginx, Apache, Go).
pub fn expects_tls(body: &[u8]) -> bool {
    const SAID: [&[u8]; 3] = [
        b"HTTP request was sent to HTTPS port",
        b"speaking plain HTTP to an SSL-enabled",
        b"sent an HTTP request to an HTTPS",
    ];
    SAID.iter().any(|said| body.windows(said.len()).any(|part| part == *said))
}

/// Classifies a request that got no complete answer.
pub fn failure(failure: &ExchangeFailure, place: Place<'_>) -> Answer {
    let Place { host, port } = place;
    match failure {
        ExchangeFailure::Shortage(shortage) => Answer::not_sent(*shortage, missing(*shortage, place)),
        ExchangeFailure::Name(error) => Answer::failed(Cause::Connect, None, nameless(*error, host)),
        ExchangeFailure::Connect(kind) => Answer::failed(Cause::Connect, None, unconnected(*kind)),
        ExchangeFailure::NoIpv6 => Answer::failed(
            Cause::Connect,
            None,
            format!(
                "no connection: {host} has an IPv6 address only and this machine has no IPv6; set it up, or enter an IPv4 address"
            ),
        ),
        ExchangeFailure::ConnectTimeout(Stage::Name) => {
            Answer::failed(Cause::Connect, None, nameless(NameError::NoAnswer, host))
        }
        ExchangeFailure::ConnectTimeout(Stage::Tcp) => {
            Answer::failed(Cause::Connect, None, "no connection in time: the host does not answer")
        }
        ExchangeFailure::ConnectTimeout(Stage::Tls) => Answer::failed(
            Cause::Tls,
            None,
            format!(
                "TLS failed: port {port} took the connection and did not say more in time; check that it speaks TLS"
            ),
        ),
        ExchangeFailure::Proxy(status) => Answer::failed(Cause::Connect, None, unproxied(*status)),
        ExchangeFailure::Tls(error) => {
            Answer::failed(Cause::Tls, None, format!("TLS failed: {}", error_text::of_tls(error, host)))
        }
        ExchangeFailure::NotHttp => Answer::failed(
            Cause::InvalidResponse,
            None,
            "answered with something that is not HTTP; check the address and its port",
        ),
        ExchangeFailure::Broke(detail) => Answer::unknown(
            Cause::Connect,
            None,
            format!("the connection broke before an answer; the hit may have been recorded ({detail})"),
        ),
        ExchangeFailure::Unsent(detail) => Answer::failed(
            Cause::Connect,
            None,
            format!("the connection broke before the hit was sent, whenever it was tried again ({detail})"),
        ),
        ExchangeFailure::Unfit => {
            Answer::failed(Cause::Connect, None, "not sent: it cannot stand in an address; use POST")
        }
        ExchangeFailure::BrokeOff(detail) => Answer::unknown(
            Cause::InvalidResponse,
            None,
            format!("the answer broke off; the hit may have been recorded ({detail})"),
        ),
        ExchangeFailure::Endless { status, limit } => Answer::failed(
            Cause::InvalidResponse,
            Some(*status),
            format!("answered {status} with more than {limit} bytes, which no tracker sends; check the address"),
        ),
    }
}

fn missing(shortage: Shortage, Place { host, port }: Place<'_>) -> String {
    match shortage {
        Shortage::Files => "not sent: this machine has no more open files; raise its limit (ulimit -n)".to_owned(),
        Shortage::Ports => format!(
            "not sent: this machine has no more free ports towards {host} port {port}; lower request.max_in_flight_per_target, \
             have the target keep connections open, or widen net.ipv4.ip_local_port_range"
        ),
        Shortage::Memory => "not sent: this machine has no more memory for connections; lower concurrency or \
                             request.max_in_flight_per_target"
            .to_owned(),
    }
}

fn unproxied(status: Option<u16>) -> String {
    match status {
        Some(407) => {
            "no connection: it wants a user and a password; write them into the address in HTTPS_PROXY".to_owned()
        }
        Some(status) => {
            format!(
                "no connection: it answered {status} when asked for the target; check that it lets this address through"
            )
        }
        None => "no connection: it does not answer as a proxy does; check its address and port".to_owned(),
    }
}

fn nameless(error: NameError, host: &str) -> String {
    match error {
        NameError::Unknown => format!("no connection: there is no host called {host} (DNS); check the spelling"),
        NameError::Refused => {
            format!("no connection: the name server cannot tell the address of {host}; check the DNS of that domain")
        }
        NameError::NoAnswer | NameError::Shortage(_) => format!(
            "no connection: the name server does not answer when asked for {host}; check this machine's DNS (/etc/resolv.conf)"
        ),
    }
}

fn unconnected(kind: io::ErrorKind) -> String {
    match kind {
        io::ErrorKind::ConnectionRefused => "connection refused: nothing listens there".to_owned(),
        io::ErrorKind::TimedOut => "no connection in time: the host does not answer".to_owned(),
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => {
            "no connection: there is no route to the host; check this machine's network".to_owned()
        }
        io::ErrorKind::PermissionDenied => {
            "no connection: this machine does not allow it; check its firewall".to_owned()
        }
        kind => format!("no connection: {}", error_text::of_io(kind)),
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
            assert_eq!(answer.message.is_none(), outcome == Delivered, "{status}");
        }
    }

    #[test]
    fn a_redirect_is_named_if_it_can_be() {
        let told = |location: &str| {
            let headers = HeaderMap::from_iter([(http::header::LOCATION, location.parse().unwrap())]);
            answer(301, &headers, b"").message.unwrap()
        };
        assert!(told("https://m.example/?token_auth=s3cret").contains("to https://m.example;"));
        assert_eq!(told("/login/s3cret"), "answered 301, a redirect; redirects are not followed");
    }
}
