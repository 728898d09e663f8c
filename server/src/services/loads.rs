//! What loading a preset or a file replaced: whether that was kept anywhere else, and the way back. Known as long
//! as the server runs.

use app::error::{AppError, ErrorCode};
use domain::MultiTargetConfig;
use parking_lot::Mutex;
use std::sync::Arc;

/// The latest load of the working configuration. Clones share it.
#[derive(Clone, Default)]
pub(super) struct Loads(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// The working configuration as it was last loaded, or saved as a preset.
    kept: Option<MultiTargetConfig>,
    replaced: Option<Replaced>,
}

/// What a load has replaced, tokens included.
#[derive(Clone)]
pub(super) struct Replaced {
    pub(super) config: MultiTargetConfig,
    /// What the run has that followed it.
    pub(super) run: Option<Arc<MultiTargetConfig>>,
}

impl Loads {
    /// Notes that `config` is kept elsewhere.
    pub(super) fn keep(&self, config: &MultiTargetConfig) {
        self.0.lock().kept = Some(config.clone());
    }

    /// Notes that `loaded` has taken the place of `before`, which `run` followed.
    pub(super) fn loaded(
        &self,
        before: MultiTargetConfig,
        loaded: &MultiTargetConfig,
        run: Option<Arc<MultiTargetConfig>>,
    ) {
        let mut state = self.0.lock();
        state.kept = Some(loaded.clone());
        state.replaced = Some(Replaced { config: before, run });
    }

    /// Whether replacing `working` would lose something: it has targets, and was changed since it was kept.
    pub(super) fn would_lose(&self, working: &MultiTargetConfig) -> bool {
        !working.targets.is_empty() && self.0.lock().kept.as_ref() != Some(working)
    }

    /// What the latest load replaced, for as long as `working` is what it loaded; known only once.
    ///
    /// # Errors
    /// `Conflict` when there is nothing to bring back, or when that would lose later changes.
    pub(super) fn undo(&self, working: &MultiTargetConfig) -> Result<Replaced, AppError> {
        let conflict = |message: &str| AppError::new(ErrorCode::Conflict, message);
        let mut state = self.0.lock();
        if state.replaced.is_some() && state.kept.as_ref() != Some(working) {
            return Err(conflict(
                "The working configuration was changed after it was loaded, and bringing the earlier one back would \
                 lose that. Save it as a preset first, then load what you want.",
            ));
        }
        // What comes back is kept nowhere else again.
        state.kept = state.kept.take().filter(|_| state.replaced.is_none());
        state.replaced.take().ok_or_else(|| conflict("There is no load to take back."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Target;

    fn config(url: &str) -> MultiTargetConfig {
        MultiTargetConfig { targets: vec![Target::new(url, 1)], ..Default::default() }
    }

    #[test]
    fn what_was_loaded_or_saved_as_a_preset_is_not_lost_by_another_load() {
        let (loads, mine, preset) =
            (Loads::default(), config("https://mine.example"), config("https://preset.example"));
        assert!(loads.would_lose(&mine));
        assert!(!loads.would_lose(&MultiTargetConfig::default()), "there is nothing to lose");
        loads.loaded(mine.clone(), &preset, None);
        assert!(!loads.would_lose(&preset));
        assert!(loads.would_lose(&MultiTargetConfig { pageviews_max: 9, ..preset }));
        loads.keep(&mine);
        assert!(!loads.would_lose(&mine));
    }

    #[test]
    fn a_load_is_taken_back_once_and_only_while_nothing_was_changed() {
        let (loads, mine, preset) =
            (Loads::default(), config("https://mine.example"), config("https://preset.example"));
        let code =
            |undone: Result<Replaced, AppError>| undone.map(|replaced| replaced.config).map_err(|error| error.code);
        assert_eq!(code(loads.undo(&mine)), Err(ErrorCode::Conflict));
        loads.loaded(mine.clone(), &preset, None);
        let changed = MultiTargetConfig { pageviews_max: 9, ..preset.clone() };
        assert_eq!(code(loads.undo(&changed)), Err(ErrorCode::Conflict));
        assert_eq!(code(loads.undo(&preset)), Ok(mine.clone()));
        assert!(loads.would_lose(&mine));
        assert_eq!(code(loads.undo(&mine)), Err(ErrorCode::Conflict));
    }
}
