//! The history of runs.

use super::{
    AppState,
    body::{JsonBody, id, merged_deeply},
    error::Result,
    etag::{IfMatch, Tagged, TaggedBy, refused},
    listed::{Listed, asked},
    query::Query,
};
use crate::input;
use app::error::AppError;
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{RunFilter, RunLabels, RunReport, RunSummary, StartedBy, StatusSnapshot};
use http::{StatusCode, Uri};

/// Runs, newest first, without their reports. Long lists come in parts: X-Total-Count says how many there are, and Link
/// where the next part is.
#[utoipa::path(
    get, path = "/runs", tag = "Runs", operation_id = "listRuns",
    params(
        ("limit" = Option<u64>, Query, description = "Most entries, 1 to 1000; 100 if left out"),
        ("after" = Option<i64>, Query, description = "Number of the entry that the part comes after; the Link header names the next"),
        ("q" = Option<String>, Query, description = "Only runs with this in their name, a tag or their notes, or with this number"),
        ("tag" = Option<String>, Query, description = "Only runs with this tag"),
    ),
    responses(
        (status = 200, description = "The runs", body = ref("#/components/schemas/Runs")),
        (status = "4XX", description = "422 unusable query", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn list(State(state): State<AppState>, uri: Uri) -> Result<Listed<RunSummary>> {
    let page = asked(&uri)?;
    let query = Query::of(&uri);
    let filter = RunFilter { text: query.text("q").to_owned(), tag: query.text("tag").to_owned() };
    Ok(Listed(state.services.runs.runs(page, &filter).await?, page, address(&filter)))
}

/// Where the runs are that `filter` looks for.
fn address(filter: &RunFilter) -> String {
    let given = [("q", &filter.text), ("tag", &filter.tag)].into_iter().filter(|(_, text)| !text.is_empty());
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish();
    if query.is_empty() { "/api/runs".to_owned() } else { format!("/api/runs?{query}") }
}

/// Removes a run from the history, with its report. It can be restored for an hour, unless the server is started again
/// before.
#[utoipa::path(
    delete, path = "/runs/{id}", tag = "Runs", operation_id = "deleteRun",
    params(("id" = i64, Path, description = "Number of the run")),
    responses(
        (status = 204, description = "It is gone"),
        (status = "4XX", description = "404 no such run, 409 it is active, or another run has continued it", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn delete(State(state): State<AppState>, path: Path<String>) -> Result<StatusCode> {
    state.services.runs.delete_run(id(path)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings back a run that was deleted, with its report; one that is there stays.
#[utoipa::path(
    post, path = "/runs/{id}/restore", tag = "Runs", operation_id = "restoreRun",
    params(("id" = i64, Path, description = "Number of the run")),
    responses(
        (status = 204, description = "It is in the history"),
        (status = "4XX", description = "404 no such run, or it is gone for good", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn restore(State(state): State<AppState>, path: Path<String>) -> Result<StatusCode> {
    state.services.runs.restore_run(id(path)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One run with its configuration, its final (or latest) snapshot and its course over time. Its entity tag is that of its
/// name, tags and notes, which are what can be changed of it.
#[utoipa::path(
    get, path = "/runs/{id}", tag = "Runs", operation_id = "getRun",
    params(("id" = i64, Path, description = "Number of the run")),
    responses(
        (status = 200, description = "The report", body = ref("#/components/schemas/RunReport")),
        (status = "4XX", description = "404 no such run", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn read(State(state): State<AppState>, path: Path<String>) -> Result<TaggedBy<RunReport, RunLabels>> {
    let whole = state.services.runs.run(id(path)?).await?;
    let part = whole.labels();
    Ok(TaggedBy { whole, part })
}

/// Gives a run another name, other tags or other notes; what is left out stays as it is. Tags are replaced as a whole. An
/// active run goes on under its new name.
#[utoipa::path(
    patch, path = "/runs/{id}", tag = "Runs", operation_id = "patchRun",
    params(("id" = i64, Path, description = "Number of the run")),
    request_body(content = ref("#/components/schemas/RunPatch")),
    responses(
        (status = 200, description = "Name, tags and notes as they are stored", body = ref("#/components/schemas/RunLabels")),
        (status = "4XX", description = "400 malformed, 404 no such run, 412 changed meanwhile, 413 too large, 422 invalid", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn change(
    State(state): State<AppState>,
    path: Path<String>,
    if_match: IfMatch,
    JsonBody(body): JsonBody,
) -> Result<Tagged<RunLabels>> {
    let id = id(path)?;
    let (sent, wanted) = tokio::sync::oneshot::channel();
    let changed = state.services.runs.change_run_labels(
        id,
        Box::new(move |stored| {
            let labels = input::read_run_labels(merged_deeply(&stored, body)).map_err(AppError::invalid)?;
            // Nobody waits for it any more when the client has gone.
            let _ = sent.send(serde_json::to_value(&labels).ok());
            if_match.check(&stored)?;
            Ok(labels)
        }),
    );
    match changed.await {
        Ok(labels) => Ok(Tagged(labels)),
        Err(error) => Err(refused(error, wanted.await.ok().flatten(), state.services.runs.run_labels(id)).await),
    }
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
pub(super) async fn continue_backfill(
    State(state): State<AppState>,
    path: Path<String>,
) -> Result<Json<StatusSnapshot>> {
    Ok(Json(state.services.runs.continue_backfill(id(path)?, StartedBy::Api).await?))
}
