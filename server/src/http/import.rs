//! Taking over the files of Trafficinator.

use super::{
    ApiError, AppState,
    body::{WholeBody, read_body},
    error::Result,
    query::Query,
};
use crate::input::json_of;
use app::editors::import::TakeOver;
use axum::{Json, extract::State};
use domain::Imported;
use http::{StatusCode, Uri};
use serde_json::{Map, Value};

/// Reads a `.env` file, a preset or exported funnels of Trafficinator: the file itself as the body, or
/// `{"content": "…"}`. Answers the configuration, what was taken over and what was not, with reasons; a token in the
/// file does not come back. With `apply=true` the working configuration takes over, token included, what the file
/// speaks of: targets, settings, funnels; the rest of it and its data sets stay. An active run goes on with what it has
/// and follows no more.
#[utoipa::path(
    post, path = "/import", tag = "Configuration", operation_id = "importFile",
    params(("apply" = Option<bool>, Query, description = "true: make it the working configuration")),
    request_body(content = String, content_type = "text/plain"),
    responses(
        (status = 200, description = "What was read; with apply, the working configuration as it is now", body = ref("#/components/schemas/Imported")),
        (status = "4XX", description = "400 no text, 413 too large, 422 nothing to take over", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn import(
    State(state): State<AppState>,
    uri: Uri,
    WholeBody(body): WholeBody,
) -> Result<Json<Imported>> {
    let apply = Query::of(&uri).flag("apply", false)?;
    let text = read_body(body.len(), move || content(&body)).await?;
    let mut imported = state.services.tools.import(text).await?;
    if apply {
        let read = std::mem::take(&mut imported.config);
        imported.config = state
            .services
            .config
            .load_config(Box::new(move |working| TakeOver::of(&read).apply(read, working)))
            .await?;
    }
    Ok(Json(imported))
}

/// The text of the file, which may be JSON itself.
fn content(body: &[u8]) -> Result<String> {
    let text = std::str::from_utf8(json_of(body)).map_err(|_| {
        ApiError::new(StatusCode::BAD_REQUEST, "bad_request", "The body cannot be read: it is not text in UTF-8.")
    })?;
    let wrapped: Option<Map<String, Value>> = serde_json::from_str(text).ok();
    Ok(match wrapped.as_ref().filter(|fields| fields.len() == 1).and_then(|fields| fields.get("content")) {
        Some(Value::String(content)) => content.clone(),
        _ => text.to_owned(),
    })
}
