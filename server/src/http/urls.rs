//! The pages of the site: one data set under the address that users of Trafficinator know.

use super::{
    AppState,
    body::JsonBody,
    data_sets::{
        answers::{Checked, Shown},
        shared,
    },
    error::Result,
    etag::{IfMatch, Tagged},
};
use axum::{Json, extract::State};
use domain::DataSetKind;

const KIND: DataSetKind = DataSetKind::Urls;

/// The pages of the working configuration, with findings and counts.
#[utoipa::path(
    get, path = "/urls", tag = "Data sets", operation_id = "getUrls",
    responses((status = 200, description = "The pages", body = ref("#/components/schemas/Urls")))
)]
pub(super) async fn read(State(state): State<AppState>) -> Result<Tagged<Shown>> {
    shared::read(state, KIND).await
}

/// Replaces the pages. A run that is going on keeps those it was started with.
#[utoipa::path(
    post, path = "/urls", tag = "Data sets", operation_id = "saveUrls",
    request_body(content = ref("#/components/schemas/ContentInput")),
    responses(
        (status = 200, description = "The pages as they are stored", body = ref("#/components/schemas/Urls")),
        (status = "4XX", description = "400 malformed, 412 changed meanwhile, 413 too large, 422 invalid: fields say where", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn replace(
    State(state): State<AppState>,
    if_match: IfMatch,
    JsonBody(body): JsonBody,
) -> Result<Tagged<Shown>> {
    shared::replace(state, KIND, if_match, body).await
}

/// Checks pages; nothing is stored.
#[utoipa::path(
    post, path = "/urls/validate", tag = "Data sets", operation_id = "validateUrls",
    request_body(content = ref("#/components/schemas/ContentInput")),
    responses(
        (status = 200, description = "What was found", body = ref("#/components/schemas/UrlsCheck")),
        (status = "4XX", description = "400 malformed, 413 too large", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn validate(State(state): State<AppState>, JsonBody(body): JsonBody) -> Result<Json<Checked>> {
    shared::validate(state, KIND, "url_count", body).await
}

/// Goes back to the built-in pages, which are answered.
#[utoipa::path(
    delete, path = "/urls", tag = "Data sets", operation_id = "resetUrls",
    responses(
        (status = 200, description = "The built-in pages", body = ref("#/components/schemas/Urls")),
        (status = "4XX", description = "412 changed meanwhile", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn reset(State(state): State<AppState>, if_match: IfMatch) -> Result<Tagged<Shown>> {
    shared::reset(state, KIND, if_match).await
}
