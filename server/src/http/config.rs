//! The working configuration.

use super::{
    AppState,
    body::JsonBody,
    error::Result,
    etag::{IfMatch, Tagged, refused},
};
use crate::{input, plan};
use axum::{Json, extract::State};
use domain::MultiTargetConfig;

/// What the editor shows. Tokens are never returned; `has_token` says where there is one.
#[utoipa::path(
    get, path = "/config", tag = "Configuration", operation_id = "getConfig",
    responses((status = 200, description = "The working configuration", body = ref("#/components/schemas/Config")))
)]
pub(super) async fn read(State(state): State<AppState>) -> Result<Tagged<MultiTargetConfig>> {
    Ok(Tagged(state.services.config.config().await?))
}

/// Replaces the working configuration. A run that was started from it follows the fields that `PATCH /api/run` can
/// change, from the next arrival on; the others wait for the next start. With `If-Match` only if the stored one still
/// has that `ETag`.
#[utoipa::path(
    put, path = "/config", tag = "Configuration", operation_id = "putConfig",
    request_body(content = ref("#/components/schemas/ConfigInput")),
    responses(
        (status = 200, description = "The configuration as it is stored", body = ref("#/components/schemas/Config")),
        (status = "4XX", description = "400 malformed, 409 a run needs a target, 412 changed meanwhile: with `current` and `sent`, 413 too large, 422 invalid", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn replace(
    State(state): State<AppState>,
    if_match: IfMatch,
    JsonBody(body): JsonBody,
) -> Result<Tagged<MultiTargetConfig>> {
    let config = input::read_config(body, plan::check_for_storing)?;
    let sent = serde_json::to_value(&config).ok();
    let configs = &state.services.config;
    match configs.save_config(config, if_match.only_if()).await {
        Ok(config) => Ok(Tagged(config)),
        Err(error) => Err(refused(error, sent, configs.config()).await),
    }
}

/// Brings back the working configuration that the latest load replaced: of a preset, a built-in size or an imported
/// file, since the server was started. A run that followed it follows it again, unless it was changed meanwhile.
#[utoipa::path(
    post, path = "/config/undo-load", tag = "Configuration", operation_id = "undoLoad",
    responses(
        (status = 200, description = "The working configuration as it is now", body = ref("#/components/schemas/Config")),
        (status = "4XX", description = "409 nothing was loaded, or it was changed since", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn undo_load(State(state): State<AppState>) -> Result<Json<MultiTargetConfig>> {
    Ok(Json(state.services.config.undo_load().await?))
}
