//! The run log.

use super::{AppState, error::Result, query::Query};
use crate::logs::{Entry, Filter, Level};
use axum::{Json, extract::State};
use http::Uri;
use serde::Serialize;
use utoipa::ToSchema;

/// The latest lines, oldest first.
#[derive(Serialize, ToSchema)]
pub(super) struct Log {
    entries: Vec<Entry>,
}

/// The latest lines of the run log, oldest first.
#[utoipa::path(
    get, path = "/logs", tag = "Observation", operation_id = "getLogs",
    params(
        ("lines" = Option<u32>, Query, description = "How many at most, 1 to 100000; default 200"),
        ("level" = Option<String>, Query, description = "This level and worse: trace, debug, info, warn, error; default all"),
        ("search" = Option<String>, Query, description = "Only lines containing this, in whatever case"),
    ),
    responses(
        (status = 200, description = "The lines", body = ref("#/components/schemas/Log")),
        (status = "4XX", description = "422 unusable query", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn read(State(state): State<AppState>, uri: Uri) -> Result<Json<Log>> {
    let query = Query::of(&uri);
    let filter = Filter {
        lines: query.number("lines", 200, 1..=100_000)?,
        level: query.choice("level", Level::Trace, &Level::ALL)?,
        search: query.text("search").to_owned(),
    };
    Ok(Json(Log { entries: state.logs.read(&filter) }))
}
