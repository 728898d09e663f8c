//! What the errors of connections come down to.
//!
//! Nothing of what the other side sent and nothing that a library says gets out of here: either can repeat a token,
//! be of any length, or send people to pages that do not help.

use domain::messages::{NetworkDetail, NotDelivered};
use rustls::{AlertDescription as Alert, CertificateError as Certificate};
use std::{error::Error, io};

/// What an error of the network comes down to.
pub(crate) fn of_io(kind: io::ErrorKind) -> NetworkDetail {
    match kind {
        io::ErrorKind::ConnectionReset => NetworkDetail::Reset,
        io::ErrorKind::ConnectionAborted => NetworkDetail::Aborted,
        io::ErrorKind::BrokenPipe | io::ErrorKind::NotConnected | io::ErrorKind::UnexpectedEof => NetworkDetail::Closed,
        io::ErrorKind::TimedOut => NetworkDetail::Lost,
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => {
            NetworkDetail::NoRoute
        }
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => NetworkDetail::Nonsense,
        io::ErrorKind::PermissionDenied => NetworkDetail::Forbidden,
        io::ErrorKind::OutOfMemory => NetworkDetail::OutOfMemory,
        _ => NetworkDetail::Other,
    }
}

/// The same, while the two sides were agreeing on TLS.
pub(crate) fn of_handshake(kind: io::ErrorKind) -> NetworkDetail {
    match of_io(kind) {
        NetworkDetail::Closed => NetworkDetail::ClosedInHandshake,
        NetworkDetail::Reset => NetworkDetail::ResetInHandshake,
        _ => NetworkDetail::OtherInHandshake,
    }
}

/// What an error of the HTTP/2 client comes down to, whose causes are `causes`.
pub(crate) fn of_http<'a>(
    error: &hyper::Error,
    causes: impl Iterator<Item = &'a (dyn Error + 'static)>,
) -> NetworkDetail {
    for cause in causes {
        if let Some(http2) = cause.downcast_ref::<h2::Error>() {
            return of_http2(http2);
        }
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            return of_io(io.kind());
        }
    }
    match error {
        error if error.is_timeout() => NetworkDetail::StoppedAnswering,
        error if error.is_incomplete_message() || error.is_closed() || error.is_canceled() => NetworkDetail::Closed,
        _ => NetworkDetail::Http2Violated,
    }
}

fn of_http2(error: &h2::Error) -> NetworkDetail {
    match error {
        error if error.is_go_away() && error.is_remote() => NetworkDetail::Goaway,
        error if error.is_reset() && error.is_remote() => NetworkDetail::StreamReset,
        error => error.get_io().map_or(NetworkDetail::Http2Violated, |io| of_io(io.kind())),
    }
}

/// Why there is no TLS connection to `host`.
pub(crate) fn of_tls(error: &rustls::Error, host: &str) -> NotDelivered {
    match error {
        rustls::Error::InvalidCertificate(certificate) => of_certificate(certificate, host),
        rustls::Error::InvalidMessage(_) => NotDelivered::NoTls,
        rustls::Error::NoCertificatesPresented => NotDelivered::CertificateMissing,
        rustls::Error::AlertReceived(Alert::CertificateRequired) => NotDelivered::ClientCertificateRequired,
        // The number, of which RFC 8446, 6.2, says what it means, is all that the other side can choose.
        rustls::Error::AlertReceived(alert) => NotDelivered::TlsAlert { alert: u8::from(*alert) },
        rustls::Error::PeerIncompatible(_) | rustls::Error::NoApplicationProtocol => NotDelivered::TlsNothingInCommon,
        _ => NotDelivered::TlsViolated,
    }
}

fn of_certificate(error: &Certificate, host: &str) -> NotDelivered {
    match error {
        Certificate::UnknownIssuer | Certificate::BadSignature => NotDelivered::CertificateUntrusted,
        Certificate::Expired | Certificate::ExpiredContext { .. } => NotDelivered::CertificateExpired,
        Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => NotDelivered::CertificateNotValidYet,
        Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
            NotDelivered::CertificateForOtherName { host: host.to_owned() }
        }
        Certificate::Revoked => NotDelivered::CertificateRevoked,
        Certificate::BadEncoding => NotDelivered::CertificateUnreadable,
        Certificate::InvalidPurpose | Certificate::InvalidPurposeContext { .. } => {
            NotDelivered::CertificateNotForServers
        }
        // What the verifier calls otherwise: a certificate of an authority that stands for a server.
        Certificate::Other(_) => NotDelivered::CertificateOfAuthority,
        _ => NotDelivered::CertificateInvalid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_library_or_of_the_other_side_is_said() {
        let end = io::Error::new(io::ErrorKind::UnexpectedEof, "s3cret, see https://docs.rs/rustls/latest");
        assert_eq!(of_io(end.kind()), NetworkDetail::Closed);
        let message = of_tls(&rustls::Error::General("s3cret".into()), "m.example").to_string();
        assert!(!message.contains("s3cret"), "{message}");
        let alert = rustls::Error::AlertReceived(rustls::AlertDescription::HandshakeFailure);
        assert!(of_tls(&alert, "m.example").to_string().contains("(alert 40)"));
    }
}
