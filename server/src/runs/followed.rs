//! The configuration of the active run, and what the working configuration has to do with it: while a run of
//! it is active, the run follows its changes.

use super::RunManager;
use crate::errors;
use app::error::{AppError, ErrorCode};
use domain::{MultiTargetConfig, RunKind, RunState, Target, live_part};
use std::sync::Arc;

/// The configuration a run follows, with its tokens.
#[derive(Clone, Debug, Default)]
pub(crate) struct Followed {
    /// Whether it is the working configuration.
    pub is_working: bool,
    /// Whether it was, until another took that one's place.
    is_detached: bool,
    pub config: Arc<MultiTargetConfig>,
    /// Ids of its targets, in list order.
    ids: Vec<i64>,
    /// The id that the next new target gets, if it is not the working configuration's to give.
    next_id: i64,
}

impl Followed {
    /// What a run begins with; without `ids` its targets are numbered from 1.
    pub(super) fn new(is_working: bool, config: MultiTargetConfig, ids: Vec<i64>) -> Self {
        let numbered = (1..).zip(&config.targets).map(|(number, _)| number);
        let ids = if ids.is_empty() { numbered.collect() } else { ids };
        let next_id = ids.iter().max().map_or(1, |last| last + 1);
        Self { is_working, is_detached: false, config: Arc::new(config), ids, next_id }
    }

    /// Ids for `targets`: a name that is known keeps its own, which is never given to another.
    fn ids_for(&mut self, targets: &[Target]) -> Vec<i64> {
        targets
            .iter()
            .map(|target| {
                let known = self.config.targets.iter().position(|known| known.name == target.name);
                known.and_then(|place| self.ids.get(place).copied()).unwrap_or_else(|| {
                    let id = self.next_id;
                    self.next_id += 1;
                    id
                })
            })
            .collect()
    }
}

impl RunManager {
    /// Whether a run of the working configuration is active.
    pub(crate) fn is_of_working_config(&self) -> bool {
        self.engine.published().status.state.is_active() && self.followed.lock().is_working
    }

    /// Whether a run is active that follows the working configuration when it changes.
    pub(crate) fn is_following(&self) -> bool {
        self.is_of_working_config() && !self.is_backfill()
    }

    /// Another configuration takes the working configuration's place: the latest run, if it was of the one before,
    /// keeps what it has, as a run of its own. Returns what that is, for [`RunManager::attach`].
    pub(crate) fn detach(&self) -> Option<Arc<MultiTargetConfig>> {
        let mut latest = self.followed.lock();
        let was_working = std::mem::replace(&mut latest.is_working, false);
        latest.is_detached |= was_working;
        was_working.then(|| Arc::clone(&latest.config))
    }

    /// Takes [`RunManager::detach`] back, if that run is still the latest and has not been changed since.
    pub(crate) fn attach(&self, detached: &Arc<MultiTargetConfig>) {
        let mut latest = self.followed.lock();
        if Arc::ptr_eq(&latest.config, detached) {
            (latest.is_working, latest.is_detached) = (true, false);
        }
    }

    /// What the latest run follows, if it began with a working configuration that another has replaced since.
    pub(super) fn detached(&self) -> Option<Arc<MultiTargetConfig>> {
        let latest = self.followed.lock();
        latest.is_detached.then(|| Arc::clone(&latest.config))
    }

    /// What the active run follows.
    ///
    /// # Errors
    /// `NotFound` when no run is active.
    pub(crate) fn followed(&self) -> Result<Followed, AppError> {
        if self.engine.published().status.state.is_active() {
            return Ok(self.followed.lock().clone());
        }
        Err(AppError::new(ErrorCode::NotFound, "No run is active. The history has the configurations of earlier runs."))
    }

    /// What the active run follows, if that can be changed.
    ///
    /// # Errors
    /// `Conflict` when no run is active, or when it keeps what it began with.
    pub(crate) fn changeable(&self) -> Result<Followed, AppError> {
        let published = self.engine.published();
        if !matches!(published.status.state, RunState::Starting | RunState::Running | RunState::Paused) {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "No run is running, so there is nothing to change. Start one, or change the working configuration.",
            ));
        }
        if self.is_backfill() {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "A backfill keeps the configuration it began with, because its visits are planned. Stop it, and \
                 start another with the new configuration.",
            ));
        }
        Ok(self.followed.lock().clone())
    }

    /// Has the active run of the working configuration follow `wanted`, whose targets have these ids; a backfill
    /// keeps what it began with.
    ///
    /// # Errors
    /// What the engine says; the run then goes on as it was.
    pub(crate) fn follow_working(&self, wanted: &MultiTargetConfig, ids: Vec<i64>) -> Result<(), AppError> {
        if self.is_following() {
            self.tell(&mut self.followed.lock(), wanted, ids)?;
        }
        Ok(())
    }

    /// Has the active run, which is not of the working configuration, follow `wanted`.
    ///
    /// # Errors
    /// As [`RunManager::follow_working`].
    pub(crate) fn follow(&self, wanted: &MultiTargetConfig) -> Result<Arc<MultiTargetConfig>, AppError> {
        let mut latest = self.followed.lock();
        let ids = latest.ids_for(&wanted.targets);
        self.tell(&mut latest, wanted, ids)?;
        Ok(Arc::clone(&latest.config))
    }

    fn tell(&self, latest: &mut Followed, wanted: &MultiTargetConfig, ids: Vec<i64>) -> Result<(), AppError> {
        self.engine.change(wanted, &ids).map_err(errors::engine)?;
        latest.config = Arc::new(live_part::follow(&latest.config, wanted));
        latest.next_id = ids.iter().max().map_or(1, |last| last + 1).max(latest.next_id);
        latest.ids = ids;
        Ok(())
    }

    fn is_backfill(&self) -> bool {
        self.engine.published().status.run.as_ref().is_some_and(|run| run.kind == RunKind::Backfill)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(names: &[&str]) -> Vec<Target> {
        let names = names.iter().map(|name| (*name).to_owned());
        names.map(|name| Target { name, ..Target::new("https://m.example", 1) }).collect()
    }

    #[test]
    fn a_target_keeps_its_id_and_no_other_gets_it() {
        let config = MultiTargetConfig { targets: targets(&["a", "b"]), ..Default::default() };
        let mut followed = Followed::new(false, config, Vec::new());
        assert_eq!(followed.ids, [1, 2]);
        let wanted = targets(&["b", "c", "a"]);
        assert_eq!(followed.ids_for(&wanted), [2, 3, 1]);
        // b went; what comes back under its name later is another target.
        (followed.config, followed.ids) =
            (Arc::new(MultiTargetConfig { targets: targets(&["a", "c"]), ..Default::default() }), vec![1, 3]);
        assert_eq!(followed.ids_for(&targets(&["b", "c"])), [4, 3]);
    }
}
