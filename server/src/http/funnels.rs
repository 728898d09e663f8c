//! Funnels of the working configuration.

use super::{
    AppState,
    body::{JsonBody, id, merged},
    error::Result,
    etag::{IfMatch, Tagged, refused},
};
use crate::input;
use app::{base::at, error::AppError, services::OnlyIf};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{Funnel, PreviewVisit, StoredFunnel};
use http::{HeaderName, StatusCode, header};
use serde::Serialize;

/// A stored funnel as an answer.
#[derive(Serialize)]
pub(super) struct Answer {
    #[serde(flatten)]
    stored: StoredFunnel,
    /// For lists that do not care about the steps themselves.
    step_count: usize,
}

impl From<StoredFunnel> for Answer {
    fn from(stored: StoredFunnel) -> Self {
        Self { step_count: stored.funnel.steps.len(), stored }
    }
}

/// A new funnel as an answer.
type Created = (StatusCode, [(HeaderName, String); 1], Json<Answer>);

fn created(stored: StoredFunnel) -> Created {
    (StatusCode::CREATED, [(header::LOCATION, at(format_args!("/api/funnels/{}", stored.id)))], Json(stored.into()))
}

/// All funnels in list order. Visits try them by priority, then in this order.
#[utoipa::path(
    get, path = "/funnels", tag = "Funnels", operation_id = "listFunnels",
    responses((status = 200, description = "The funnels", body = ref("#/components/schemas/Funnels")))
)]
pub(super) async fn list(State(state): State<AppState>) -> Result<Json<Vec<Answer>>> {
    Ok(Json(state.services.funnels.funnels().await?.into_iter().map(Answer::from).collect()))
}

/// Adds a funnel at the end of the list.
#[utoipa::path(
    post, path = "/funnels", tag = "Funnels", operation_id = "addFunnel",
    request_body(content = ref("#/components/schemas/NewFunnelInput")),
    responses(
        (status = 201, description = "The new funnel", body = ref("#/components/schemas/StoredFunnel")),
        (status = "4XX", description = "400 malformed, 409 the name is taken, 413 too large, 422 invalid", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn add(State(state): State<AppState>, JsonBody(body): JsonBody) -> Result<Created> {
    Ok(created(state.services.funnels.add_funnel(input::read_new_funnel(body)?).await?))
}

/// One funnel.
#[utoipa::path(
    get, path = "/funnels/{id}", tag = "Funnels", operation_id = "getFunnel",
    params(("id" = i64, Path, description = "Number of the funnel")),
    responses(
        (status = 200, description = "The funnel", body = ref("#/components/schemas/StoredFunnel")),
        (status = "4XX", description = "404 no such funnel", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn read(State(state): State<AppState>, path: Path<String>) -> Result<Tagged<Answer>> {
    Ok(Tagged(state.services.funnels.funnel(id(path)?).await?.into()))
}

/// Changes some or all fields of a funnel; what is left out stays as it is. Steps are replaced as a whole.
#[utoipa::path(
    put, path = "/funnels/{id}", tag = "Funnels", operation_id = "putFunnel",
    params(("id" = i64, Path, description = "Number of the funnel")),
    request_body(content = ref("#/components/schemas/FunnelInput")),
    responses(
        (status = 200, description = "The funnel as it is stored", body = ref("#/components/schemas/StoredFunnel")),
        (status = "4XX", description = "400 malformed, 404 no such funnel, 409 the name is taken, 412 changed meanwhile, 413 too large, 422 invalid", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn change(
    State(state): State<AppState>,
    path: Path<String>,
    if_match: IfMatch,
    JsonBody(body): JsonBody,
) -> Result<Tagged<Answer>> {
    let id = id(path)?;
    let (sent, wanted) = tokio::sync::oneshot::channel();
    let funnels = &state.services.funnels;
    let changed = funnels.change_funnel(
        id,
        Box::new(move |stored: StoredFunnel| {
            let funnel = input::read_funnel(merged(&stored.funnel, body)).map_err(AppError::invalid)?;
            // The result is not needed once the client has gone.
            let _ = sent.send(serde_json::to_value(&funnel).ok());
            if_match.check(&Answer::from(stored))?;
            Ok(funnel)
        }),
    );
    match changed.await {
        Ok(funnel) => Ok(Tagged(funnel.into())),
        Err(error) => {
            let stored = async { funnels.funnel(id).await.map(Answer::from) };
            Err(refused(error, wanted.await.ok().flatten(), stored).await)
        }
    }
}

/// Removes a funnel.
#[utoipa::path(
    delete, path = "/funnels/{id}", tag = "Funnels", operation_id = "deleteFunnel",
    params(("id" = i64, Path, description = "Number of the funnel")),
    responses(
        (status = 204, description = "It is gone"),
        (status = "4XX", description = "404 no such funnel", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn delete(State(state): State<AppState>, path: Path<String>, if_match: IfMatch) -> Result<StatusCode> {
    let id = id(path)?;
    let funnels = &state.services.funnels;
    let only_if = OnlyIf::new(move |stored: &StoredFunnel| if_match.check(&Answer::from(stored.clone())));
    match funnels.delete_funnel(id, only_if).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(error) => {
            let stored = async { funnels.funnel(id).await.map(Answer::from) };
            Err(refused(error, None, stored).await)
        }
    }
}

/// Copies a funnel to the end of the list, under a free name.
#[utoipa::path(
    post, path = "/funnels/{id}/duplicate", tag = "Funnels", operation_id = "duplicateFunnel",
    params(("id" = i64, Path, description = "Number of the funnel")),
    responses(
        (status = 201, description = "The copy", body = ref("#/components/schemas/StoredFunnel")),
        (status = "4XX", description = "404 no such funnel, 422 there are too many", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn duplicate(State(state): State<AppState>, path: Path<String>) -> Result<Created> {
    Ok(created(state.services.funnels.duplicate_funnel(id(path)?).await?))
}

/// The exact hits of a visit that takes a funnel, which is not stored, under the working configuration.
#[utoipa::path(
    post, path = "/funnels/preview", tag = "Funnels", operation_id = "previewFunnel",
    request_body(content = ref("#/components/schemas/FunnelInput")),
    responses(
        (status = 200, description = "The visit", body = ref("#/components/schemas/PreviewVisit")),
        (status = "4XX", description = "400 malformed, 413 too large, 422 invalid", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn preview(State(state): State<AppState>, JsonBody(body): JsonBody) -> Result<Json<PreviewVisit>> {
    Ok(Json(state.services.funnels.preview_funnel(input::read_funnel(body)?).await?))
}

/// Ready-made funnels to begin with; none of them is stored.
#[utoipa::path(
    get, path = "/funnels/templates", tag = "Funnels", operation_id = "listFunnelTemplates",
    responses((status = 200, description = "The templates", body = ref("#/components/schemas/FunnelTemplates")))
)]
pub(super) async fn templates() -> Json<[Funnel; 3]> {
    Json(Funnel::templates())
}
