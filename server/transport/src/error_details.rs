//! What the errors of connections are called in sentences: fixed words for every kind.
//!
//! Nothing of what the other side sent and nothing that a library says gets into them: either can repeat a token,
//! be of any length, or send people to pages that do not help.

use rustls::{AlertDescription as Alert, CertificateError as Certificate};
use std::{error::Error, io};

/// The other side ended the connection as it should.
pub const CLOSED: &str = "closed by the other side";

/// What an error of the network comes down to.
pub fn of_io(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::ConnectionReset => "reset by the other side",
        io::ErrorKind::ConnectionAborted => "aborted by this machine",
        io::ErrorKind::BrokenPipe | io::ErrorKind::NotConnected | io::ErrorKind::UnexpectedEof => CLOSED,
        io::ErrorKind::TimedOut => "the network lost it",
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => {
            "there is no route to the host"
        }
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => "what came makes no sense",
        io::ErrorKind::PermissionDenied => "this machine does not allow it",
        io::ErrorKind::OutOfMemory => "this machine has no more memory",
        _ => "an error of the network",
    }
}

/// The same, while the two sides were agreeing on TLS.
pub fn of_handshake(kind: io::ErrorKind) -> &'static str {
    match of_io(kind) {
        CLOSED => "closed by the other side during the TLS handshake",
        "reset by the other side" => "reset by the other side during the TLS handshake",
        _ => "an error of the network during the TLS handshake",
    }
}

/// What an error of the HTTP/2 client comes down to, whose causes are `causes`.
pub fn of_http<'a>(error: &hyper::Error, causes: impl Iterator<Item = &'a (dyn Error + 'static)>) -> &'static str {
    for cause in causes {
        if let Some(http2) = cause.downcast_ref::<h2::Error>() {
            return of_http2(http2);
        }
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            return of_io(io.kind());
        }
    }
    match error {
        error if error.is_timeout() => "it stopped answering",
        error if error.is_incomplete_message() || error.is_closed() || error.is_canceled() => CLOSED,
        _ => "HTTP/2 was not spoken as it should be",
    }
}

fn of_http2(error: &h2::Error) -> &'static str {
    match error {
        error if error.is_go_away() && error.is_remote() => "the other side closed the HTTP/2 connection (GOAWAY)",
        error if error.is_reset() && error.is_remote() => "the other side ended the HTTP/2 stream (RST_STREAM)",
        error => match error.get_io() {
            Some(io) => of_io(io.kind()),
            None => "HTTP/2 was not spoken as it should be",
        },
    }
}

/// Why there is no TLS connection to `host`, to follow "TLS failed: ".
pub fn of_tls(error: &rustls::Error, host: &str) -> String {
    let sentence = match error {
        rustls::Error::InvalidCertificate(certificate) => return of_certificate(certificate, host),
        rustls::Error::InvalidMessage(_) => "the port does not speak TLS; try http instead of https",
        rustls::Error::NoCertificatesPresented => "the server shows no certificate; set one up there",
        rustls::Error::AlertReceived(Alert::CertificateRequired) => {
            "the server wants to see a certificate of this client; enter client_certificate and client_key of the target's \
             connection"
        }
        rustls::Error::AlertReceived(alert) => {
            // The number, of which RFC 8446, 6.2, says what it means, is all that the other side can choose.
            return format!("the server refused the connection (alert {}); its log says why", u8::from(*alert));
        }
        rustls::Error::PeerIncompatible(_) | rustls::Error::NoApplicationProtocol => {
            "the two sides have no version, cipher or protocol in common; TLS 1.2 or later is needed there"
        }
        _ => "the server does not keep to TLS; check what answers at that port",
    };
    sentence.to_owned()
}

fn of_certificate(error: &Certificate, host: &str) -> String {
    let sentence = match error {
        Certificate::UnknownIssuer | Certificate::BadSignature => {
            "the certificate's issuer is not trusted by this machine; if it is your own, enter it as the target's ca_certificate"
        }
        Certificate::Expired | Certificate::ExpiredContext { .. } => {
            "the certificate has expired; renew it, and check this machine's clock"
        }
        Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => {
            "the certificate is not valid yet; check this machine's clock"
        }
        Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
            return format!(
                "the certificate is not for {host}; enter the name it is for, or have it issued for this one"
            );
        }
        Certificate::Revoked => "the certificate was revoked; have another issued",
        Certificate::BadEncoding => "the certificate cannot be read; have it issued again",
        Certificate::InvalidPurpose | Certificate::InvalidPurposeContext { .. } => {
            "the certificate is not one for servers; have another issued"
        }
        // What the verifier calls otherwise: a certificate of an authority that stands for a server.
        Certificate::Other(_) => {
            "the certificate is not one for servers, as those are that openssl req -x509 makes (CA:TRUE); enter that very \
             certificate as the target's ca_certificate"
        }
        _ => "the certificate is not valid; have another issued",
    };
    sentence.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_library_or_of_the_other_side_is_said() {
        let end = io::Error::new(io::ErrorKind::UnexpectedEof, "s3cret, see https://docs.rs/rustls/latest");
        assert_eq!(of_io(end.kind()), CLOSED);
        let said = of_tls(&rustls::Error::General("s3cret".into()), "m.example");
        assert!(!said.contains("s3cret"), "{said}");
        let alert = rustls::Error::AlertReceived(rustls::AlertDescription::HandshakeFailure);
        assert!(of_tls(&alert, "m.example").contains("(alert 40)"));
    }
}
