//! The working configuration.

use super::{WorkingRun, targets, tokens, unbroken::unbroken};
use crate::{errors, plan, probe::Prober};
use app::{
    error::{AppError, ErrorCode},
    services::{ConfigService, RunChange, TargetChange},
};
use async_trait::async_trait;
use domain::{DataSets, FieldError, MultiTargetConfig, StoredTarget, Target, ValidationReport, live_part};
use std::sync::Arc;
use store::Store;

/// The working configuration in the store, and in the engine while it runs. Clones share it.
#[derive(Clone)]
pub(super) struct Configs {
    store: Store,
    prober: Arc<Prober>,
    working_run: WorkingRun,
}

impl Configs {
    pub(super) fn new(store: Store, prober: Arc<Prober>, working_run: WorkingRun) -> Self {
        Self { store, prober, working_run }
    }

    /// A run needs somewhere to send to, also after a change.
    fn check_live<'a>(&self, targets: impl IntoIterator<Item = &'a Target>) -> Result<(), AppError> {
        if self.working_run.is_active() && !targets.into_iter().any(|target| target.enabled) {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "A run is using this configuration. Keep at least one target enabled, or stop the run first.",
            ));
        }
        Ok(())
    }

    /// Has an active run of the working configuration follow what that is now.
    async fn apply_live(&self) -> Result<(), AppError> {
        if !self.working_run.is_following() {
            return Ok(());
        }
        // Nothing changes it in between, and a run does not follow its data sets.
        let config = self.store.settings().await.map_err(errors::store)?;
        let ids = self.list().await?.into_iter().map(|stored| stored.id).collect();
        self.working_run.follow_working(&config, ids)
    }

    /// Changes what an active run of the working configuration follows, and the working configuration with it.
    pub(super) async fn change_run(&self, change: RunChange) -> Result<MultiTargetConfig, AppError> {
        let _one_at_a_time = self.working_run.changes.lock().await;
        let before = self.store.config().await.map_err(errors::store)?;
        let mut config = change(before.clone())?;
        self.settle(&mut config).await?;
        only_live(&before, &config)?;
        self.store.save_settings(&config).await.map_err(errors::store)?;
        self.apply_live().await?;
        Ok(config)
    }

    async fn list(&self) -> Result<Vec<StoredTarget>, AppError> {
        self.store.targets().await.map_err(errors::store)
    }

    /// All targets, without their ids.
    pub(super) async fn stored_targets(&self) -> Result<Vec<Target>, AppError> {
        Ok(self.list().await?.into_iter().map(|stored| stored.target).collect())
    }

    async fn save(&self, mut config: MultiTargetConfig) -> Result<MultiTargetConfig, AppError> {
        let _one_at_a_time = self.working_run.changes.lock().await;
        self.settle(&mut config).await?;
        self.store.save_config(&config).await.map_err(errors::store)?;
        self.apply_live().await?;
        Ok(config)
    }

    async fn save_without_data(&self, config: MultiTargetConfig) -> Result<MultiTargetConfig, AppError> {
        let _one_at_a_time = self.working_run.changes.lock().await;
        let mut config = MultiTargetConfig { funnels: Vec::new(), data_sets: DataSets::default(), ..config };
        self.settle(&mut config).await?;
        self.store.save_settings(&config).await.map_err(errors::store)?;
        self.apply_live().await?;
        let funnels = self.store.funnels().await.map_err(errors::store)?;
        config.funnels = funnels.into_iter().map(|stored| stored.funnel).collect();
        Ok(config)
    }

    /// Makes `config` what can be stored in place of the working configuration.
    async fn settle(&self, config: &mut MultiTargetConfig) -> Result<(), AppError> {
        let stored = self.stored_targets().await?;
        let found = tokens::settle(config, &stored, &[], plan::check_for_storing);
        tokens::settled(found, "")?;
        self.check_live(&config.targets)
    }

    async fn add(&self, target: Target) -> Result<StoredTarget, AppError> {
        let _one_at_a_time = self.working_run.changes.lock().await;
        let stored = self.list().await?;
        let index = stored.len();
        let others = stored.into_iter().map(|stored| stored.target);
        let target = targets::settle(others.chain([target]).collect(), index, None)?;
        let added = self.store.add_target(&target).await.map_err(errors::store)?;
        self.apply_live().await?;
        Ok(added)
    }

    async fn change(&self, id: i64, change: TargetChange) -> Result<StoredTarget, AppError> {
        let _one_at_a_time = self.working_run.changes.lock().await;
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
        let replaced = self.store.replace_target(id, &target).await.map_err(errors::store)?;
        self.apply_live().await?;
        Ok(replaced)
    }

    async fn delete(&self, id: i64) -> Result<(), AppError> {
        let _one_at_a_time = self.working_run.changes.lock().await;
        let stored = self.list().await?;
        self.check_live(stored.iter().filter(|stored| stored.id != id).map(|stored| &stored.target))?;
        self.store.delete_target(id).await.map_err(errors::store)?;
        self.apply_live().await
    }
}

/// Refuses what a run does not follow before the next start.
///
/// # Errors
/// `Invalid` with the fields of `wanted` that differ from `running` and wait.
pub(super) fn only_live(running: &MultiTargetConfig, wanted: &MultiTargetConfig) -> Result<(), AppError> {
    let waiting = live_part::waiting_fields(running, wanted);
    if waiting.is_empty() {
        return Ok(());
    }
    let message = "cannot change while the run goes on; leave it out, or stop the run and start it with this value";
    Err(AppError::invalid(waiting.into_iter().map(|field| FieldError::new(field, message)).collect()))
}

#[async_trait]
impl ConfigService for Configs {
    fn is_followed(&self) -> bool {
        self.working_run.is_following()
    }

    async fn config(&self) -> Result<MultiTargetConfig, AppError> {
        self.store.config().await.map_err(errors::store)
    }

    async fn settings(&self) -> Result<MultiTargetConfig, AppError> {
        self.store.settings().await.map_err(errors::store)
    }

    async fn save_config(&self, config: MultiTargetConfig) -> Result<MultiTargetConfig, AppError> {
        let configs = self.clone();
        unbroken(async move { configs.save(config).await }).await
    }

    async fn save_settings(&self, config: MultiTargetConfig) -> Result<MultiTargetConfig, AppError> {
        let configs = self.clone();
        unbroken(async move { configs.save_without_data(config).await }).await
    }

    async fn targets(&self) -> Result<Vec<StoredTarget>, AppError> {
        self.list().await
    }

    async fn target(&self, id: i64) -> Result<StoredTarget, AppError> {
        self.store.target(id).await.map_err(errors::store)
    }

    async fn add_target(&self, target: Target) -> Result<StoredTarget, AppError> {
        let configs = self.clone();
        unbroken(async move { configs.add(target).await }).await
    }

    async fn replace_target(&self, id: i64, target: Target) -> Result<StoredTarget, AppError> {
        self.change_target(id, Box::new(|_| Ok(target))).await
    }

    async fn change_target(&self, id: i64, change: TargetChange) -> Result<StoredTarget, AppError> {
        let configs = self.clone();
        unbroken(async move { configs.change(id, change).await }).await
    }

    async fn delete_target(&self, id: i64) -> Result<(), AppError> {
        let configs = self.clone();
        unbroken(async move { configs.delete(id).await }).await
    }

    async fn validate(&self, mut config: MultiTargetConfig, connect: bool) -> Result<ValidationReport, AppError> {
        let stored = self.stored_targets().await?;
        let found = tokens::settle(&mut config, &[], &stored, plan::check);
        Ok(self.prober.report(&config, found, connect).await)
    }
}
