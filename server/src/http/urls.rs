//! The pages of the site: one data set under the address that users of Trafficinator know.

use super::{
    AppState,
    body::JsonBody,
    data_sets::{
        answers::{Findings, Shown, Structure, split},
        content,
    },
    error::Result,
};
use axum::{Json, extract::State};
use domain::DataSetKind;
use serde::Serialize;

const KIND: DataSetKind = DataSetKind::Urls;

/// What checking a text found.
#[derive(Serialize)]
pub struct Checked {
    #[serde(flatten)]
    findings: Findings,
    url_count: usize,
    structure: Structure,
}

/// The pages of the working configuration, with findings and counts.
#[utoipa::path(
    get, path = "/urls", tag = "Data sets", operation_id = "getUrls",
    responses((status = 200, description = "The pages", body = ref("#/components/schemas/Urls")))
)]
pub async fn read(State(state): State<AppState>) -> Result<Json<Shown>> {
    Ok(Json(state.services.data_sets.data_set(KIND).await?.into()))
}

/// Replaces the pages. A run that is going on keeps those it was started with.
#[utoipa::path(
    post, path = "/urls", tag = "Data sets", operation_id = "saveUrls",
    request_body(content = ref("#/components/schemas/ContentInput")),
    responses(
        (status = 200, description = "The pages as they are stored", body = ref("#/components/schemas/Urls")),
        (status = "4XX", description = "400 malformed, 413 too large, 422 invalid: fields say where", body = ref("#/components/schemas/Error")),
    )
)]
pub async fn replace(State(state): State<AppState>, JsonBody(body): JsonBody) -> Result<Json<Shown>> {
    Ok(Json(state.services.data_sets.save_data_set(KIND, content(KIND, body)?).await?.into()))
}

/// Checks pages; nothing is stored.
#[utoipa::path(
    post, path = "/urls/validate", tag = "Data sets", operation_id = "validateUrls",
    request_body(content = ref("#/components/schemas/ContentInput")),
    responses(
        (status = 200, description = "What was found", body = ref("#/components/schemas/UrlsCheck")),
        (status = "4XX", description = "400 malformed, 413 too large, 422 no content", body = ref("#/components/schemas/Error")),
    )
)]
pub async fn validate(State(state): State<AppState>, JsonBody(body): JsonBody) -> Result<Json<Checked>> {
    let report = state.services.data_sets.check_data_set(KIND, content(KIND, body)?).await?;
    let (findings, structure) = split(report);
    Ok(Json(Checked { findings, url_count: structure.entries(), structure }))
}

/// Goes back to the built-in pages, which are answered.
#[utoipa::path(
    delete, path = "/urls", tag = "Data sets", operation_id = "resetUrls",
    responses((status = 200, description = "The built-in pages", body = ref("#/components/schemas/Urls")))
)]
pub async fn reset(State(state): State<AppState>) -> Result<Json<Shown>> {
    Ok(Json(state.services.data_sets.reset_data_set(KIND).await?.into()))
}
