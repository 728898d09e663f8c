//! Click and behavioural events: one data set under an address like the pages'. Content is JSON text.

use super::{
    AppState,
    body::JsonBody,
    data_sets::{
        answers::{Checked, Shown},
        shared,
    },
    error::Result,
    etag::{IfMatch, Tagged},
};
use axum::{Json, extract::State};
use domain::DataSetKind;

const KIND: DataSetKind = DataSetKind::Events;

/// The events of the working configuration, with findings and counts.
#[utoipa::path(
    get, path = "/tracking-events", tag = "Data sets", operation_id = "getTrackingEvents",
    responses((status = 200, description = "The events", body = ref("#/components/schemas/TrackingEvents")))
)]
pub(super) async fn read(State(state): State<AppState>) -> Result<Tagged<Shown>> {
    shared::read(state, KIND).await
}

/// Replaces the events. A run that is going on keeps those it was started with.
#[utoipa::path(
    post, path = "/tracking-events", tag = "Data sets", operation_id = "saveTrackingEvents",
    request_body(content = ref("#/components/schemas/ContentInput")),
    responses(
        (status = 200, description = "The events as they are stored", body = ref("#/components/schemas/TrackingEvents")),
        (status = "4XX", description = "400 malformed, 412 changed meanwhile, 413 too large, 422 invalid: fields say where", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn replace(
    State(state): State<AppState>,
    if_match: IfMatch,
    JsonBody(body): JsonBody,
) -> Result<Tagged<Shown>> {
    shared::replace(state, KIND, if_match, body).await
}

/// Checks events; nothing is stored.
#[utoipa::path(
    post, path = "/tracking-events/validate", tag = "Data sets", operation_id = "validateTrackingEvents",
    request_body(content = ref("#/components/schemas/ContentInput")),
    responses(
        (status = 200, description = "What was found", body = ref("#/components/schemas/TrackingEventsCheck")),
        (status = "4XX", description = "400 malformed, 413 too large", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn validate(State(state): State<AppState>, JsonBody(body): JsonBody) -> Result<Json<Checked>> {
    shared::validate(state, KIND, "event_count", body).await
}

/// Goes back to the built-in events, which are answered.
#[utoipa::path(
    delete, path = "/tracking-events", tag = "Data sets", operation_id = "resetTrackingEvents",
    responses(
        (status = 200, description = "The built-in events", body = ref("#/components/schemas/TrackingEvents")),
        (status = "4XX", description = "412 changed meanwhile", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn reset(State(state): State<AppState>, if_match: IfMatch) -> Result<Tagged<Shown>> {
    shared::reset(state, KIND, if_match).await
}
