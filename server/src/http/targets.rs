//! The targets of the working configuration, one by one.

use super::{
    AppState,
    body::{JsonBody, id, merged_deeply},
    error::Result,
    etag::{IfMatch, Tagged, refused},
};
use crate::input;
use app::{base::at, error::AppError};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{StoredTarget, Target};
use http::{HeaderName, StatusCode, header};

/// All targets in list order.
#[utoipa::path(
    get, path = "/targets", tag = "Targets", operation_id = "listTargets",
    responses((status = 200, description = "The targets", body = ref("#/components/schemas/Targets")))
)]
pub(super) async fn list(State(state): State<AppState>) -> Result<Json<Vec<StoredTarget>>> {
    Ok(Json(state.services.config.targets().await?))
}

/// Adds a target at the end of the list.
#[utoipa::path(
    post, path = "/targets", tag = "Targets", operation_id = "addTarget",
    request_body(content = ref("#/components/schemas/TargetInput")),
    responses(
        (status = 201, description = "The new target", body = ref("#/components/schemas/Target")),
        (status = "4XX", description = "400 malformed, 409 the name is taken, 413 too large, 422 invalid", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn add(
    State(state): State<AppState>,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, [(HeaderName, String); 1], Json<StoredTarget>)> {
    let added = state.services.config.add_target(input::read_target(body)?).await?;
    Ok((StatusCode::CREATED, [(header::LOCATION, at(format_args!("/api/targets/{}", added.id)))], Json(added)))
}

/// One target.
#[utoipa::path(
    get, path = "/targets/{id}", tag = "Targets", operation_id = "getTarget",
    params(("id" = i64, Path, description = "Number of the target")),
    responses(
        (status = 200, description = "The target", body = ref("#/components/schemas/Target")),
        (status = "4XX", description = "404 no such target", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn read(State(state): State<AppState>, path: Path<String>) -> Result<Tagged<StoredTarget>> {
    Ok(Tagged(state.services.config.target(id(path)?).await?))
}

/// Replaces a target; what is left out gets its default. With `has_token: true` and no `token_auth`
/// the stored token stays, under whatever name.
#[utoipa::path(
    put, path = "/targets/{id}", tag = "Targets", operation_id = "putTarget",
    params(("id" = i64, Path, description = "Number of the target")),
    request_body(content = ref("#/components/schemas/TargetInput")),
    responses(
        (status = 200, description = "The target as it is stored", body = ref("#/components/schemas/Target")),
        (status = "4XX", description = "400 malformed, 404 no such target, 409 the name is taken or a run needs it, 412 changed meanwhile, 413 too large, 422 invalid", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn replace(
    State(state): State<AppState>,
    path: Path<String>,
    if_match: IfMatch,
    JsonBody(body): JsonBody,
) -> Result<Tagged<StoredTarget>> {
    let id = id(path)?;
    // What is not there is 404, however wrong the body.
    state.services.config.target(id).await?;
    let target = input::read_target(body)?;
    save(&state, id, if_match, move |_| Ok(target)).await
}

/// Stores what `change` makes of the target, if that is in the demanded state.
async fn save(
    state: &AppState,
    id: i64,
    if_match: IfMatch,
    change: impl FnOnce(Target) -> std::result::Result<Target, AppError> + Send + 'static,
) -> Result<Tagged<StoredTarget>> {
    let (sent, wanted) = tokio::sync::oneshot::channel();
    let changed = state.services.config.change_target(
        id,
        Box::new(move |target: Target| {
            let stored = StoredTarget { id, target };
            let changed = change(stored.target.clone())?;
            // The result is not needed once the client has gone.
            let _ = sent.send(serde_json::to_value(StoredTarget { id, target: changed.clone() }).ok());
            if_match.check(&stored)?;
            Ok(changed)
        }),
    );
    match changed.await {
        Ok(target) => Ok(Tagged(target)),
        Err(error) => Err(refused(error, wanted.await.ok().flatten(), state.services.config.target(id)).await),
    }
}

/// Changes some fields of a target; what is left out stays as it is, also within `connection`. A list, as that of its
/// headers, is replaced as a whole.
#[utoipa::path(
    patch, path = "/targets/{id}", tag = "Targets", operation_id = "patchTarget",
    params(("id" = i64, Path, description = "Number of the target")),
    request_body(content = ref("#/components/schemas/TargetPatch")),
    responses(
        (status = 200, description = "The target as it is stored", body = ref("#/components/schemas/Target")),
        (status = "4XX", description = "400 malformed, 404 no such target, 409 the name is taken or a run needs it, 412 changed meanwhile, 413 too large, 422 invalid", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn change(
    State(state): State<AppState>,
    path: Path<String>,
    if_match: IfMatch,
    JsonBody(body): JsonBody,
) -> Result<Tagged<StoredTarget>> {
    save(&state, id(path)?, if_match, move |stored| {
        input::read_target(merged_deeply(&stored, body)).map_err(AppError::invalid)
    })
    .await
}

/// Removes a target.
#[utoipa::path(
    delete, path = "/targets/{id}", tag = "Targets", operation_id = "deleteTarget",
    params(("id" = i64, Path, description = "Number of the target")),
    responses(
        (status = 204, description = "It is gone"),
        (status = "4XX", description = "404 no such target, 409 a run needs it, 412 changed meanwhile", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn delete(State(state): State<AppState>, path: Path<String>, if_match: IfMatch) -> Result<StatusCode> {
    let id = id(path)?;
    match state.services.config.delete_target(id, if_match.only_if()).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err(refused(error, None, state.services.config.target(id)).await),
    }
}
