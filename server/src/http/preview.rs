//! Visits before they are sent.

use super::{AppState, body::JsonBody, error::Result};
use crate::input;
use axum::{Json, extract::State};
use domain::{FieldError, MultiTargetConfig, Preview, Validation};
use serde::Deserialize;

/// How many visits are shown unless something else is asked for.
const VISITS: u32 = 20;

#[derive(Deserialize)]
struct Body {
    config: Option<MultiTargetConfig>,
    visits: Option<u32>,
    seed: Option<u64>,
}

/// The first visits of a run of `config` (left out: the working configuration), hit by hit, and how often things
/// happen in 10,000 of them, expected against drawn. Nothing is sent or stored; `config` needs no targets.
#[utoipa::path(
    post, path = "/preview", tag = "Configuration", operation_id = "preview",
    request_body(content = ref("#/components/schemas/PreviewInput")),
    responses(
        (status = 200, description = "The visits and the rates", body = ref("#/components/schemas/Preview")),
        (status = "4XX", description = "400 malformed, 413 too large, 422 invalid", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn preview(State(state): State<AppState>, JsonBody(body): JsonBody) -> Result<Json<Preview>> {
    let (read, mut findings) = input::read_leniently::<Body>(body, &input::preview_shape());
    let Some(Body { config, visits, seed }) = read else { return Err(findings.into()) };
    let under = |error: FieldError| match error.field.as_str() {
        "visits" => error,
        "seed" if seed.is_some() => error,
        _ => error.below("config."),
    };
    let is_sent = config.is_some();
    let mut config = match config {
        Some(config) => config,
        None => state.services.config.config().await?,
    };
    if !findings.is_empty() {
        if is_sent {
            config.normalise();
            let errors = Validation::for_storing(&config).errors.into_iter();
            findings.extend(errors.filter(|error| !error.field.starts_with("targets")).map(under));
        }
        return Err(findings.into());
    }
    config.seed = seed.or(config.seed);
    let shown = state.services.tools.preview(config, visits.unwrap_or(VISITS), false).await;
    Ok(Json(shown.map_err(|mut error| {
        if is_sent {
            error.fields = error.fields.into_iter().map(under).collect();
        }
        error
    })?))
}
