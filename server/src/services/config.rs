//! The working configuration.

#[cfg(test)]
mod tests;

use super::{
    loads::{Loads, Replaced},
    targets,
};
use crate::{
    blocking::run_blocking_in_turn, errors, plan, probe::Prober, runs::RunManager, same_preset, stored_tokens,
    uncancellable::uncancellable,
};
use app::{
    error::{AppError, ErrorCode},
    services::{ConfigLoad, ConfigService, OnlyIf, RunChange, SettingsChange, TargetChange},
};
use async_trait::async_trait;
use domain::{
    DataSets, FieldError, MultiTargetConfig, StoredTarget, Target, ValidationReport, live_part,
    messages::RequestFinding, rules,
};
use engine::EngineError;
use std::sync::Arc;
use store::{Store, WorkingChange};

/// The working configuration in the store, and in the engine while it runs. Clones share it.
#[derive(Clone)]
pub(super) struct Configs {
    store: Store,
    prober: Arc<Prober>,
    runs: Arc<RunManager>,
    loads: Loads,
}

impl Configs {
    pub(super) fn new(store: Store, prober: Arc<Prober>, runs: Arc<RunManager>) -> Self {
        Self { store, prober, runs, loads: Loads::default() }
    }

    async fn load(&self, load: ConfigLoad) -> Result<MultiTargetConfig, AppError> {
        let _one_at_a_time = self.runs.working_changes.lock().await;
        let before = self.store.config().await.map_err(errors::store)?;
        let mut config = load(before.clone());
        // A name alone gives what is loaded no token: it may lead elsewhere.
        let found = stored_tokens::settle(&mut config, &[], &before.targets, plan::check_for_storing);
        stored_tokens::settled(found, "")?;
        self.put(&config).await?;
        self.loads.loaded(before, &config, self.runs.detach());
        Ok(config)
    }

    async fn undo(&self) -> Result<MultiTargetConfig, AppError> {
        let _one_at_a_time = self.runs.working_changes.lock().await;
        let now = self.store.config().await.map_err(errors::store)?;
        let Replaced { config, run } = self.loads.replaced(&now)?;
        self.put(&config).await?;
        self.loads.taken_back();
        if let Some(run) = run {
            self.runs.attach(&run);
        }
        Ok(config)
    }

    /// Whether no preset has `working`, and it is not what one begins with.
    async fn is_unsaved(&self, working: &MultiTargetConfig) -> Result<bool, AppError> {
        if *working == MultiTargetConfig::default() {
            return Ok(false);
        }
        Ok(same_preset::of(&self.store, working).await?.is_none())
    }

    /// Stores a configuration that no run follows.
    async fn put(&self, config: &MultiTargetConfig) -> Result<(), AppError> {
        let change = self.begin().await?;
        change.save_config(config).await.map_err(errors::store)?;
        change.commit().await.map_err(errors::store)
    }

    /// A run needs somewhere to send to, also after a change.
    fn check_live<'a>(&self, targets: impl IntoIterator<Item = &'a Target>) -> Result<(), AppError> {
        if self.runs.is_of_working_config() && !targets.into_iter().any(|target| target.enabled) {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "A run is using this configuration. Keep at least one target enabled, or stop the run first.",
            ));
        }
        Ok(())
    }

    /// Makes `change` what the working configuration is; an active run of it follows that as soon as it is stored.
    ///
    /// # Errors
    /// What the store says; the run goes on as it was then. What the engine says; the change stays stored then.
    pub(super) async fn settle_change(&self, change: WorkingChange<'_>) -> Result<(), AppError> {
        let follows = self.runs.is_following();
        // A run does not follow its data sets.
        let settings = if follows { Some(change.settings().await.map_err(errors::store)?) } else { None };
        // What the run could not follow is refused while nothing has changed yet.
        if settings.as_ref().is_some_and(|(config, _)| config.enabled_targets().next().is_none()) {
            return Err(errors::engine(EngineError::NoTargets));
        }
        change.commit().await.map_err(errors::store)?;
        let Some((config, ids)) = settings else { return Ok(()) };
        self.runs.follow_working(&config, ids).map_err(|error| AppError {
            message: format!("The change is stored, but the active run goes on without it. {}", error.message),
            ..error
        })
    }

    /// Begins a change, for [`Configs::settle_change`] to end.
    pub(super) async fn begin(&self) -> Result<WorkingChange<'_>, AppError> {
        self.store.change().await.map_err(errors::store)
    }

    /// Changes what an active run of the working configuration follows, and the working configuration with it. The
    /// caller holds [`RunManager::working_changes`].
    pub(super) async fn change_run(&self, change: RunChange) -> Result<MultiTargetConfig, AppError> {
        // Not what is stored: some of that may wait for the next start.
        let running = self.runs.changeable()?.config;
        let wanted = changed(&running, change)?;
        let mut config = self.store.config().await.map_err(errors::store)?;
        live_part::carry_over(&running, &wanted, &mut config);
        self.settle(&mut config).await?;
        let change = self.begin().await?;
        change.save_settings(&config).await.map_err(errors::store)?;
        self.settle_change(change).await?;
        Ok((*self.runs.followed()?.config).clone())
    }

    async fn list(&self) -> Result<Vec<StoredTarget>, AppError> {
        self.store.targets().await.map_err(errors::store)
    }

    /// All targets, without their ids.
    pub(super) async fn stored_targets(&self) -> Result<Vec<Target>, AppError> {
        Ok(self.list().await?.into_iter().map(|stored| stored.target).collect())
    }

    async fn save(
        &self,
        mut config: MultiTargetConfig,
        only_if: OnlyIf<MultiTargetConfig>,
    ) -> Result<MultiTargetConfig, AppError> {
        let _one_at_a_time = self.runs.working_changes.lock().await;
        self.check_stored(only_if).await?;
        self.settle(&mut config).await?;
        let change = self.begin().await?;
        change.save_config(&config).await.map_err(errors::store)?;
        self.settle_change(change).await?;
        Ok(config)
    }

    async fn check_stored(&self, only_if: OnlyIf<MultiTargetConfig>) -> Result<(), AppError> {
        if only_if.asks() { only_if.check(&self.store.config().await.map_err(errors::store)?) } else { Ok(()) }
    }

    async fn change_without_data(&self, change: SettingsChange) -> Result<MultiTargetConfig, AppError> {
        let _one_at_a_time = self.runs.working_changes.lock().await;
        let config = change(self.store.settings().await.map_err(errors::store)?)?;
        let mut config = MultiTargetConfig { funnels: Vec::new(), data_sets: DataSets::default(), ..config };
        self.settle(&mut config).await?;
        let change = self.begin().await?;
        change.save_settings(&config).await.map_err(errors::store)?;
        self.settle_change(change).await?;
        let funnels = self.store.funnels().await.map_err(errors::store)?;
        config.funnels = funnels.into_iter().map(|stored| stored.funnel).collect();
        Ok(config)
    }

    /// Makes `config` what can be stored in place of the working configuration.
    async fn settle(&self, config: &mut MultiTargetConfig) -> Result<(), AppError> {
        let stored = self.stored_targets().await?;
        let mut settled = std::mem::take(config);
        let found;
        (*config, found) = run_blocking_in_turn(move || {
            let found = stored_tokens::settle(&mut settled, &stored, &[], plan::check_for_storing);
            (settled, found)
        })
        .await?;
        stored_tokens::settled(found, "")?;
        self.check_live(&config.targets)
    }

    async fn add(&self, target: Target) -> Result<StoredTarget, AppError> {
        let _one_at_a_time = self.runs.working_changes.lock().await;
        let stored = self.list().await?;
        let index = stored.len();
        let others = stored.into_iter().map(|stored| stored.target);
        let target = targets::settle(others.chain([target]).collect(), index, None)?;
        let change = self.begin().await?;
        let added = change.add_target(&target).await.map_err(errors::store)?;
        self.settle_change(change).await?;
        Ok(added)
    }

    async fn change(&self, id: i64, change: TargetChange) -> Result<StoredTarget, AppError> {
        let _one_at_a_time = self.runs.working_changes.lock().await;
        let old = self.target(id).await?.target;
        let target = change(old.clone())?;
        let stored = self.list().await?;
        let index = stored.iter().position(|stored| stored.id == id).unwrap_or_default();
        let mut all: Vec<Target> = stored.into_iter().map(|stored| stored.target).collect();
        if let Some(place) = all.get_mut(index) {
            *place = target;
        }
        self.check_live(&all)?;
        let target = targets::settle(all, index, Some(&old))?;
        let change = self.begin().await?;
        let replaced = change.replace_target(id, &target).await.map_err(errors::store)?;
        if target.name != old.name {
            let (mut config, _) = change.settings().await.map_err(errors::store)?;
            rules::rename_targets(&mut config, |name| (name == old.name).then_some(target.name.as_str()));
            change.save_rest(&config).await.map_err(errors::store)?;
        }
        self.settle_change(change).await?;
        Ok(replaced)
    }

    async fn delete(&self, id: i64, only_if: OnlyIf<StoredTarget>) -> Result<(), AppError> {
        let _one_at_a_time = self.runs.working_changes.lock().await;
        only_if.check(&self.target(id).await?)?;
        let stored = self.list().await?;
        self.check_live(stored.iter().filter(|stored| stored.id != id).map(|stored| &stored.target))?;
        if let Some(stored) = stored.iter().find(|stored| stored.id == id) {
            let settings = self.store.settings().await.map_err(errors::store)?;
            targets::check_unnamed(&settings, &stored.target.name)?;
        }
        let change = self.begin().await?;
        change.delete_target(id).await.map_err(errors::store)?;
        self.settle_change(change).await
    }
}

/// What `change` makes of the configuration that a run follows, `running`: settled, valid, and nothing in it that
/// waits for the next start.
///
/// # Errors
/// `Invalid` with the fields at fault.
pub(super) fn changed(running: &MultiTargetConfig, change: RunChange) -> Result<MultiTargetConfig, AppError> {
    let mut wanted = change(running.clone())?;
    let found = stored_tokens::settle(&mut wanted, &running.targets, &[], plan::check);
    // First, because what waits may be what the rest is wrong about.
    let waiting = live_part::waiting_fields(running, &wanted);
    if !waiting.is_empty() {
        let waiting = waiting.into_iter().map(|field| FieldError::new(field, RequestFinding::WaitsForNextStart));
        return Err(AppError::invalid(waiting.collect()));
    }
    stored_tokens::settled(found, "")?;
    Ok(wanted)
}

#[async_trait]
impl ConfigService for Configs {
    fn followed(&self) -> Option<Arc<MultiTargetConfig>> {
        self.runs.followed().ok().filter(|_| self.runs.is_following()).map(|followed| followed.config)
    }

    async fn config(&self) -> Result<MultiTargetConfig, AppError> {
        self.store.config().await.map_err(errors::store)
    }

    async fn settings(&self) -> Result<MultiTargetConfig, AppError> {
        self.store.settings().await.map_err(errors::store)
    }

    async fn save_config(
        &self,
        config: MultiTargetConfig,
        only_if: OnlyIf<MultiTargetConfig>,
    ) -> Result<MultiTargetConfig, AppError> {
        let configs = self.clone();
        uncancellable(async move { configs.save(config, only_if).await }).await
    }

    async fn change_settings(&self, change: SettingsChange) -> Result<MultiTargetConfig, AppError> {
        let configs = self.clone();
        uncancellable(async move { configs.change_without_data(change).await }).await
    }

    async fn load_config(&self, load: ConfigLoad) -> Result<MultiTargetConfig, AppError> {
        let configs = self.clone();
        uncancellable(async move { configs.load(load).await }).await
    }

    async fn undo_load(&self) -> Result<MultiTargetConfig, AppError> {
        let configs = self.clone();
        uncancellable(async move { configs.undo().await }).await
    }

    async fn would_lose(&self) -> Result<bool, AppError> {
        self.is_unsaved(&self.config().await?).await
    }

    async fn targets(&self) -> Result<Vec<StoredTarget>, AppError> {
        self.list().await
    }

    async fn target(&self, id: i64) -> Result<StoredTarget, AppError> {
        self.store.target(id).await.map_err(errors::store)
    }

    async fn add_target(&self, target: Target) -> Result<StoredTarget, AppError> {
        let configs = self.clone();
        uncancellable(async move { configs.add(target).await }).await
    }

    async fn replace_target(&self, id: i64, target: Target) -> Result<StoredTarget, AppError> {
        self.change_target(id, Box::new(|_| Ok(target))).await
    }

    async fn change_target(&self, id: i64, change: TargetChange) -> Result<StoredTarget, AppError> {
        let configs = self.clone();
        uncancellable(async move { configs.change(id, change).await }).await
    }

    async fn delete_target(&self, id: i64, only_if: OnlyIf<StoredTarget>) -> Result<(), AppError> {
        let configs = self.clone();
        uncancellable(async move { configs.delete(id, only_if).await }).await
    }

    async fn validate(&self, mut config: MultiTargetConfig, connect: bool) -> Result<ValidationReport, AppError> {
        let stored = self.stored_targets().await?;
        let (config, found) = run_blocking_in_turn(move || {
            let found = stored_tokens::settle(&mut config, &[], &stored, plan::check);
            (config, found)
        })
        .await?;
        Ok(self.prober.report(&config, found, connect).await)
    }
}
