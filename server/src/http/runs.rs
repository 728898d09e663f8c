//! The history of runs.

use super::{AppState, body::id, error::Result};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{RunReport, RunSummary, StatusSnapshot};

/// The latest 1,000 runs, newest first.
#[utoipa::path(
    get, path = "/runs", tag = "Runs", operation_id = "listRuns",
    responses((status = 200, description = "The runs", body = ref("#/components/schemas/Runs")))
)]
pub async fn list(State(state): State<AppState>) -> Result<Json<Vec<RunSummary>>> {
    Ok(Json(state.services.runs.runs().await?))
}

/// One run with its configuration, its final (or latest) snapshot and its course over time.
#[utoipa::path(
    get, path = "/runs/{id}", tag = "Runs", operation_id = "getRun",
    params(("id" = i64, Path, description = "Number of the run")),
    responses(
        (status = 200, description = "The report", body = ref("#/components/schemas/RunReport")),
        (status = "4XX", description = "404 no such run", body = ref("#/components/schemas/Error")),
    )
)]
pub async fn read(State(state): State<AppState>, path: Path<String>) -> Result<Json<RunReport>> {
    Ok(Json(state.services.runs.run(id(path)?).await?))
}

/// Starts a run that sends what backfill `id`, which was stopped or cut off, has not begun: the same visits, none of
/// them a second time. Tokens are those of targets with the same name and address in the working configuration, or in
/// the preset that the run was started from.
#[utoipa::path(
    post, path = "/runs/{id}/continue", tag = "Runs", operation_id = "continueRun",
    params(("id" = i64, Path, description = "Number of the run; can_continue says whether it can be continued")),
    responses(
        (status = 200, description = "The status of the new run", body = ref("#/components/schemas/Status")),
        (status = "4XX", description = "404 no such run, 409 a run is active or nothing can be continued, 422 a token is missing or refused", body = ref("#/components/schemas/Error")),
        (status = 503, description = "The server is shutting down", body = ref("#/components/schemas/Error")),
    )
)]
pub async fn continue_backfill(State(state): State<AppState>, path: Path<String>) -> Result<Json<StatusSnapshot>> {
    Ok(Json(state.services.runs.continue_backfill(id(path)?).await?))
}
