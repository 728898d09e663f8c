//! Which preset a configuration is: there is no other trace of where a working configuration came from, and none that an
//! edit could leave behind.

use crate::errors;
use app::error::AppError;
use domain::{MultiTargetConfig, Page, PageRequest, Preset, PresetOutline, paging::MAX_LIMIT};
use store::{Store, StoreError};

/// The preset that has just this configuration, tokens included; of several the one changed last.
///
/// # Errors
/// What the store says.
pub(crate) async fn of(store: &Store, config: &MultiTargetConfig) -> Result<Option<Preset>, AppError> {
    let outline = PresetOutline::of(config);
    let mut page = PageRequest { limit: MAX_LIMIT, after: None };
    loop {
        let Page { entries, next, .. } = store.presets(page).await.map_err(errors::store)?;
        for same in entries.iter().filter(|preset| preset.outline == outline) {
            match store.preset(same.id).await {
                Ok(preset) if preset.config == *config => return Ok(Some(preset)),
                // Another, or one that was deleted meanwhile.
                Ok(_) | Err(StoreError::NotFound { .. }) => {}
                Err(error) => return Err(errors::store(error)),
            }
        }
        let Some(after) = next else { return Ok(None) };
        page = PageRequest { after: Some(after), ..page };
    }
}
