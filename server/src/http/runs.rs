//! The history of runs.

use super::{AppState, body::id, error::Result};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{RunReport, RunSummary};

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
