//! Why no answer came, told apart by what a person would do about it.

use std::{error::Error, io};

/// No usable answer, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure(pub(super) String);

/// What `error` means. Its own text is not shown: it may hold an address with more in it than a host.
pub(super) fn of(error: &reqwest::Error) -> Failure {
    let chain = || std::iter::successors(error.source(), |cause: &&(dyn Error + 'static)| (*cause).source());
    let sentence = if let Some(tls) = chain().find_map(tls_error) {
        tls_sentence(tls)
    } else if chain().any(|cause| cause.to_string().starts_with("dns error")) {
        "The host name cannot be resolved. Check its spelling, and that it is known to this server's DNS.".to_owned()
    } else if let Some(kind) = chain().find_map(io_kind) {
        io_sentence(kind)
    } else if error.is_timeout() {
        "No answer in time. Check the address and firewalls, or raise request.timeout_seconds.".to_owned()
    } else if error.is_connect() {
        "No connection could be made. Check the address, the port and firewalls.".to_owned()
    } else {
        "What answered there does not speak HTTP properly. Check the address, the port and http or https.".to_owned()
    };
    Failure(sentence)
}

/// I/O errors wrap others, and give away what they wrap only by `get_ref`.
fn tls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(tls) = error.downcast_ref() {
            return Some(tls);
        }
        next = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref).map(|inner| inner as _);
    }
    None
}

fn io_kind(error: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    error.downcast_ref::<io::Error>().map(io::Error::kind)
}

fn tls_sentence(error: &rustls::Error) -> String {
    use rustls::CertificateError as Certificate;
    let reason = match error {
        rustls::Error::InvalidCertificate(problem) => match problem {
            Certificate::Expired | Certificate::ExpiredContext { .. } => "the certificate has expired",
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
                "the certificate is for another host name"
            }
            Certificate::UnknownIssuer => "the certificate's issuer is not trusted by this server's system",
            _ => "the certificate is not valid",
        },
        rustls::Error::InvalidMessage(_) => "the port does not speak TLS; try http instead of https",
        _ => "the two sides do not agree on how to encrypt",
    };
    format!("No secure connection: {reason}.")
}

fn io_sentence(kind: io::ErrorKind) -> String {
    let sentence = match kind {
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
    };
    sentence.to_owned()
}
