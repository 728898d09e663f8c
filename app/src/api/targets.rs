//! Single targets of the working configuration, changed while a run follows it.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::error::ErrorCode;
#[cfg(feature = "ssr")]
use domain::Target;
use leptos::prelude::*;

/// Gives the target with this id and name another weight, in the run and in the working configuration.
///
/// # Errors
/// `Conflict` when no run follows it or the target is another by now, `Invalid`.
#[server(prefix = "/rpc", endpoint = "set_live_weight")]
pub async fn set_live_weight(id: i64, name: String, weight: u32) -> Result<(), AppError> {
    change_live(id, name, move |target| Target { weight, ..target }).await
}

/// Gives the target with this id and name load, or none, in the run and in the working configuration.
///
/// # Errors
/// As [`set_live_weight`].
#[server(prefix = "/rpc", endpoint = "set_live_enabled")]
pub async fn set_live_enabled(id: i64, name: String, enabled: bool) -> Result<(), AppError> {
    change_live(id, name, move |target| Target { enabled, ..target }).await
}

#[cfg(feature = "ssr")]
async fn change_live(
    id: i64,
    name: String,
    change: impl FnOnce(Target) -> Target + Send + 'static,
) -> Result<(), AppError> {
    let services = crate::services::Services::from_context()?;
    if services.config.followed().is_none() {
        return Err(AppError::new(
            ErrorCode::Conflict,
            "No run follows the working configuration now. Change the target on the Targets page.",
        ));
    }
    let changed = services.config.change_target(
        id,
        Box::new(move |target| {
            if target.name == name {
                Ok(change(target))
            } else {
                Err(AppError::new(ErrorCode::Conflict, "The targets have been changed meanwhile. Reload the page."))
            }
        }),
    );
    changed.await.map(|_| ())
}
