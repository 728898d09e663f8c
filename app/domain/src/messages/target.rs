//! What is wrong with a list of targets, and with one of them.

use super::{Sentence, size};
use serde::Serialize;

/// What is wrong with targets.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum TargetFinding {
    #[error("add at least one target")]
    NoTargets,
    #[error("every target is disabled; enable at least one")]
    EveryTargetDisabled,
    #[error("no target is enabled; enable at least one")]
    NoTargetEnabled,
    #[error("must consist of printable characters without blanks")]
    TokenNotPrintable,
    #[error("{target:?} needs a token with write access: a backfill sends past times")]
    BackfillNeedsToken { target: String },
    #[error("no token is stored for {target:?}; enter it again or set has_token to false")]
    TokenNotStored { target: String },
    #[error("nothing is stored for it at {target:?}; enter it again, or say that there is none")]
    SecretNotStored { target: String },
}

impl Sentence for TargetFinding {}

/// What is wrong with certificates and keys.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum CertificateFinding {
    #[error("must have at most {} KiB, has {}", size(*.most_kib), size(*.has_kib))]
    CertificatesTooLarge { most_kib: usize, has_kib: usize },
    #[error("holds a private key; paste only certificates here")]
    CertificatesWithKey,
    #[error("must be certificates in PEM form, each from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----")]
    NotCertificates,
    /// `reason` is what the TLS library says.
    #[error("cannot be used: {reason}")]
    CertificateUnusable { reason: String },
}

impl Sentence for CertificateFinding {}
