//! What the command menu offers besides what the page knows.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::{PageRequest, RunFilter, paging::MAX_LIMIT};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Runs that are offered: the latest.
#[cfg(feature = "ssr")]
const RUNS: u64 = 100;

/// Where one can go.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Places {
    /// Targets of the working configuration, in list order.
    pub targets: Vec<TargetPlace>,
    /// Presets, newest change first.
    pub presets: Vec<PresetPlace>,
    /// Runs, newest first.
    pub runs: Vec<RunPlace>,
}

/// A target of the working configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetPlace {
    /// Its stable id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Whether it gets load.
    pub enabled: bool,
}

/// A preset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PresetPlace {
    /// Last part of its address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
}

/// A run of the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunPlace {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// RFC 3339, UTC.
    pub started_at: String,
}

/// All of it, as it is now.
///
/// # Errors
/// Whatever the store reports, as [`AppError`].
#[server(prefix = "/rpc", endpoint = "places")]
pub async fn get_places() -> Result<Places, AppError> {
    let services = crate::services::Services::from_context()?;
    let targets = services.config.targets().await?;
    let presets = services.presets.presets(PageRequest { limit: MAX_LIMIT, after: None }).await?;
    let runs = services.runs.runs(PageRequest { limit: RUNS, after: None }, &RunFilter::default()).await?;
    Ok(Places {
        targets: targets
            .into_iter()
            .map(|stored| TargetPlace {
                id: stored.id,
                name: stored.target.name,
                url: stored.target.url.to_string(),
                enabled: stored.target.enabled,
            })
            .collect(),
        presets: presets
            .entries
            .into_iter()
            .map(|preset| PresetPlace { slug: preset.slug, name: preset.name, description: preset.description })
            .collect(),
        runs: runs
            .entries
            .into_iter()
            .map(|run| RunPlace { id: run.id, name: run.title(), started_at: run.started_at })
            .collect(),
    })
}
