//! Starting, stopping and watching the engine.

use super::demo::DemoFault;
#[cfg(feature = "ssr")]
use super::form::send_form_to;
use crate::error::AppError;
use domain::{DistributionStrategy, StatusSnapshot};
#[cfg(feature = "ssr")]
use domain::{PageRequest, RunFilter, RunOutcome, RunState, StartedBy};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What every page's frame and the dashboard's first paint need.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// The current snapshot.
    pub status: StatusSnapshot,
    /// Targets in the working configuration, disabled ones included.
    pub target_count: usize,
    /// Targets in it that get load.
    pub enabled_count: usize,
    /// How it splits the load.
    pub strategy: DistributionStrategy,
    /// Its rate.
    pub target_visits_per_day: f64,
    /// Whether it fills past days instead of sending visits now.
    pub backfill: bool,
    /// The latest run of the history, if it was cut off and none has been started since.
    pub interrupted: Option<i64>,
    /// The demo's target that fails on request, on a server that has the demo.
    pub demo: Option<DemoFault>,
}

/// The current snapshot and the outline of the working configuration.
///
/// # Errors
/// Whatever the services report, as [`AppError`].
#[server(prefix = "/rpc", endpoint = "overview")]
pub async fn get_overview() -> Result<Overview, AppError> {
    let services = crate::services::Services::from_context()?;
    let config = services.config.settings().await?;
    let status = services.runs.status();
    let interrupted = if status.state == RunState::Idle { cut_off(&services).await? } else { None };
    Ok(Overview {
        status,
        interrupted,
        demo: services.demo.as_ref().map(|demo| demo.fault()),
        target_count: config.targets.len(),
        enabled_count: config.enabled_targets().count(),
        strategy: config.distribution_strategy,
        target_visits_per_day: config.target_visits_per_day,
        backfill: config.backfill_enabled,
    })
}

/// Whether the last figures of a run could not be stored yet.
///
/// # Errors
/// None of its own.
#[server(prefix = "/rpc", endpoint = "figures_unsaved")]
pub async fn are_figures_unsaved() -> Result<bool, AppError> {
    Ok(crate::services::Services::from_context()?.runs.is_behind())
}

/// The latest run, if it was cut off.
#[cfg(feature = "ssr")]
async fn cut_off(services: &crate::services::Services) -> Result<Option<i64>, AppError> {
    let latest = services
        .runs
        .runs(PageRequest { limit: 1, after: None }, &RunFilter::default())
        .await?
        .entries
        .into_iter()
        .next();
    Ok(latest.filter(|run| run.outcome == RunOutcome::Interrupted).map(|run| run.id))
}

/// Starts the working configuration.
///
/// # Errors
/// `Conflict` while a run is active, `Invalid` with the fields at fault.
#[server(prefix = "/rpc", endpoint = "start")]
pub async fn start_run() -> Result<(), AppError> {
    let services = crate::services::Services::from_context()?;
    services.runs.start(crate::services::StartRequest::Working, StartedBy::Browser).await.map(|_| ())
}

/// Stops gracefully; answers when the run has settled.
///
/// # Errors
/// Whatever the engine reports, as [`AppError`].
#[server(prefix = "/rpc", endpoint = "stop")]
pub async fn stop_run() -> Result<(), AppError> {
    crate::services::Services::from_context()?.runs.stop().await.map(|_| ())
}

/// Stops if needed, then starts what ran last.
///
/// # Errors
/// As [`start_run`].
#[server(prefix = "/rpc", endpoint = "restart")]
pub async fn restart_run() -> Result<(), AppError> {
    crate::services::Services::from_context()?.runs.restart(StartedBy::Browser).await.map(|_| ())
}

/// No new visits until the run is resumed.
///
/// # Errors
/// `Conflict` when nothing runs.
#[server(prefix = "/rpc", endpoint = "pause")]
pub async fn pause_run() -> Result<(), AppError> {
    crate::services::Services::from_context()?.runs.pause().await.map(|_| ())
}

/// Goes on with the paused run.
///
/// # Errors
/// `Conflict` when nothing is paused.
#[server(prefix = "/rpc", endpoint = "resume")]
pub async fn resume_run() -> Result<(), AppError> {
    crate::services::Services::from_context()?.runs.resume().await.map(|_| ())
}

/// Starts a run that sends what a stopped or interrupted backfill has not begun.
///
/// # Errors
/// `Conflict` while a run is active or when nothing is left, `NotFound`.
#[server(prefix = "/rpc", endpoint = "continue_run")]
pub async fn continue_run(id: i64) -> Result<(), AppError> {
    crate::services::Services::from_context()?.runs.continue_backfill(id, StartedBy::Browser).await?;
    send_form_to("/");
    Ok(())
}
