//! Which state of something stored a change was made from, so that nobody saves over what somebody else saved
//! meanwhile without a word (RFC 9110, section 13: preconditions).

mod differences;

pub use differences::{Difference, differences, line_differences};

use crate::error::{AppError, ErrorCode};
use serde::{Deserialize, Serialize};

/// Something stored, and which state of it this is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stored<T> {
    /// As it is stored.
    pub value: T,
    /// See [`revision_of`].
    pub revision: String,
}

impl<T: Serialize> Stored<T> {
    /// `value` with its revision.
    pub fn of(value: T) -> Self {
        let revision = revision_of(&value);
        Self { value, revision }
    }
}

/// A word that is another for every other content that is shown. Secrets are no part of it: they are never shown,
/// so a token that is replaced by another leaves the revision as it is. FNV-1a with 64 bits: it tells changes apart
/// and protects from nothing.
pub fn revision_of(value: &impl Serialize) -> String {
    use std::hash::Hasher;
    let mut hasher = fnv::FnvHasher::default();
    // What is stored can be serialised; if not, it has one revision and saving fails on its own.
    hasher.write(&serde_json::to_vec(value).unwrap_or_default());
    format!("{:016x}", hasher.finish())
}

/// Refuses a change that was made from another state than `current`; `None` does not mind.
///
/// # Errors
/// [`ErrorCode::Changed`].
pub fn check_revision(expected: Option<&str>, current: &impl Serialize) -> Result<(), AppError> {
    match expected {
        Some(expected) if expected != revision_of(current) => Err(changed()),
        _ => Ok(()),
    }
}

/// The message about a change that was made from another state than the stored one.
pub fn changed() -> AppError {
    AppError::new(
        ErrorCode::Changed,
        "It was changed by somebody else since you opened it, so nothing was saved. Look at the difference, then save \
         over it or take theirs.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{MultiTargetConfig, Target};

    #[test]
    fn a_revision_changes_with_the_content_and_only_with_it() {
        let one = MultiTargetConfig { targets: vec![Target::new("https://m.example", 1)], ..Default::default() };
        let other = MultiTargetConfig { pageviews_max: one.pageviews_max + 1, ..one.clone() };
        assert_eq!(revision_of(&one), revision_of(&one.clone()));
        assert_ne!(revision_of(&one), revision_of(&other));
        assert_eq!(check_revision(None, &one), Ok(()));
        assert_eq!(check_revision(Some(&revision_of(&one)), &one), Ok(()));
        assert_eq!(check_revision(Some(&revision_of(&one)), &other).unwrap_err().code, ErrorCode::Changed);
    }
}
