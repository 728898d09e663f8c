//! Server functions of the working configuration's data sets. A whole set can be 6 MB of text, so pages
//! are rendered from its outline and fetch the text when it is opened.

use crate::{error::AppError, revision::revision_of};
#[cfg(feature = "ssr")]
use crate::{revision::check_revision, services::OnlyIf};
use domain::{DataSetContent, DataSetKind, DataSetReport, DataSetSource, DataSetSummary};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A data set without its text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataSetOutline {
    /// Which.
    pub kind: DataSetKind,
    /// Whether it is replaced or built in.
    pub source: DataSetSource,
    /// Findings and counts.
    pub report: DataSetReport,
    /// See [`revision_of`].
    pub revision: String,
}

impl From<DataSetContent> for DataSetOutline {
    fn from(set: DataSetContent) -> Self {
        let revision = revision_of(&set.content);
        let DataSetContent { kind, source, report, .. } = set;
        Self { kind, source, report, revision }
    }
}

/// All kinds, in the order they are shown.
///
/// # Errors
/// Whatever the store reports, as [`AppError`].
#[server(prefix = "/rpc", endpoint = "data_sets")]
pub async fn list_data_sets() -> Result<Vec<DataSetSummary>, AppError> {
    crate::services::Services::from_context()?.data_sets.data_sets().await
}

/// One without its text.
///
/// # Errors
/// Whatever the store reports, as [`AppError`].
#[server(prefix = "/rpc", endpoint = "data_set_outline")]
pub async fn get_data_set_outline(kind: DataSetKind) -> Result<DataSetOutline, AppError> {
    crate::services::Services::from_context()?.data_sets.data_set(kind).await.map(DataSetOutline::from)
}

/// The text of one.
///
/// # Errors
/// Whatever the store reports, as [`AppError`].
#[server(prefix = "/rpc", endpoint = "data_set_text")]
pub async fn get_data_set_text(kind: DataSetKind) -> Result<String, AppError> {
    crate::services::Services::from_context()?.data_sets.data_set(kind).await.map(|set| set.content)
}

/// Checks a text; changes nothing.
///
/// # Errors
/// Whatever the server reports; mistakes in the text are part of the report instead.
#[server(prefix = "/rpc", endpoint = "check_data_set", input = server_fn::codec::Json)]
pub async fn check_data_set(kind: DataSetKind, content: String) -> Result<DataSetReport, AppError> {
    crate::services::Services::from_context()?.data_sets.check_data_set(kind, content).await
}

/// Replaces a set; with `base` only if that is still its revision.
///
/// # Errors
/// `Invalid` with the lines at fault, `Changed`.
#[server(prefix = "/rpc", endpoint = "save_data_set", input = server_fn::codec::Json)]
pub async fn save_data_set(
    kind: DataSetKind,
    content: String,
    #[server(default)] base: Option<String>,
) -> Result<DataSetOutline, AppError> {
    let sets = crate::services::Services::from_context()?.data_sets;
    let unchanged = match base {
        Some(base) => OnlyIf::new(move |stored: &DataSetContent| check_revision(Some(&base), &stored.content)),
        None => OnlyIf::always(),
    };
    sets.save_data_set(kind, content, unchanged).await.map(DataSetOutline::from)
}

/// Back to what is built in; returns it with its text.
///
/// # Errors
/// Whatever the store reports, as [`AppError`].
#[server(prefix = "/rpc", endpoint = "reset_data_set")]
pub async fn reset_data_set(kind: DataSetKind) -> Result<DataSetContent, AppError> {
    crate::services::Services::from_context()?.data_sets.reset_data_set(kind, OnlyIf::always()).await
}
