//! The presets that come with Trackstorm.

use super::{ApiError, AppState, error::Result};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{Builtin, MultiTargetConfig};
use serde::Serialize;
use utoipa::ToSchema;

/// A built-in preset as an answer.
#[derive(Serialize, ToSchema)]
#[schema(as = BuiltinPreset)]
pub(super) struct Answer {
    id: &'static str,
    name: &'static str,
    description: &'static str,
    /// The default configuration with the preset applied; it has no targets.
    config: MultiTargetConfig,
}

impl From<Builtin> for Answer {
    fn from(builtin: Builtin) -> Self {
        let mut config = MultiTargetConfig::default();
        builtin.apply(&mut config);
        Self { id: builtin.as_str(), name: builtin.name(), description: builtin.description(), config }
    }
}

/// The built-in presets from small to large, each as the configuration it makes of the default one.
#[utoipa::path(
    get, path = "/builtin-presets", tag = "Presets", operation_id = "listBuiltinPresets",
    responses((status = 200, description = "The presets", body = ref("#/components/schemas/BuiltinPresets")))
)]
pub(super) async fn list() -> Json<Vec<Answer>> {
    Json(Builtin::ALL.into_iter().map(Answer::from).collect())
}

/// Applies a built-in preset to the working configuration: volume, pauses, rates and e-commerce. Targets, countries,
/// journeys, funnels and data sets stay. An active run goes on with what it has and follows no more.
#[utoipa::path(
    post, path = "/builtin-presets/{word}/apply", tag = "Presets", operation_id = "applyBuiltinPreset",
    params(("word" = String, Path, description = "light, medium, heavy or extreme")),
    responses(
        (status = 200, description = "The working configuration as it is now", body = ref("#/components/schemas/Config")),
        (status = "4XX", description = "404 no such preset, 422 the working configuration has no target yet", body = ref("#/components/schemas/Error")),
    )
)]
pub(super) async fn apply(State(state): State<AppState>, Path(word): Path<String>) -> Result<Json<MultiTargetConfig>> {
    let builtin = Builtin::ALL.into_iter().find(|builtin| builtin.as_str() == word);
    let builtin = builtin.ok_or_else(ApiError::no_such_address)?;
    Ok(Json(
        state
            .services
            .config
            .load_config(Box::new(move |mut working| {
                builtin.apply(&mut working);
                working
            }))
            .await?,
    ))
}
