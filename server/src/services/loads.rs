//! What loading a preset or a file replaced, and the way back. Known as long as the server runs.

use app::error::{AppError, ErrorCode};
use domain::MultiTargetConfig;
use parking_lot::Mutex;
use std::sync::Arc;

/// The latest load of the working configuration. Clones share it.
#[derive(Clone, Default)]
pub(super) struct Loads(Arc<Mutex<Option<Load>>>);

struct Load {
    /// What took the place of the other, as it is stored.
    loaded: MultiTargetConfig,
    replaced: Replaced,
}

/// What a load has replaced, tokens included.
#[derive(Clone)]
pub(super) struct Replaced {
    pub(super) config: MultiTargetConfig,
    /// What the latest run follows, if it followed this one.
    pub(super) run: Option<Arc<MultiTargetConfig>>,
}

impl Loads {
    /// Notes that `loaded` has taken the place of `before`, which `run` followed. To load once more what is there
    /// already replaces nothing, and leaves the way back as it was.
    pub(super) fn loaded(
        &self,
        before: MultiTargetConfig,
        loaded: &MultiTargetConfig,
        run: Option<Arc<MultiTargetConfig>>,
    ) {
        if before != *loaded {
            let replaced = Replaced { config: before, run };
            *self.0.lock() = Some(Load { loaded: loaded.clone(), replaced });
        }
    }

    /// What the latest load replaced, for as long as `working` is what it loaded.
    ///
    /// # Errors
    /// `Conflict` when there is nothing to bring back, or when that would lose later changes.
    pub(super) fn replaced(&self, working: &MultiTargetConfig) -> Result<Replaced, AppError> {
        match &*self.0.lock() {
            None => Err(AppError::new(ErrorCode::Conflict, "There is no load to take back.")),
            Some(load) if load.loaded != *working => Err(AppError::new(
                ErrorCode::Conflict,
                "The working configuration was changed after it was loaded, and bringing the earlier one back would \
                 lose that. Save it as a preset first, then load what you want.",
            )),
            Some(load) => Ok(load.replaced.clone()),
        }
    }

    /// Notes that what was replaced is back, and stored.
    pub(super) fn taken_back(&self) {
        *self.0.lock() = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Target;

    fn config(url: &str) -> MultiTargetConfig {
        MultiTargetConfig { targets: vec![Target::new(url, 1)], ..Default::default() }
    }

    fn back(loads: &Loads, working: &MultiTargetConfig) -> Result<MultiTargetConfig, ErrorCode> {
        loads.replaced(working).map(|replaced| replaced.config).map_err(|error| error.code)
    }

    #[test]
    fn a_load_is_taken_back_once_and_only_while_nothing_was_changed() {
        let loads = Loads::default();
        let mine = config("https://mine.example");
        let preset = config("https://preset.example");
        assert_eq!(back(&loads, &mine), Err(ErrorCode::Conflict));
        loads.loaded(mine.clone(), &preset, None);
        let changed = MultiTargetConfig { pageviews_max: 9, ..preset.clone() };
        assert_eq!(back(&loads, &changed), Err(ErrorCode::Conflict));
        // Until it is stored it can be asked for again.
        assert_eq!(back(&loads, &preset), Ok(mine.clone()));
        assert_eq!(back(&loads, &preset), Ok(mine.clone()));
        loads.taken_back();
        assert_eq!(back(&loads, &mine), Err(ErrorCode::Conflict));
    }

    #[test]
    fn the_same_loaded_twice_keeps_the_way_back() {
        let loads = Loads::default();
        let mine = config("https://mine.example");
        let preset = config("https://preset.example");
        loads.loaded(mine.clone(), &preset, None);
        loads.loaded(preset.clone(), &preset, None);
        assert_eq!(back(&loads, &preset), Ok(mine));
    }
}
