//! The history of runs.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::PageRequest;
use domain::{DataSetKind, Page, RunReport, RunSummary};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A report as its page shows it: the texts of data sets, which can be megabytes, are counted instead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportPage {
    /// The report, its configuration without data sets.
    pub report: RunReport,
    /// The data sets that were not the built-in ones, with their entries.
    pub own_data: Vec<(DataSetKind, usize)>,
}

/// A part of all runs, newest first: those after the one with the number `after`.
///
/// # Errors
/// Whatever the store reports, as [`AppError`].
#[server(prefix = "/rpc", endpoint = "runs")]
pub async fn list_runs(after: Option<i64>) -> Result<Page<RunSummary>, AppError> {
    let page = PageRequest { after, ..Default::default() };
    crate::services::Services::from_context()?.runs.runs(page).await
}

/// One run's report.
///
/// # Errors
/// `NotFound` when there is no run with this number.
#[server(prefix = "/rpc", endpoint = "run")]
pub async fn get_run(id: i64) -> Result<ReportPage, AppError> {
    let mut report = crate::services::Services::from_context()?.runs.run(id).await?;
    let data_sets = std::mem::take(&mut report.config.data_sets);
    let own_data = DataSetKind::ALL.into_iter().filter_map(|kind| Some((kind, data_sets.report(kind)?.entries)));
    Ok(ReportPage { report, own_data: own_data.collect() })
}
