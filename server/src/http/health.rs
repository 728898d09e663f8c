//! Is the server up?

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// The server's own health; targets have theirs in the status.
#[derive(Serialize, ToSchema)]
#[schema(as = Health)]
pub(super) struct ServerHealth {
    status: &'static str,
    version: &'static str,
}

/// Answers as soon as the server takes requests.
#[utoipa::path(
    get, path = "/health", tag = "Observation", operation_id = "getHealth",
    responses((status = 200, description = "The server takes requests", body = ref("#/components/schemas/Health")))
)]
pub(super) async fn read() -> Json<ServerHealth> {
    Json(ServerHealth { status: "ok", version: env!("CARGO_PKG_VERSION") })
}
