//! What the addresses of Trafficinator do with a data set: the same for each that has one.

use super::{
    answers::{Checked, Shown, split},
    checked, content, of_content,
};
use crate::http::{
    AppState,
    error::Result,
    etag::{IfMatch, Tagged, refused},
};
use app::error::AppError;
use axum::Json;
use domain::{DataSetContent, DataSetKind};
use serde_json::Value;

/// The set of `kind`, with findings and counts.
pub(crate) async fn read(state: AppState, kind: DataSetKind) -> Result<Tagged<Shown>> {
    Ok(Tagged(state.services.data_sets.data_set(kind).await?.into()))
}

/// Replaces the set of `kind` by the content in `body`.
pub(crate) async fn replace(
    state: AppState,
    kind: DataSetKind,
    if_match: IfMatch,
    body: Value,
) -> Result<Tagged<Shown>> {
    let content = content(kind, body)?;
    let sent = Value::String(content.clone());
    let only_if = if_match.only_if_shown::<DataSetContent, Shown>();
    match state.services.data_sets.save_data_set(kind, content, only_if).await {
        Ok(saved) => Ok(Tagged(saved.into())),
        Err(error) => Err(refused(of_content(error), Some(sent), shown(&state, kind)).await),
    }
}

/// Checks the content in `body`; the number of its entries is answered as `count`.
pub(crate) async fn validate(
    state: AppState,
    kind: DataSetKind,
    count: &'static str,
    body: Value,
) -> Result<Json<Checked>> {
    let (findings, structure) = split(checked(state, kind, body).await?);
    Ok(Json(Checked::new(findings, count, structure)))
}

/// Goes back to what is built in.
pub(crate) async fn reset(state: AppState, kind: DataSetKind, if_match: IfMatch) -> Result<Tagged<Shown>> {
    let only_if = if_match.only_if_shown::<DataSetContent, Shown>();
    match state.services.data_sets.reset_data_set(kind, only_if).await {
        Ok(builtin) => Ok(Tagged(builtin.into())),
        Err(error) => Err(refused(error, None, shown(&state, kind)).await),
    }
}

async fn shown(state: &AppState, kind: DataSetKind) -> std::result::Result<Shown, AppError> {
    Ok(state.services.data_sets.data_set(kind).await?.into())
}
