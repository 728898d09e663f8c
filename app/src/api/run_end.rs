//! When the active run comes to its end by itself.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::load_shape::Shape;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What ends the active run, as far as its configuration says so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunEnd {
    /// Seconds of load after which no more visits begin; pauses do not count.
    pub seconds: Option<f64>,
    /// Visits after which no more begin.
    pub visits: Option<u64>,
    /// Lengths of the steps of its load shape, seconds; the last one goes on. Empty for other shapes.
    pub steps: Vec<f64>,
}

/// Of the active run; nothing ends it while there is none.
///
/// # Errors
/// None of its own.
#[server(prefix = "/rpc", endpoint = "run_end")]
pub async fn get_run_end() -> Result<RunEnd, AppError> {
    // Without a run there is no configuration that one follows, and nothing to count towards.
    let Ok(config) = crate::services::Services::from_context()?.runs.active_config().await else {
        return Ok(RunEnd::default());
    };
    // A backfill's days have their own progress.
    if config.backfill_enabled {
        return Ok(RunEnd::default());
    }
    let in_steps = config.load_shape.shape == Shape::Steps;
    Ok(RunEnd {
        seconds: config.auto_stop().map(|limit| limit.as_secs_f64()),
        visits: Some(config.max_total_visits).filter(|&visits| visits > 0),
        steps: config.load_shape.steps.iter().filter(|_| in_steps).map(|step| step.seconds).collect(),
    })
}
