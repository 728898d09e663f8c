//! The history of runs.

use crate::error::AppError;
use domain::{RunReport, RunSummary};
use leptos::prelude::*;

/// All runs, newest first.
///
/// # Errors
/// Whatever the store reports, as [`AppError`].
#[server(prefix = "/rpc", endpoint = "runs")]
pub async fn list_runs() -> Result<Vec<RunSummary>, AppError> {
    crate::services::Services::from_context()?.runs.runs().await
}

/// One run's report.
///
/// # Errors
/// `NotFound` when there is no run with this number.
#[server(prefix = "/rpc", endpoint = "run")]
pub async fn get_run(id: i64) -> Result<RunReport, AppError> {
    crate::services::Services::from_context()?.runs.run(id).await
}
