//! What is wrong with an address: of a target, a page, a link or a file.

use super::{Sentence, size};
use serde::Serialize;

/// Why a text cannot be a target's URL; each message says what to write instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
pub enum UrlFinding {
    /// Nothing was entered.
    #[error("enter the address of the Matomo instance, for example https://matomo.example.org")]
    UrlMissing,
    /// Neither http nor https.
    #[error("must start with http:// or https://")]
    UrlSchemeInvalid,
    /// `user:password@` in the address.
    #[error("must not contain a user name or password")]
    UrlWithCredentials,
    /// No host between `//` and the path.
    #[error("has no host name")]
    UrlHostMissing,
    /// A host that no resolver would take.
    #[error("has an invalid host name; international names are written in punycode (xn--…)")]
    UrlHostInvalid,
    /// A port outside 1–65535.
    #[error("has an invalid port; use 1 to 65535")]
    UrlPortInvalid,
    /// Blanks, controls or non-ASCII characters in the path.
    #[error("contains a character that must be percent-encoded")]
    UrlCharacterInvalid,
    /// A query string or a fragment.
    #[error("must end before '?' or '#'; if the tracker's own address has a '?', set connection.exact_url")]
    UrlWithQuery,
    /// More than `most` characters.
    #[error("is longer than {} characters", size(*.most))]
    UrlTooLong {
        /// The most characters.
        most: usize,
    },
}

impl Sentence for UrlFinding {}

/// Why a text cannot be the address of a page, a link or a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum AddressFinding {
    #[error("must be an absolute address that starts with http:// or https://")]
    AddressNotAbsolute,
    #[error("is longer than {} characters", size(*.most))]
    AddressTooLong { most: usize },
    #[error("must not contain blanks or characters that do not show; write %20 for a blank")]
    AddressWithBlank,
    #[error("must not contain a user name or password")]
    AddressWithCredentials,
    #[error("has a port that is no number from 0 to 65535")]
    AddressPortInvalid,
    #[error("has no host")]
    AddressHostMissing,
}

impl Sentence for AddressFinding {}
