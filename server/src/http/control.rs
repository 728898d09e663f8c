//! Checking, starting, pausing, stopping and reading the state.

use super::{AppState, body::JsonBody, error::Result, query::Query};
use crate::{input, plan};
use app::services::StartRequest;
use axum::{Json, extract::State, response::IntoResponse};
use domain::{FieldError, MultiTargetConfig, StartedBy, StatusSnapshot, ValidationReport, messages::RequestFinding};
use engine::Published;
use http::{Uri, header};
use serde::Deserialize;

/// Checks a configuration and, unless `connect=false`, asks all its targets at once. What is wrong is
/// part of the report; nothing is stored or recorded anywhere.
#[utoipa::path(
    post, path = "/validate", tag = "Configuration", operation_id = "validate",
    params(("connect" = Option<bool>, Query, description = "false: only check the text")),
    request_body(content = ref("#/components/schemas/ConfigInput")),
    responses(
        (status = 200, description = "What was found", body = ref("#/components/schemas/ValidationReport")),
        (status = "4XX", description = "400 malformed, 413 too large, 422 unusable query", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn validate(
    State(state): State<AppState>,
    uri: Uri,
    JsonBody(body): JsonBody,
) -> Result<Json<ValidationReport>> {
    let connect = Query::of(&uri).flag("connect", true)?;
    let (config, findings) = input::read_leniently::<MultiTargetConfig>(body, &input::config_shape());
    let Some(config) = config else {
        return Ok(Json(ValidationReport { errors: findings, ..Default::default() }));
    };
    let mut report = state.services.config.validate(config, connect).await?;
    report.valid &= findings.is_empty();
    report.errors.splice(0..0, findings);
    Ok(Json(report))
}

#[derive(Deserialize)]
struct StartBody {
    config: Option<MultiTargetConfig>,
    preset_id: Option<i64>,
}

/// Starts a run of the working configuration (`{}`), of `config`, or of the preset `preset_id`: a backfill if that
/// has `backfill_enabled`, otherwise a live run. Before a backfill every enabled target is asked whether its token
/// has write access; nothing is sent unless all have.
#[utoipa::path(
    post, path = "/start", tag = "Runs", operation_id = "start",
    request_body(content = ref("#/components/schemas/StartInput")),
    responses(
        (status = 200, description = "The status of the new run", body = ref("#/components/schemas/Status")),
        (status = "4XX", description = "400 malformed, 404 no such preset, 409 a run is active, 413 too large, 422 invalid", body = ref("#/components/schemas/Error")),
        (status = 503, description = "The server is shutting down", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn start(State(state): State<AppState>, JsonBody(body): JsonBody) -> Result<Json<StatusSnapshot>> {
    let (read, mut findings) = input::read_leniently::<StartBody>(body, &input::start_shape());
    let what = match read {
        Some(StartBody { config: Some(_), preset_id: Some(_) }) => {
            findings.push(FieldError::new("preset_id", RequestFinding::ConfigAndPreset));
            None
        }
        Some(StartBody { config: Some(mut config), .. }) => {
            if !findings.is_empty() {
                config.normalise();
                findings.extend(plan::check(&config).errors.into_iter().map(|error| error.below("config.")));
            }
            Some(StartRequest::Config(Box::new(config)))
        }
        Some(StartBody { preset_id: Some(id), .. }) => Some(StartRequest::Preset(id)),
        Some(StartBody { config: None, preset_id: None }) => Some(StartRequest::Working),
        None => None,
    };
    match what.filter(|_| findings.is_empty()) {
        Some(what) => Ok(Json(state.services.runs.start(what, StartedBy::Api).await?)),
        None => Err(findings.into()),
    }
}

/// Stops gracefully and answers when the run has settled; without an active run the status as it is.
#[utoipa::path(
    post, path = "/stop", tag = "Runs", operation_id = "stop",
    responses((status = 200, description = "The settled status", body = ref("#/components/schemas/Status")))
)]
pub(super) async fn stop(State(state): State<AppState>) -> Result<Json<StatusSnapshot>> {
    Ok(Json(state.services.runs.stop().await?))
}

/// Stops if needed, then starts what ran last (at first: the working configuration). A backfill is not restarted,
/// because its days would be filled twice.
#[utoipa::path(
    post, path = "/restart", tag = "Runs", operation_id = "restart",
    responses(
        (status = 200, description = "The status of the new run", body = ref("#/components/schemas/Status")),
        (status = "4XX", description = "404 the preset is gone, 409 it is a backfill, or somebody else started a run, 422 invalid", body = ref("#/components/schemas/Error")),
        (status = 503, description = "The server is shutting down", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn restart(State(state): State<AppState>) -> Result<Json<StatusSnapshot>> {
    Ok(Json(state.services.runs.restart(StartedBy::Api).await?))
}

/// Lets no more visits begin until the run is resumed; visits in progress go on to their end. The schedule and the
/// run's time stand still meanwhile.
#[utoipa::path(
    post, path = "/pause", tag = "Runs", operation_id = "pause",
    responses(
        (status = 200, description = "The paused status", body = ref("#/components/schemas/Status")),
        (status = "4XX", description = "409 no run is running", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn pause(State(state): State<AppState>) -> Result<Json<StatusSnapshot>> {
    Ok(Json(state.services.runs.pause().await?))
}

/// Goes on with the paused run where it stood.
#[utoipa::path(
    post, path = "/resume", tag = "Runs", operation_id = "resume",
    responses(
        (status = 200, description = "The status", body = ref("#/components/schemas/Status")),
        (status = "4XX", description = "409 no run is paused", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn resume(State(state): State<AppState>) -> Result<Json<StatusSnapshot>> {
    Ok(Json(state.services.runs.resume().await?))
}

/// The status snapshot: the same figures as in the UI, in /metrics and in reports.
#[utoipa::path(
    get, path = "/status", tag = "Runs", operation_id = "getStatus",
    responses((status = 200, description = "The status", body = ref("#/components/schemas/Status")))
)]
pub(super) async fn status(State(state): State<AppState>) -> impl IntoResponse {
    // A type of ours with text for keys: it can be written.
    let status = state
        .status
        .get(&state.published(), |published: &Published| serde_json::to_vec(&*published.status).unwrap_or_default())
        .await;
    ([(header::CONTENT_TYPE, "application/json")], status)
}
