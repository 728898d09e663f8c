//! Server functions of the working configuration: what the targets editor reads, checks and saves.

#[cfg(feature = "ssr")]
use crate::revision::check_revision;
use crate::{error::AppError, revision::Stored};
#[cfg(feature = "ssr")]
use domain::Target;
use domain::{MultiTargetConfig, SecretEdit, TokenEdit, ValidationReport};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A target that keeps a stored token although its name is not the one it is stored under: it was
/// renamed, or it is a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptToken {
    /// Index of the target in the configuration sent along.
    pub target: usize,
    /// The name the token is stored under.
    pub stored_as: String,
}

/// Tokens of a configuration, which cannot hold them once it is serialised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenChanges {
    /// Set or cleared.
    pub edits: Vec<TokenEdit>,
    /// Other secrets that are set.
    #[serde(default)]
    pub secrets: Vec<SecretEdit>,
    /// Carried over from another name.
    pub kept: Vec<KeptToken>,
}

/// The working configuration, without secrets, funnels and data sets, which can be megabytes.
///
/// # Errors
/// Whatever the store reports, as [`AppError`].
#[server(prefix = "/rpc", endpoint = "config")]
pub async fn get_config() -> Result<Stored<MultiTargetConfig>, AppError> {
    let config = crate::services::Services::from_context()?.config.config().await?;
    Ok(Stored::of(shown(config)))
}

/// Leaves out what the targets editor does not show.
#[cfg(feature = "ssr")]
fn shown(config: MultiTargetConfig) -> MultiTargetConfig {
    MultiTargetConfig { funnels: Vec::new(), data_sets: Default::default(), ..config }
}

/// Replaces the working configuration but for its funnels and data sets, and returns it as it is stored; with
/// `base` only if that is still its revision.
///
/// # Errors
/// `Invalid` with the fields at fault, `Changed`.
#[server(prefix = "/rpc", endpoint = "save_config", input = server_fn::codec::Json)]
pub async fn save_config(
    config: MultiTargetConfig,
    tokens: TokenChanges,
    #[server(default)] base: Option<String>,
) -> Result<Stored<MultiTargetConfig>, AppError> {
    let services = crate::services::Services::from_context()?;
    let config = with_tokens(&services, config, &tokens, |_, _| true).await?;
    Ok(Stored::of(shown(
        services
            .config
            .change_settings(Box::new(move |stored| check_revision(base.as_deref(), &shown(stored)).map(|()| config)))
            .await?,
    )))
}

/// Whether loading something would replace targets and settings that no preset has.
///
/// # Errors
/// Whatever the store reports, as [`AppError`].
#[server(prefix = "/rpc", endpoint = "would_lose")]
pub async fn would_lose() -> Result<bool, AppError> {
    crate::services::Services::from_context()?.config.would_lose().await
}

/// Brings back what the latest load replaced.
///
/// # Errors
/// `Conflict` when there is nothing to bring back, or when the configuration was changed since.
#[server(prefix = "/rpc", endpoint = "undo_load")]
pub async fn undo_load() -> Result<(), AppError> {
    crate::services::Services::from_context()?.config.undo_load().await.map(|_| ())
}

/// What the active run follows, as [`get_config`] would return it, if it follows the working configuration when
/// that is saved.
///
/// # Errors
/// Whatever the services report, as [`AppError`].
#[server(prefix = "/rpc", endpoint = "run_follows")]
pub async fn run_follows() -> Result<Option<MultiTargetConfig>, AppError> {
    let followed = crate::services::Services::from_context()?.config.followed();
    Ok(followed.map(|config| shown((*config).clone())))
}

/// Checks a configuration without storing it; with `connect`, every target is asked too.
///
/// # Errors
/// Whatever the services report; findings about the configuration are part of the report instead.
#[server(prefix = "/rpc", endpoint = "validate_config", input = server_fn::codec::Json)]
pub async fn validate_config(
    config: MultiTargetConfig,
    tokens: TokenChanges,
    connect: bool,
) -> Result<ValidationReport, AppError> {
    let services = crate::services::Services::from_context()?;
    // What is not stored gets a token only for the address that it is stored for (ADR 8).
    let config = with_tokens(&services, config, &tokens, |new, old| new.leads_to(old)).await?;
    services.config.validate(config, connect).await
}

/// Puts `tokens` into `config`; a stored one is kept where `may_keep` (new target, stored target) allows.
#[cfg(feature = "ssr")]
async fn with_tokens(
    services: &crate::services::Services,
    mut config: MultiTargetConfig,
    tokens: &TokenChanges,
    may_keep: impl Fn(&Target, &Target) -> bool,
) -> Result<MultiTargetConfig, AppError> {
    config.apply_token_edits(&tokens.edits);
    config.apply_secret_edits(&tokens.secrets);
    if !tokens.kept.is_empty() {
        let stored = services.config.config().await?.targets;
        // One for each target is enough.
        for kept in tokens.kept.iter().take(domain::config::MAX_TARGETS) {
            if let Some(target) = config.targets.get_mut(kept.target)
                && let Some(old) = stored.iter().find(|old| old.name == kept.stored_as)
                && may_keep(target, old)
            {
                if target.token_auth.is_none() {
                    target.token_auth = old.token().cloned();
                }
                target.take_secrets(old);
            }
        }
    }
    Ok(config)
}
