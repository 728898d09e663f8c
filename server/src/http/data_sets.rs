//! Data sets of the working configuration, all kinds shared.

pub(super) mod answers;
pub(super) mod shared;

pub(super) use answers::Shown;

use super::{
    ApiError, AppState,
    body::JsonBody,
    error::Result,
    etag::{IfMatch, Tagged, refused},
};
use crate::input;
use app::error::AppError;
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{DataSetContent, DataSetKind, DataSetReport, DataSetSummary, FieldError, messages::RequestFinding};
use http::{HeaderName, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct ContentBody {
    content: Value,
}

/// The text in `{"content": …}`; events may also be sent as the object itself.
///
/// # Errors
/// What is wrong with the body.
pub(super) fn content(kind: DataSetKind, body: Value) -> std::result::Result<String, Vec<FieldError>> {
    let ContentBody { content } = input::read(body, &json!({ "content": "" }))?;
    match (content, kind) {
        (Value::String(text), _) => Ok(text),
        (events @ Value::Object(_), DataSetKind::Events) => Ok(events.to_string()),
        (_, DataSetKind::Events) => wrong(RequestFinding::ContentNotEvents),
        _ => wrong(RequestFinding::ContentNotText),
    }
}

/// Findings about the whole text, under the name it was sent by. Those about a line name the line.
fn named(errors: &mut [FieldError]) {
    for error in errors.iter_mut().filter(|error| ["text", "body"].contains(&error.field.as_str())) {
        error.field = "content".to_owned();
    }
}

/// A refusal of what was sent as `content`.
fn of_content(mut error: AppError) -> AppError {
    named(&mut error.fields);
    error
}

/// What was found in what was sent as `content`.
fn of_content_in(mut report: DataSetReport) -> DataSetReport {
    named(&mut report.errors);
    report
}

fn wrong<T>(finding: RequestFinding) -> std::result::Result<T, Vec<FieldError>> {
    Err(vec![FieldError::new("content", finding)])
}

/// What checking the content in `body` found; a body without any is a finding, too.
pub(super) async fn checked(state: AppState, kind: DataSetKind, body: Value) -> Result<DataSetReport> {
    match content(kind, body) {
        Ok(content) => Ok(state.services.data_sets.check_data_set(kind, content).await?),
        Err(errors) => Ok(DataSetReport { errors, ..Default::default() }),
    }
}

fn kind(Path(word): Path<String>) -> Result<DataSetKind> {
    DataSetKind::from_word(&word).ok_or_else(|| {
        let known = DataSetKind::ALL.map(DataSetKind::as_str).join(", ");
        let message = format!("There is no such data set. There are {known}.");
        ApiError::new(StatusCode::NOT_FOUND, "not_found", message)
    })
}

/// All data sets: which there are, whether they are built in, how many entries they have.
#[utoipa::path(
    get, path = "/data-sets", tag = "Data sets", operation_id = "listDataSets",
    responses((status = 200, description = "The data sets", body = ref("#/components/schemas/DataSetSummaries")))
)]
pub(super) async fn list(State(state): State<AppState>) -> Result<Json<Vec<DataSetSummary>>> {
    Ok(Json(state.services.data_sets.data_sets().await?))
}

/// One data set with its content.
#[utoipa::path(
    get, path = "/data-sets/{kind}", tag = "Data sets", operation_id = "getDataSet",
    params(("kind" = String, Path, description = "urls, search_terms, referrers, user_agents, products, outlinks, downloads or events")),
    responses(
        (status = 200, description = "The data set", body = ref("#/components/schemas/DataSetContent")),
        (status = "4XX", description = "404 no such data set", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn read(State(state): State<AppState>, path: Path<String>) -> Result<Tagged<DataSetContent>> {
    Ok(Tagged(state.services.data_sets.data_set(kind(path)?).await?))
}

/// Replaces a data set. A run that is going on keeps the one it was started with.
#[utoipa::path(
    put, path = "/data-sets/{kind}", tag = "Data sets", operation_id = "putDataSet",
    params(("kind" = String, Path, description = "As listed by /api/data-sets")),
    request_body(content = ref("#/components/schemas/ContentInput")),
    responses(
        (status = 200, description = "The data set as it is stored", body = ref("#/components/schemas/DataSetContent")),
        (status = "4XX", description = "400 malformed, 404 no such data set, 412 changed meanwhile, 413 too large, 422 invalid: fields are lines", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn replace(
    State(state): State<AppState>,
    path: Path<String>,
    if_match: IfMatch,
    JsonBody(body): JsonBody,
) -> Result<Tagged<DataSetContent>> {
    let kind = kind(path)?;
    let content = content(kind, body)?;
    let sent = Value::String(content.clone());
    let data_sets = &state.services.data_sets;
    match data_sets.save_data_set(kind, content, if_match.only_if()).await {
        Ok(saved) => Ok(Tagged(saved)),
        Err(error) => Err(refused(of_content(error), Some(sent), data_sets.data_set(kind)).await),
    }
}

/// Goes back to what is built in, which is answered.
#[utoipa::path(
    delete, path = "/data-sets/{kind}", tag = "Data sets", operation_id = "resetDataSet",
    params(("kind" = String, Path, description = "As listed by /api/data-sets")),
    responses(
        (status = 200, description = "The built-in data set", body = ref("#/components/schemas/DataSetContent")),
        (status = "4XX", description = "404 no such data set", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn reset(
    State(state): State<AppState>,
    path: Path<String>,
    if_match: IfMatch,
) -> Result<Tagged<DataSetContent>> {
    let kind = kind(path)?;
    match state.services.data_sets.reset_data_set(kind, if_match.only_if()).await {
        Ok(builtin) => Ok(Tagged(builtin)),
        Err(error) => Err(refused(error, None, state.services.data_sets.data_set(kind)).await),
    }
}

/// Checks a text; nothing is stored.
#[utoipa::path(
    post, path = "/data-sets/{kind}/validate", tag = "Data sets", operation_id = "validateDataSet",
    params(("kind" = String, Path, description = "As listed by /api/data-sets")),
    request_body(content = ref("#/components/schemas/ContentInput")),
    responses(
        (status = 200, description = "What was found", body = ref("#/components/schemas/DataSetReport")),
        (status = "4XX", description = "400 malformed, 404 no such data set, 413 too large", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn validate(
    State(state): State<AppState>,
    path: Path<String>,
    JsonBody(body): JsonBody,
) -> Result<Json<DataSetReport>> {
    let kind = kind(path)?;
    Ok(Json(of_content_in(checked(state, kind, body).await?)))
}

/// A data set as a file, to be edited and sent back.
#[utoipa::path(
    get, path = "/data-sets/{kind}/download", tag = "Data sets", operation_id = "downloadDataSet",
    params(("kind" = String, Path, description = "As listed by /api/data-sets")),
    responses(
        (status = 200, description = "The text, or JSON for events"),
        (status = "4XX", description = "404 no such data set", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn download(
    State(state): State<AppState>,
    path: Path<String>,
) -> Result<([(HeaderName, String); 2], String)> {
    let kind = kind(path)?;
    let set = state.services.data_sets.data_set(kind).await?;
    let (media, extension) = match kind {
        DataSetKind::Events => ("application/json", "json"),
        _ => ("text/plain; charset=utf-8", "txt"),
    };
    let name = format!("attachment; filename=\"{}.{extension}\"", kind.as_str());
    Ok(([(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, name)], set.content))
}
