//! Server functions of the traffic editor. It shows no targets, funnels or data sets in full, so what
//! is stored of those counts, whatever a page that has been open for a while would send.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::services::Services;
#[cfg(feature = "ssr")]
use domain::DataSets;
use domain::{MultiTargetConfig, Preview};
use leptos::prelude::*;

/// The working configuration without secrets, funnels and data sets.
///
/// # Errors
/// Whatever the store reports, as [`AppError`].
#[server(prefix = "/rpc", endpoint = "traffic")]
pub async fn get_traffic() -> Result<MultiTargetConfig, AppError> {
    Ok(shown(Services::from_context()?.config.config().await?))
}

/// Stores everything the traffic editor shows and returns it as it is stored.
///
/// # Errors
/// `Invalid` with the fields at fault.
#[server(prefix = "/rpc", endpoint = "save_traffic", input = server_fn::codec::Json)]
pub async fn save_traffic(config: MultiTargetConfig) -> Result<MultiTargetConfig, AppError> {
    let services = Services::from_context()?;
    let config = with_stored(&services, config).await?;
    Ok(shown(services.config.save_settings(config).await?))
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

/// Puts the stored targets into `config`, and how the load is split among them.
#[cfg(feature = "ssr")]
async fn with_stored(services: &Services, config: MultiTargetConfig) -> Result<MultiTargetConfig, AppError> {
    let stored = services.config.config().await?;
    Ok(MultiTargetConfig {
        targets: stored.targets,
        distribution_strategy: stored.distribution_strategy,
        distribute_by: stored.distribute_by,
        ..config
    })
}

/// Leaves out what the page does not show; data sets can be megabytes.
#[cfg(feature = "ssr")]
fn shown(config: MultiTargetConfig) -> MultiTargetConfig {
    MultiTargetConfig { funnels: Vec::new(), data_sets: DataSets::default(), ..config }
}
