//! The demo's simulated targets, one of which fails on request.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::error::ErrorCode;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// How long the target fails when it is asked to, seconds; then it recovers by itself.
pub const FAILS_FOR_SECONDS: u32 = 60;

/// The target that fails on request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoFault {
    /// Its name.
    pub target: String,
    /// Its address.
    pub url: String,
    /// Whether it fails now.
    pub failing: bool,
}

/// Lets the demo's target fail for [`FAILS_FOR_SECONDS`] from the next request on, or recover.
///
/// # Errors
/// `NotFound` on a server without the demo.
#[server(prefix = "/rpc", endpoint = "set_demo_failing")]
pub async fn set_demo_failing(failing: bool) -> Result<(), AppError> {
    let services = crate::services::Services::from_context()?;
    let demo = services.demo.ok_or_else(|| {
        AppError::new(ErrorCode::NotFound, "This server has no demo. Start it with `trackstorm serve --demo`.")
    })?;
    demo.set_failing(failing)
}
