//! What the addresses of Trafficinator do with a data set: the same for each that has one.

use super::{
    answers::{Checked, Shown, split},
    checked, content, of_content,
};
use crate::http::{AppState, error::Result};
use app::services::OnlyIf;
use axum::Json;
use domain::DataSetKind;
use serde_json::Value;

/// The set of `kind`, with findings and counts.
pub async fn read(state: AppState, kind: DataSetKind) -> Result<Json<Shown>> {
    Ok(Json(state.services.data_sets.data_set(kind).await?.into()))
}

/// Replaces the set of `kind` by the content in `body`.
pub async fn replace(state: AppState, kind: DataSetKind, body: Value) -> Result<Json<Shown>> {
    let saved = state.services.data_sets.save_data_set(kind, content(kind, body)?, OnlyIf::always()).await;
    Ok(Json(saved.map_err(of_content)?.into()))
}

/// Checks the content in `body`; the number of its entries is answered as `count`.
pub async fn validate(state: AppState, kind: DataSetKind, count: &'static str, body: Value) -> Result<Json<Checked>> {
    let (findings, structure) = split(checked(state, kind, body).await?);
    Ok(Json(Checked::new(findings, count, structure)))
}

/// Goes back to what is built in.
pub async fn reset(state: AppState, kind: DataSetKind) -> Result<Json<Shown>> {
    Ok(Json(state.services.data_sets.reset_data_set(kind, OnlyIf::always()).await?.into()))
}
