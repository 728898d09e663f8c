//! The history of runs.

#[cfg(feature = "ssr")]
use super::form::send_form_to;
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::{error::ErrorCode, revision::revision_of};
use domain::{DataSetKind, Page, RunFilter, RunLabels, RunReport, RunSummary};
#[cfg(feature = "ssr")]
use domain::{PageRequest, run_labels::tags_in};
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

/// A part of the runs that `filter` looks for, newest first: those after the one with the number `after`.
///
/// # Errors
/// Whatever the store reports, as [`AppError`].
#[server(prefix = "/rpc", endpoint = "runs")]
pub async fn list_runs(after: Option<i64>, #[server(default)] filter: RunFilter) -> Result<Page<RunSummary>, AppError> {
    let page = PageRequest { after, ..Default::default() };
    crate::services::Services::from_context()?.runs.runs(page, &filter).await
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

/// Says this of a run; tags have commas in between. `base` is the revision of what the page shows: only if it is still
/// that.
///
/// # Errors
/// `Invalid` with the fields at fault, `NotFound`, and `Changed`.
#[server(prefix = "/rpc", endpoint = "update_run")]
pub async fn update_run(
    id: i64,
    name: String,
    tags: String,
    notes: String,
    #[server(default)] base: Option<String>,
) -> Result<RunLabels, AppError> {
    let labels = RunLabels { name, tags: tags_in(&tags), notes };
    let change = move |stored: RunLabels| match base.filter(|base| *base != revision_of(&stored)) {
        None => Ok(labels),
        Some(_) => Err(AppError::new(
            ErrorCode::Changed,
            "Somebody else has changed what is said of this run since you opened the page, so nothing was saved. Reload \
             the page to see it, then change it again.",
        )),
    };
    let saved = crate::services::Services::from_context()?.runs.change_run_labels(id, Box::new(change)).await?;
    send_form_to(&format!("/runs/{id}"));
    Ok(saved)
}

/// Removes a run from the history; [`restore_run`] brings it back. Answers with its number.
///
/// # Errors
/// `NotFound`; `Conflict` while it is active, or when another run has continued it.
#[server(prefix = "/rpc", endpoint = "delete_run")]
pub async fn delete_run(id: i64) -> Result<i64, AppError> {
    crate::services::Services::from_context()?.runs.delete_run(id).await?;
    send_form_to(&format!("/runs?deleted={id}"));
    Ok(id)
}

/// Brings back a run that was removed.
///
/// # Errors
/// `NotFound` when it is gone for good.
#[server(prefix = "/rpc", endpoint = "restore_run")]
pub async fn restore_run(id: i64) -> Result<(), AppError> {
    crate::services::Services::from_context()?.runs.restore_run(id).await?;
    send_form_to("/runs");
    Ok(())
}
