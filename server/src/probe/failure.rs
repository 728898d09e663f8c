//! Why no answer came, told apart by what a person would do about it.

use std::io;
use transport::{ExchangeFailure, NameError, Shortage, Stage};

/// No usable answer, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure(pub(super) String);

/// What `failure` means on the way to a target, which may lead over `proxy` (`host:port`).
pub(super) fn of(failure: &ExchangeFailure, proxy: Option<&str>) -> Failure {
    let sentence = match failure {
        ExchangeFailure::Name(NameError::Unknown) => {
            "The host name cannot be resolved. Check its spelling, and that it is known to this server's DNS."
                .to_owned()
        }
        ExchangeFailure::Name(_) => {
            "The host name cannot be resolved: the name server does not tell. Check this server's DNS.".to_owned()
        }
        ExchangeFailure::Connect(kind) => io_sentence(*kind).to_owned(),
        ExchangeFailure::NoIpv6 => {
            "The host has an IPv6 address only, and this server has no IPv6. Enter an IPv4 address.".to_owned()
        }
        ExchangeFailure::ConnectTimeout(Stage::Tls) => {
            "The port took the connection and did not speak TLS in time. Check the port and http or https.".to_owned()
        }
        ExchangeFailure::ConnectTimeout(_) => {
            "No answer in time. Check the address and firewalls, or raise request.timeout_seconds.".to_owned()
        }
        ExchangeFailure::Shortage(shortage) => shortage_sentence(*shortage).to_owned(),
        ExchangeFailure::Proxy(Some(407)) => {
            "It wants a user and a password. Write them into the address in HTTPS_PROXY.".to_owned()
        }
        ExchangeFailure::Proxy(Some(status)) => {
            format!("It answered {status} when asked for the target. Check that it lets this address through.")
        }
        ExchangeFailure::Proxy(None) => "It does not answer as a proxy does. Check its address and port.".to_owned(),
        ExchangeFailure::Tls(error) => tls_sentence(error),
        ExchangeFailure::NotHttp => {
            "What answered there does not speak HTTP properly. Check the address, the port and http or https."
                .to_owned()
        }
        ExchangeFailure::Broke(_) | ExchangeFailure::BrokeOff(_) | ExchangeFailure::Unsent(_) => {
            io_sentence(io::ErrorKind::ConnectionReset).to_owned()
        }
        ExchangeFailure::Unfit => "The address cannot be asked. Check url.".to_owned(),
        ExchangeFailure::Endless { status, .. } => {
            format!("The answer (status {status}) is far longer than any of a tracker. Check the address.")
        }
    };
    let is_proxys = matches!(
        failure,
        ExchangeFailure::Proxy(_)
            | ExchangeFailure::Name(_)
            | ExchangeFailure::Connect(..)
            | ExchangeFailure::ConnectTimeout(Stage::Name | Stage::Tcp)
    );
    Failure(match proxy.filter(|_| is_proxys) {
        Some(proxy) => format!("The proxy {proxy} does not lead there. {sentence}"),
        None => sentence,
    })
}

fn shortage_sentence(shortage: Shortage) -> &'static str {
    match shortage {
        Shortage::Files => "This server has no more open files. Raise its limit (ulimit -n).",
        Shortage::Ports => "This server has no more free ports towards that address. Try again in a minute.",
        Shortage::Memory => "This server has no more memory for connections. Try again when less is going on.",
    }
}

fn tls_sentence(error: &rustls::Error) -> String {
    use rustls::{AlertDescription, CertificateError as Certificate};
    let reason = match error {
        rustls::Error::InvalidCertificate(problem) => match problem {
            Certificate::Expired | Certificate::ExpiredContext { .. } => "the certificate has expired",
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
                "the certificate is for another host name"
            }
            Certificate::UnknownIssuer => {
                "the certificate's issuer is not trusted by this server's system; if it is your own, enter it as \
                 ca_certificate"
            }
            Certificate::Other(_) => {
                "the certificate is not one for servers, as those are that openssl req -x509 makes (CA:TRUE); enter that \
                 very certificate as ca_certificate"
            }
            _ => "the certificate is not valid",
        },
        rustls::Error::AlertReceived(AlertDescription::CertificateRequired) => {
            "the server wants to see a certificate of this client; enter client_certificate and client_key of the target's \
             connection"
        }
        rustls::Error::InvalidMessage(_) => "the port does not speak TLS; try http instead of https",
        _ => "the two sides do not agree on how to encrypt",
    };
    format!("No secure connection: {reason}.")
}

fn io_sentence(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::ConnectionRefused => {
            "The connection was refused: nothing listens on that port. Check the port, and that the server is up."
        }
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof => {
            "The connection was closed without an answer. Check the port, http or https, and the server's log."
        }
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
            "There is no route to the host. Check the address and this server's network."
        }
        io::ErrorKind::TimedOut => "No answer in time. Check the address and firewalls.",
        _ => "No connection could be made. Check the address, the port and firewalls.",
    }
}
