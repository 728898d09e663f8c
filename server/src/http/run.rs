//! The configuration of the active run, whatever it was started from.

use super::{
    AppState,
    body::{JsonBody, merged_deeply},
    error::Result,
};
use crate::{input, plan};
use app::error::AppError;
use axum::{Json, extract::State};
use domain::MultiTargetConfig;

/// The configuration that the active run follows now. Tokens are never returned.
#[utoipa::path(
    get, path = "/run", tag = "Runs", operation_id = "getActiveRun",
    responses(
        (status = 200, description = "The configuration", body = ref("#/components/schemas/Config")),
        (status = "4XX", description = "404 no run is active", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn read(State(state): State<AppState>) -> Result<Json<MultiTargetConfig>> {
    Ok(Json(state.services.runs.active_config().await?))
}

/// Changes the active run, whatever it was started from: any of `targets`, `distribution_strategy`,
/// `target_visits_per_day`, `arrivals`, `load_shape`, `concurrency`, `auto_stop_after_hours`, `max_total_visits`,
/// `max_visits_per_day`, `abort_when`, `thresholds`, `health`. What is left out stays, also within an object; a list
/// is replaced as a whole, and `has_token` keeps the token of the target of that name. The result is checked as a
/// whole. All other fields wait for the next start and are refused. A run of the working configuration changes it
/// with it; a preset stays as it is.
#[utoipa::path(
    patch, path = "/run", tag = "Runs", operation_id = "changeActiveRun",
    request_body(content = ref("#/components/schemas/RunPatch")),
    responses(
        (status = 200, description = "The configuration that the run follows now", body = ref("#/components/schemas/Config")),
        (status = "4XX", description = "400 malformed, 409 nothing is running or it is a backfill, 413 too large, 422 invalid or a field that waits for the next start", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn change(State(state): State<AppState>, JsonBody(body): JsonBody) -> Result<Json<MultiTargetConfig>> {
    Ok(Json(
        state
            .services
            .runs
            .change_run(Box::new(move |config: MultiTargetConfig| {
                input::read_config(merged_deeply(&config, body), plan::check).map_err(AppError::invalid)
            }))
            .await?,
    ))
}
