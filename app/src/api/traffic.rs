//! Server functions of the traffic editor. It shows no targets, funnels or data sets in full, so what
//! is stored of those counts, whatever a page that has been open for a while would send.

use crate::{error::AppError, revision::Stored};
#[cfg(feature = "ssr")]
use crate::{
    revision::{check_revision, revision_of},
    services::Services,
};
use domain::{DataSets, MultiTargetConfig, Preview};
use leptos::prelude::*;

/// The working configuration without secrets, funnels and data sets.
///
/// # Errors
/// Whatever the store reports, as [`AppError`].
#[server(prefix = "/rpc", endpoint = "traffic")]
pub async fn get_traffic() -> Result<Stored<MultiTargetConfig>, AppError> {
    Ok(stored(Services::from_context()?.config.config().await?))
}

/// Stores everything the traffic editor shows and returns it as it is stored; with `base` only if that is still
/// the revision of what it shows.
///
/// # Errors
/// `Invalid` with the fields at fault, `Changed`.
#[server(prefix = "/rpc", endpoint = "save_traffic", input = server_fn::codec::Json)]
pub async fn save_traffic(
    config: MultiTargetConfig,
    #[server(default)] base: Option<String>,
) -> Result<Stored<MultiTargetConfig>, AppError> {
    let services = Services::from_context()?;
    let changed = services.config.change_settings(Box::new(move |stored: MultiTargetConfig| {
        check_revision(base.as_deref(), &edited(stored.clone()))?;
        Ok(MultiTargetConfig {
            targets: stored.targets,
            distribution_strategy: stored.distribution_strategy,
            distribute_by: stored.distribute_by,
            ..config
        })
    }));
    Ok(self::stored(changed.await?))
}

/// The first `visits` visits (1–100) of a configuration that is not stored, with the stored funnels and
/// data sets.
///
/// # Errors
/// `Invalid` with the fields at fault.
#[server(prefix = "/rpc", endpoint = "preview_traffic", input = server_fn::codec::Json)]
pub async fn preview_traffic(config: MultiTargetConfig, visits: u32) -> Result<Preview, AppError> {
    Services::from_context()?.tools.preview(config, visits, true).await
}

/// What the page shows, with the revision of what it edits.
#[cfg(feature = "ssr")]
fn stored(config: MultiTargetConfig) -> Stored<MultiTargetConfig> {
    let revision = revision_of(&edited(config.clone()));
    Stored { value: shown(config), revision }
}

/// What the page edits: not the targets, nor how the load is split among them.
pub fn edited(config: MultiTargetConfig) -> MultiTargetConfig {
    MultiTargetConfig {
        targets: Vec::new(),
        distribution_strategy: Default::default(),
        distribute_by: Default::default(),
        ..shown(config)
    }
}

/// Leaves out what the page does not show; data sets can be megabytes.
fn shown(config: MultiTargetConfig) -> MultiTargetConfig {
    MultiTargetConfig { funnels: Vec::new(), data_sets: DataSets::default(), ..config }
}
