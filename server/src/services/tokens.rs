//! Where kept tokens come from, and error paths as the sender of a nested configuration sees them.

use app::error::AppError;
use domain::{FieldError, MultiTargetConfig, Target, Validation};

/// Settles the tokens of `config`, normalises it and checks it; all findings at once.
///
/// `sources` are asked in order: the first that has a token under a target's name gives it.
pub(super) fn settle(
    config: &mut MultiTargetConfig,
    sources: &[&[Target]],
    check: impl FnOnce(&MultiTargetConfig) -> Validation,
) -> Validation {
    config.normalise();
    let stored: Vec<Target> =
        sources.iter().flat_map(|source| source.iter()).filter(|target| target.token().is_some()).cloned().collect();
    let missing = config.keep_tokens(&stored).err().unwrap_or_default();
    let mut found = check(config);
    found.errors.extend(missing);
    found
}

/// `Ok` without errors; otherwise all of them, their paths below `prefix` (empty, or ending in a dot).
pub(super) fn settled(found: Validation, prefix: &str) -> Result<(), AppError> {
    if found.errors.is_empty() {
        return Ok(());
    }
    let under = |error: FieldError| FieldError::new(format!("{prefix}{}", error.field), error.message);
    Err(AppError::invalid(found.errors.into_iter().map(under).collect()))
}
