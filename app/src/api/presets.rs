//! Server functions of presets. What changes something also answers a plain form, by sending the
//! browser on to the page that shows the result, so that presets work without JavaScript.

#[cfg(feature = "ssr")]
use super::form::send_form_to;
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::services::OnlyIf;
#[cfg(feature = "ssr")]
use domain::PageRequest;
use domain::{Page, Preset, PresetSummary};
use leptos::prelude::*;

/// A part of all presets, newest change first: those after the one with the number `after`.
///
/// # Errors
/// Whatever the store reports, as [`AppError`].
#[server(prefix = "/rpc", endpoint = "presets")]
pub async fn list_presets(after: Option<i64>) -> Result<Page<PresetSummary>, AppError> {
    let page = PageRequest { after, ..Default::default() };
    crate::services::Services::from_context()?.presets.presets(page).await
}

/// The preset behind a shareable address.
///
/// # Errors
/// `NotFound` when there is none.
#[server(prefix = "/rpc", endpoint = "preset_by_slug")]
pub async fn get_preset_by_slug(slug: String) -> Result<Preset, AppError> {
    crate::services::Services::from_context()?.presets.preset_by_slug(&slug).await.map(without_texts)
}

/// Saves the working configuration, tokens included, as a new preset.
///
/// # Errors
/// `Conflict` when the name is taken, `Invalid` when name or description are too long.
#[server(prefix = "/rpc", endpoint = "create_preset")]
pub async fn create_preset(name: String, description: String) -> Result<Preset, AppError> {
    let services = crate::services::Services::from_context()?;
    let draft = crate::services::PresetDraft { name, description, config: None };
    let preset = services.presets.create_preset(draft).await?;
    send_form_to("/presets");
    Ok(without_texts(preset))
}

/// Changes name and description; with `from_working`, also takes over the working configuration. `base` is when the
/// preset that the page shows was changed last: only if that is still so.
///
/// # Errors
/// As [`create_preset`], `NotFound`, and `Changed`.
#[server(prefix = "/rpc", endpoint = "update_preset")]
pub async fn update_preset(
    id: i64,
    name: String,
    description: String,
    #[server(default)] from_working: bool,
    #[server(default)] base: Option<String>,
) -> Result<Preset, AppError> {
    let services = crate::services::Services::from_context()?;
    let draft = crate::services::PresetDraft { name, description, config: None };
    let unchanged = OnlyIf::new(move |stored: &Preset| match base.filter(|base| *base != stored.updated_at) {
        None => Ok(()),
        Some(_) => Err(AppError::new(
            crate::error::ErrorCode::Changed,
            "This preset was changed by somebody else since you opened the page, so nothing was saved. Reload the \
             page to see it, then change it again.",
        )),
    });
    let preset = services.presets.update_preset(id, draft, !from_working, unchanged).await?;
    send_form_to("/presets");
    Ok(without_texts(preset))
}

/// Copies a preset under a free name.
///
/// # Errors
/// `NotFound`.
#[server(prefix = "/rpc", endpoint = "duplicate_preset")]
pub async fn duplicate_preset(id: i64) -> Result<Preset, AppError> {
    let preset = crate::services::Services::from_context()?.presets.duplicate_preset(id).await?;
    send_form_to("/presets");
    Ok(without_texts(preset))
}

/// Removes a preset; its address answers 404 from then on.
///
/// # Errors
/// `NotFound`.
#[server(prefix = "/rpc", endpoint = "delete_preset")]
pub async fn delete_preset(id: i64) -> Result<(), AppError> {
    crate::services::Services::from_context()?.presets.delete_preset(id, OnlyIf::always()).await?;
    send_form_to("/presets");
    Ok(())
}

/// Makes a preset the working configuration, tokens included, and returns the preset's name.
///
/// # Errors
/// `NotFound`, or whatever saving the configuration reports.
#[server(prefix = "/rpc", endpoint = "load_preset")]
pub async fn load_preset(id: i64) -> Result<String, AppError> {
    let services = crate::services::Services::from_context()?;
    let name = services.presets.preset(id).await?.name;
    services.presets.load_preset(id).await?;
    send_form_to("/targets");
    Ok(name)
}

/// Makes a preset the working configuration and starts that under the preset's name, so that changes of
/// targets reach the run. What cannot be started does not stay in the editor's place.
///
/// # Errors
/// As [`load_preset`], and whatever starting it reports; `Conflict` while a run is active.
#[server(prefix = "/rpc", endpoint = "start_preset")]
pub async fn start_preset(id: i64) -> Result<(), AppError> {
    let services = crate::services::Services::from_context()?;
    if services.runs.status().state.is_active() {
        return Err(AppError::new(
            crate::error::ErrorCode::Conflict,
            "A run is active. Stop it on the dashboard, then start this preset.",
        ));
    }
    let name = services.presets.preset(id).await?.name;
    services.presets.load_preset(id).await?;
    let named = crate::services::StartRequest::WorkingNamed(name);
    if let Err(error) = services.runs.start(named, domain::StartedBy::Browser).await {
        // Unless somebody has changed it since: then it is theirs.
        let _ = services.config.undo_load().await;
        return Err(error);
    }
    send_form_to("/");
    Ok(())
}

/// A preset without the texts of its data sets, which can be megabytes and which no page shows.
#[cfg(feature = "ssr")]
fn without_texts(mut preset: Preset) -> Preset {
    preset.config.data_sets = domain::DataSets::default();
    preset
}
