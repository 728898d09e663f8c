//! What is wrong with how a target is reached.

use super::{Sentence, UrlFinding, size};
use serde::Serialize;

/// What is wrong with a connection.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum ConnectionFinding {
    #[error("{why}; write a host name or an address, and a port if it is another: 10.0.0.7:8443")]
    ConnectToInvalid { why: UrlFinding },
    #[error("does not go together with a proxy, which makes the connection itself; take one of them out")]
    ConnectToWithProxy,
    #[error(
        "must be http://host:port, or direct for none; a proxy with a password is taken from the environment \
         (HTTPS_PROXY, HTTP_PROXY)"
    )]
    NotAProxy,
    #[error("must have 1 to {} characters, without a colon and control characters", size(*.most))]
    UserInvalid { most: usize },
    #[error("is missing; a password goes with the name of a user")]
    UserMissing,
    #[error("must have at most {} bytes and no control characters", size(*.most))]
    PasswordInvalid { most: usize },
    #[error("is missing; a client certificate goes with its private key")]
    ClientKeyMissing,
    #[error("is missing; a private key goes with its certificate")]
    ClientCertificateMissing,
    #[error("is of no use without TLS; the url must begin with https://")]
    ClientCertificateWithoutTls,
    #[error("must be a private key in PEM form, from -----BEGIN PRIVATE KEY----- on, without a password")]
    NotAPrivateKey,
    #[error("has {} headers; at most {} are possible", size(*.has), size(*.most))]
    TooManyHeaders { has: usize, most: usize },
    #[error("is there twice; take one of them out")]
    HeaderTwice,
    #[error("must have 1 to {} letters, digits or characters like - and _", size(*.most))]
    HeaderNameInvalid { most: usize },
    #[error("is written by Trackstorm itself and cannot be set")]
    HeaderReserved,
    #[error("is made of user and password already; take one of them out")]
    AuthorizationTwice,
    #[error("must be printable ASCII characters, at most {}", size(*.most))]
    HeaderValueInvalid { most: usize },
    #[error(
        "is a placeholder that nothing was filled in for; write what it stands for (env:NAME and file:PATH are read by \
         the command line only)"
    )]
    SecretPlaceholder,
}

impl Sentence for ConnectionFinding {}
