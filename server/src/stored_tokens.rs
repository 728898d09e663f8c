//! Where kept tokens come from, and error paths as the sender of a nested configuration sees them.

use app::error::AppError;
use domain::{FieldError, MultiTargetConfig, Target, Validation, messages::StoredFinding, validate::too_many};
use std::collections::{HashMap, HashSet};

/// Settles the tokens of `config`, normalises it and checks it; all findings at once.
///
/// `own` are the targets that `config` replaces: each of its targets may keep the token stored under its
/// name. `lent` are those of another configuration: a token of theirs is given only to a target of that
/// name at the same tracker address, so that no configuration can have it sent elsewhere.
pub(crate) fn settle(
    config: &mut MultiTargetConfig,
    own: &[Target],
    lent: &[Target],
    check: impl FnOnce(&MultiTargetConfig) -> Validation,
) -> Validation {
    if too_many("targets", config.targets.len()).is_some() {
        // Before anything is done for each.
        return check(config);
    }
    config.normalise();
    let owned: HashSet<&str> = with_secrets(own).map(|target| target.name.as_str()).collect();
    let lenders: HashMap<&str, &Target> = with_secrets(lent).map(|target| (target.name.as_str(), target)).collect();
    for target in config.targets.iter_mut().filter(|target| keeps(target)) {
        let lender = lenders.get(target.name.as_str()).filter(|lender| lender.leads_to(target));
        if !owned.contains(target.name.as_str())
            && let Some(lender) = lender
        {
            target.take_secrets(lender);
        }
    }
    let missing = config.keep_tokens(own).err().unwrap_or_default();
    let mut found = check(config);
    found.errors.extend(missing);
    found
}

/// Targets whose secrets are needed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// Those that something is sent to.
    Enabled,
    /// All targets: the configuration will be stored again.
    All,
}

/// The secrets in `config` that are stored and cannot be read.
pub(crate) fn unreadable(config: &MultiTargetConfig, which: Which) -> Vec<FieldError> {
    unread(config, which).into_iter().map(|field| FieldError::new(field, StoredFinding::SecretUnreadable)).collect()
}

/// The fields of secrets in `config` that are said to be there and are not.
pub(crate) fn unread(config: &MultiTargetConfig, which: Which) -> Vec<String> {
    let targets: Vec<Target> = config
        .targets
        .iter()
        .map(|target| match target.enabled || which == Which::All {
            true => target.clone(),
            false => Target::new(&target.url, target.site_id),
        })
        .collect();
    let mut kept = MultiTargetConfig { targets: targets.clone(), ..Default::default() };
    let missing = kept.keep_tokens(&targets).err().unwrap_or_default();
    missing.into_iter().map(|error| error.field).collect()
}

fn keeps(target: &Target) -> bool {
    target.has_token && target.token_auth.is_none() || target.connection.has_secrets()
}

fn with_secrets(targets: &[Target]) -> impl Iterator<Item = &Target> {
    targets.iter().filter(|target| target.token().is_some() || target.connection.has_secrets())
}

/// `Ok` without errors; otherwise all of them, their paths below `prefix` (empty, or ending in a dot).
pub(crate) fn settled(found: Validation, prefix: &str) -> Result<(), AppError> {
    if found.errors.is_empty() {
        return Ok(());
    }
    Err(AppError::invalid(found.errors.into_iter().map(|error| error.below(prefix)).collect()))
}
