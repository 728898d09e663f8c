//! Why a hit was not delivered, or a probe of a target's health was not answered.
//!
//! Sentences go on after "the target" or stand behind a colon, so they begin with a small letter and have no full stop.

use super::{NetworkDetail, Sentence, TokenRefusal, count, exact};
use serde::Serialize;
use thiserror::Error;

/// Why a hit was not delivered.
#[derive(Clone, Debug, PartialEq, Serialize, Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its sentence says")]
pub enum NotDelivered {
    // What was answered.
    #[error("answered {status} with a page instead of the tracker's answer; check the address")]
    UnexpectedPage { status: u16 },
    #[error(
        "answered 304 (not modified): a cache in front of the tracker answers in its place; have it let the tracker's address through"
    )]
    NotModified,
    #[error("answered {status}, a redirect{}", .to.as_ref().map_or_else(
        || "; redirects are not followed".to_owned(),
        |to| format!(" to {to}; enter the address it ends at")
    ))]
    Redirect { status: u16, to: Option<String> },
    #[error("answered 400: the port expects https and was sent plain http; write https:// in the address")]
    HttpsExpected,
    #[error("answered 400: the site id is unknown there, the token may not write to it, or its database is down")]
    Refused,
    #[error(
        "answered 400, having taken hits before: its database is down or locked, or it has locked this machine's address \
         out, or it knows the order already; else the site or the token's rights were changed there"
    )]
    RefusedAfterAll,
    #[error(
        "answered {status}: access is denied before Matomo is reached; check a firewall or password protection in front of it"
    )]
    AccessDenied { status: u16 },
    #[error("answered 404: there is no tracker at that address")]
    NoTracker,
    #[error("answered 429: it asks for fewer requests")]
    TooManyRequests,
    #[error("answered {status}: it refused the hit")]
    OtherRefusal { status: u16 },
    #[error("answered 504: its gateway gave up waiting; the hit may have been recorded")]
    GatewayTimeout,
    #[error("answered {status}: an error on its side")]
    ServerError { status: u16 },
    #[error("answered with the unknown status {status}")]
    UnknownStatus { status: u16 },
    #[error("answered with something that is not HTTP; check the address and its port")]
    NotHttp,
    #[error("answered {status} with more than {} bytes, which no tracker sends; check the address", count(*limit))]
    AnswerTooLong { status: u16, limit: u64 },
    // What was answered to a bulk.
    #[error("answered {status} to a bulk of {} hits with counts that are larger", count(*hits))]
    BulkCountsTooLarge { status: u16, hits: u64 },
    #[error(
        "found {} of {} hits of a bulk invalid: the site id is unknown there, the token may not write to it, or it knows \
         the orders already", count(*invalid), count(*hits)
    )]
    BulkInvalid { invalid: u64, hits: u64 },
    #[error(
        "left {} of {} hits of a bulk out of its counts: it skipped them, as it does with a locked database or with \
         record_statistics=0", count(*missing), count(*hits)
    )]
    BulkSkipped { missing: u64, hits: u64 },
    #[error("answered {status} to a bulk without the tracker's counts; check the address")]
    BulkWithoutCounts { status: u16 },
    #[error("no end was reported for some hits of a bulk")]
    BulkUnreported,
    // No answer in time.
    #[error("no complete answer within {} s; the target may have recorded it all the same", exact(*seconds))]
    Timeout { seconds: f64 },
    #[error("no complete answer to a probe within {} s", exact(*seconds))]
    ProbeTimeout { seconds: f64 },
    // No connection.
    #[error("no connection: there is no host called {host} (DNS); check the spelling")]
    HostUnknown { host: String },
    #[error("no connection: the name server cannot tell the address of {host}; check the DNS of that domain")]
    HostUnresolved { host: String },
    #[error(
        "no connection: the name server does not answer when asked for {host}; check this machine's DNS (/etc/resolv.conf)"
    )]
    NameServerSilent { host: String },
    #[error("connection refused: nothing listens there")]
    ConnectionRefused,
    #[error("no connection in time: the host does not answer")]
    ConnectTimeout,
    #[error("no connection: there is no route to the host; check this machine's network")]
    NoRoute,
    #[error("no connection: this machine does not allow it; check its firewall")]
    ConnectionForbidden,
    #[error("no connection: {detail}")]
    NotConnected { detail: NetworkDetail },
    #[error(
        "no connection: {host} has an IPv6 address only and this machine has no IPv6; set it up, or enter an IPv4 address"
    )]
    NoIpv6 { host: String },
    // A proxy on the way.
    #[error("the proxy {proxy}: {reason}")]
    BehindProxy { proxy: String, reason: Box<NotDelivered> },
    #[error("no connection: it wants a user and a password; write them into the address in HTTPS_PROXY")]
    ProxyPassword,
    #[error("no connection: it answered {status} when asked for the target; check that it lets this address through")]
    ProxyRefusal { status: u16 },
    #[error("no connection: it does not answer as a proxy does; check its address and port")]
    NoProxy,
    // Broken connections.
    #[error("the connection broke before an answer; the hit may have been recorded ({detail})")]
    BrokenBeforeAnswer { detail: NetworkDetail },
    #[error("the connection broke before the hit was sent, whenever it was tried again ({detail})")]
    BrokenBeforeSending { detail: NetworkDetail },
    #[error("the answer broke off; the hit may have been recorded ({detail})")]
    BrokenInAnswer { detail: NetworkDetail },
    // TLS.
    #[error("TLS failed: port {port} took the connection and did not say more in time; check that it speaks TLS")]
    TlsTimeout { port: u16 },
    #[error("TLS failed: the port does not speak TLS; try http instead of https")]
    NoTls,
    #[error("TLS failed: the server shows no certificate; set one up there")]
    CertificateMissing,
    #[error(
        "TLS failed: the server wants to see a certificate of this client; enter client_certificate and client_key of the \
         target's connection"
    )]
    ClientCertificateRequired,
    #[error("TLS failed: the server refused the connection (alert {alert}); its log says why")]
    TlsAlert { alert: u8 },
    #[error(
        "TLS failed: the two sides have no version, cipher or protocol in common; TLS 1.2 or later is needed there"
    )]
    TlsNothingInCommon,
    #[error("TLS failed: the server does not keep to TLS; check what answers at that port")]
    TlsViolated,
    #[error(
        "TLS failed: the certificate's issuer is not trusted by this machine; if it is your own, enter it as the target's \
         ca_certificate"
    )]
    CertificateUntrusted,
    #[error("TLS failed: the certificate has expired; renew it, and check this machine's clock")]
    CertificateExpired,
    #[error("TLS failed: the certificate is not valid yet; check this machine's clock")]
    CertificateNotValidYet,
    #[error("TLS failed: the certificate is not for {host}; enter the name it is for, or have it issued for this one")]
    CertificateForOtherName { host: String },
    #[error("TLS failed: the certificate was revoked; have another issued")]
    CertificateRevoked,
    #[error("TLS failed: the certificate cannot be read; have it issued again")]
    CertificateUnreadable,
    #[error("TLS failed: the certificate is not one for servers; have another issued")]
    CertificateNotForServers,
    #[error(
        "TLS failed: the certificate is not one for servers, as those are that openssl req -x509 makes (CA:TRUE); enter \
         that very certificate as the target's ca_certificate"
    )]
    CertificateOfAuthority,
    #[error("TLS failed: the certificate is not valid; have another issued")]
    CertificateInvalid,
    // Never sent.
    #[error("not sent: this machine has no more open files; raise its limit (ulimit -n)")]
    OutOfFiles,
    #[error(
        "not sent: this machine has no more free ports towards {host} port {port}; lower \
         request.max_in_flight_per_target, have the target keep connections open, or widen net.ipv4.ip_local_port_range"
    )]
    OutOfPorts { host: String, port: u16 },
    #[error(
        "not sent: this machine has no more memory for connections; lower concurrency or request.max_in_flight_per_target"
    )]
    OutOfMemory,
    #[error("not sent: it cannot stand in an address; use POST")]
    NotForAddress,
    #[error("not sent: {0}")]
    TokenRefused(TokenRefusal),
}

impl Sentence for NotDelivered {}
