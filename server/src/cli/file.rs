//! Reading a configuration from a file.

use super::{Exit, failed, tell};
use crate::{input, plan};
use domain::{FieldError, MultiTargetConfig, Validation};
use serde_json::Value;
use std::path::Path;

/// The JSON in `path`; what is wrong with it has been said.
pub(super) async fn json(path: &Path) -> Result<Value, Exit> {
    let bad = |problem: String| failed(Exit::BadConfiguration, problem);
    let text =
        tokio::fs::read(path).await.map_err(|error| bad(format!("{} cannot be read: {error}", path.display())))?;
    // The place only: the text around it could hold a token.
    serde_json::from_slice(&text).map_err(|error| {
        let place = format!("line {} column {}", error.line(), error.column());
        bad(format!("{} is not valid JSON, at {place}", path.display()))
    })
}

/// A configuration that can be run, after `change`; every finding has been said.
pub(super) async fn runnable(
    path: &Path,
    change: impl FnOnce(&mut MultiTargetConfig),
) -> Result<MultiTargetConfig, Exit> {
    let (config, mut errors) = input::read_leniently::<MultiTargetConfig>(json(path).await?, &input::config_shape());
    let mut config = config.unwrap_or_default();
    if errors.is_empty() || !config.targets.is_empty() {
        change(&mut config);
        let found = settle(&mut config);
        errors.extend(found.errors);
        for warning in found.warnings {
            tell(format_args!("warning: {warning}"));
        }
    }
    if errors.is_empty() {
        return Ok(config);
    }
    for error in &errors {
        tell(format_args!("error: {error}"));
    }
    Err(failed(Exit::BadConfiguration, format!("{} has {} error(s)", path.display(), errors.len())))
}

/// Normalises `config` and checks it; a file has no stored tokens to keep.
pub(super) fn settle(config: &mut MultiTargetConfig) -> Validation {
    config.normalise();
    let missing = config.keep_tokens(&[]).err().unwrap_or_default();
    let mut found = plan::check(config);
    found.errors.extend(missing.into_iter().map(|error| {
        FieldError::new(error.field, "write the token itself: has_token only works for stored configurations")
    }));
    found
}
