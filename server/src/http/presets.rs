//! Presets.

use super::{
    AppState,
    body::{JsonBody, id},
    error::Result,
    etag::{IfMatch, Tagged, refused},
    listed::{Listed, asked, nothing_before},
};
use crate::{input, plan};
use app::{base::at, error::ErrorCode, services::PresetDraft};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{MultiTargetConfig, Preset, PresetSummary};
use http::{HeaderName, StatusCode, Uri, header};
use serde::Deserialize;
use serde_json::{Value, json};

/// A new or changed preset as an answer.
type Created = (StatusCode, [(HeaderName, String); 1], Json<Preset>);

#[derive(Deserialize)]
struct PresetBody {
    name: String,
    description: Option<String>,
    config: Option<MultiTargetConfig>,
}

/// Reads a preset; its configuration's text is checked in the same go when something else is wrong.
fn draft(body: Value) -> Result<PresetDraft> {
    let (body, mut findings) = input::without(body, &["id", "slug", "created_at", "updated_at"]);
    let (read, found) = input::read_leniently::<PresetBody>(body, &input::preset_shape());
    findings.extend(found);
    let Some(PresetBody { name, description, mut config }) = read else { return Err(findings.into()) };
    if findings.is_empty() {
        return Ok(PresetDraft { name, description: description.unwrap_or_default(), config });
    }
    if let Some(config) = &mut config {
        config.normalise();
        findings.extend(plan::check_for_storing(config).errors.into_iter().map(|error| error.below("config.")));
    }
    Err(findings.into())
}

fn created(preset: Preset) -> Created {
    (StatusCode::CREATED, [(header::LOCATION, at(format_args!("/api/presets/{}", preset.id)))], Json(preset))
}

/// Presets, latest change first, without their configurations. Long lists come in parts: X-Total-Count says how many
/// there are, and Link where the next part is.
#[utoipa::path(
    get, path = "/presets", tag = "Presets", operation_id = "listPresets",
    params(
        ("limit" = Option<u64>, Query, description = "Most entries, 1 to 1000; 100 if left out"),
        ("after" = Option<i64>, Query, description = "Number of the entry that the part comes after; the Link header names the next"),
    ),
    responses(
        (status = 200, description = "The presets", body = ref("#/components/schemas/Presets")),
        (status = "4XX", description = "422 unusable query", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn list(State(state): State<AppState>, uri: Uri) -> Result<Listed<PresetSummary>> {
    let page = asked(&uri)?;
    let presets = state.services.presets.presets(page).await.map_err(|error| match error.code {
        ErrorCode::NotFound => nothing_before(),
        _ => error.into(),
    })?;
    Ok(Listed(presets, page, "/api/presets".to_owned()))
}

/// Saves a preset: of `config`, or of the working configuration, tokens included.
#[utoipa::path(
    post, path = "/presets", tag = "Presets", operation_id = "createPreset",
    request_body(content = ref("#/components/schemas/PresetInput")),
    responses(
        (status = 201, description = "The new preset", body = ref("#/components/schemas/Preset")),
        (status = "4XX", description = "400 malformed, 409 the name is taken, 413 too large, 422 invalid", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn create(State(state): State<AppState>, JsonBody(body): JsonBody) -> Result<Created> {
    Ok(created(state.services.presets.create_preset(draft(body)?).await?))
}

/// One preset.
#[utoipa::path(
    get, path = "/presets/{id}", tag = "Presets", operation_id = "getPreset",
    params(("id" = i64, Path, description = "Number of the preset")),
    responses(
        (status = 200, description = "The preset", body = ref("#/components/schemas/Preset")),
        (status = "4XX", description = "404 no such preset", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn read(State(state): State<AppState>, path: Path<String>) -> Result<Tagged<Preset>> {
    Ok(Tagged(state.services.presets.preset(id(path)?).await?))
}

/// Replaces name, description and, if sent, the configuration. The slug, and so the address, stays.
#[utoipa::path(
    put, path = "/presets/{id}", tag = "Presets", operation_id = "putPreset",
    params(("id" = i64, Path, description = "Number of the preset")),
    request_body(content = ref("#/components/schemas/PresetInput")),
    responses(
        (status = 200, description = "The preset as it is stored", body = ref("#/components/schemas/Preset")),
        (status = "4XX", description = "400 malformed, 404 no such preset, 409 the name is taken, 412 changed meanwhile, 413 too large, 422 invalid", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn replace(
    State(state): State<AppState>,
    path: Path<String>,
    if_match: IfMatch,
    JsonBody(body): JsonBody,
) -> Result<Tagged<Preset>> {
    let id = id(path)?;
    // What is not there is 404, however wrong the body.
    state.services.presets.preset(id).await?;
    let draft = draft(body)?;
    let keep_config = draft.config.is_none();
    let sent = json!({ "name": draft.name, "description": draft.description, "config": draft.config });
    let presets = &state.services.presets;
    match presets.update_preset(id, draft, keep_config, if_match.only_if()).await {
        Ok(preset) => Ok(Tagged(preset)),
        Err(error) => Err(refused(error, Some(sent), presets.preset(id)).await),
    }
}

/// Removes a preset; its shareable address answers 404 from then on.
#[utoipa::path(
    delete, path = "/presets/{id}", tag = "Presets", operation_id = "deletePreset",
    params(("id" = i64, Path, description = "Number of the preset")),
    responses(
        (status = 204, description = "It is gone"),
        (status = "4XX", description = "404 no such preset, 412 changed meanwhile", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn delete(State(state): State<AppState>, path: Path<String>, if_match: IfMatch) -> Result<StatusCode> {
    let id = id(path)?;
    match state.services.presets.delete_preset(id, if_match.only_if()).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err(refused(error, None, state.services.presets.preset(id)).await),
    }
}

/// Makes a preset the working configuration, tokens included. An active run goes on with what it has and follows no
/// more; `POST /api/config/undo-load` brings back what was replaced.
#[utoipa::path(
    post, path = "/presets/{id}/load", tag = "Presets", operation_id = "loadPreset",
    params(("id" = i64, Path, description = "Number of the preset")),
    responses(
        (status = 200, description = "The working configuration", body = ref("#/components/schemas/Config")),
        (status = "4XX", description = "404 no such preset", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn load(State(state): State<AppState>, path: Path<String>) -> Result<Json<MultiTargetConfig>> {
    Ok(Json(state.services.presets.load_preset(id(path)?).await?))
}

/// Copies a preset, tokens included, under a free name.
#[utoipa::path(
    post, path = "/presets/{id}/duplicate", tag = "Presets", operation_id = "duplicatePreset",
    params(("id" = i64, Path, description = "Number of the preset")),
    responses(
        (status = 201, description = "The copy", body = ref("#/components/schemas/Preset")),
        (status = "4XX", description = "404 no such preset", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn duplicate(State(state): State<AppState>, path: Path<String>) -> Result<Created> {
    Ok(created(state.services.presets.duplicate_preset(id(path)?).await?))
}
