//! Server functions that bring other configurations in: built-in presets and other programs' files.

#[cfg(feature = "ssr")]
use super::form::send_form_to;
#[cfg(feature = "ssr")]
use crate::editors::import::TakeOver;
use crate::error::AppError;
use domain::{Builtin, Imported};
use leptos::prelude::*;

/// Applies a built-in preset to the working configuration; targets, countries, funnels and data stay.
///
/// # Errors
/// Whatever saving the configuration reports.
#[server(prefix = "/rpc", endpoint = "apply_builtin")]
pub async fn apply_builtin(preset: Builtin) -> Result<Builtin, AppError> {
    let config = crate::services::Services::from_context()?.config;
    config
        .load_config(Box::new(move |mut working| {
            preset.apply(&mut working);
            working
        }))
        .await?;
    send_form_to("/presets");
    Ok(preset)
}

/// Reads a file of another program without storing anything. A token in it stays on the server.
///
/// # Errors
/// `Invalid` when it is none of the known kinds.
#[server(prefix = "/rpc", endpoint = "check_import", input = server_fn::codec::Json)]
pub async fn check_import(text: String) -> Result<Imported, AppError> {
    let mut imported = crate::services::Services::from_context()?.tools.import(text).await?;
    imported.config.data_sets = Default::default();
    Ok(imported)
}

/// Reads the same file again and makes it the working configuration, its token included; what the file
/// does not speak of stays.
///
/// # Errors
/// As [`check_import`], and whatever saving the configuration reports.
#[server(prefix = "/rpc", endpoint = "apply_import", input = server_fn::codec::Json)]
pub async fn apply_import(text: String) -> Result<(), AppError> {
    let services = crate::services::Services::from_context()?;
    let imported = services.tools.import(text).await?;
    services
        .config
        .load_config(Box::new(move |working| TakeOver::of(&imported.config).apply(imported.config, working)))
        .await?;
    Ok(())
}
