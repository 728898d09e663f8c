//! What does not go together with what is stored, or is not where a secret was said to be.

use super::{Sentence, size};
use serde::Serialize;

/// What does not go together with what is stored.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum StoredFinding {
    #[error("is already taken; choose another")]
    NameTaken,
    #[error("is already the name of another target; choose another")]
    TargetNameTaken,
    #[error("is already the name of another funnel; choose another")]
    FunnelNameTaken,
    #[error("there are {} already, the most possible; delete one first", size(*.most))]
    FunnelsFull { most: usize },
    #[error("cannot be read, because it was saved under another secret key; enter it again, or clear it")]
    SecretUnreadable,
    #[error(
        "no token is stored for {target:?} any more; give the working configuration a target of this name and address with \
         its token, then continue"
    )]
    TokenGone { target: String },
    #[error(
        "is not stored any more; give the working configuration a target of this name and address with all its secrets, then \
         continue"
    )]
    SecretGone,
}

impl Sentence for StoredFinding {}

/// What keeps the command line from filling in a secret.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum SecretFinding {
    #[error("the environment has no variable {variable}; set it")]
    VariableMissing { variable: String },
    /// `reason` is what the system says.
    #[error("{path} cannot be read: {reason}")]
    SecretFileUnreadable { path: String, reason: String },
    #[error("{place} is empty; put the secret there")]
    SecretEmpty { place: String },
    #[error("write the secret itself: has_… only works for stored configurations")]
    SecretNotWritten,
}

impl Sentence for SecretFinding {}
