//! Starting, pausing, stopping and remembering runs.

use super::config::{Configs, changed};
use crate::{errors, runs::RunManager, uncancellable::uncancellable};
use app::{
    error::{AppError, ErrorCode},
    services::{RunChange, RunLabelsChange, RunService, StartRequest},
};
use async_trait::async_trait;
use domain::{
    MultiTargetConfig, Page, PageRequest, RunFilter, RunLabels, RunReport, RunSummary, SeriesPoint, StartedBy,
    StatusSnapshot, live::in_detail,
};
use std::sync::Arc;
use store::Store;

/// The current run and those of the history. Clones share them.
#[derive(Clone)]
pub(super) struct Runs {
    store: Store,
    manager: Arc<RunManager>,
    configs: Configs,
    /// Held while something is said of a run, from the look at what was said before on.
    labels: Arc<tokio::sync::Mutex<()>>,
}

impl Runs {
    pub(super) fn new(store: Store, manager: Arc<RunManager>, configs: Configs) -> Self {
        Self { store, manager, configs, labels: Arc::default() }
    }

    /// Has the active run follow what `change` makes of its configuration; returns that.
    pub(super) async fn change(&self, change: RunChange) -> Result<MultiTargetConfig, AppError> {
        // Neither does another configuration take the run's place meanwhile, nor does another run begin: in this order,
        // as a start takes them.
        let _unchanged = self.manager.working_changes.lock().await;
        let _no_start = self.manager.hold_starts().await;
        let followed = self.manager.changeable()?;
        if followed.is_working {
            return self.configs.change_run(change).await;
        }
        let wanted = changed(&followed.config, change)?;
        Ok((*self.manager.follow(&wanted)?).clone())
    }

    async fn label(&self, id: i64, change: RunLabelsChange) -> Result<RunLabels, AppError> {
        let _one_at_a_time = self.labels.lock().await;
        let before = self.run_labels(id).await?;
        let mut labels = change(before.clone())?;
        let errors = labels.settle();
        if !errors.is_empty() {
            return Err(AppError::invalid(errors));
        }
        self.store.label_run(id, &labels).await.map_err(errors::store)?;
        if labels.name != before.name {
            self.manager.rename(id, &labels.name);
        }
        Ok(labels)
    }
}

#[async_trait]
impl RunService for Runs {
    fn is_behind(&self) -> bool {
        self.manager.is_behind()
    }

    fn status(&self) -> StatusSnapshot {
        (*self.manager.published().status).clone()
    }

    fn history(&self) -> Vec<SeriesPoint> {
        let published = self.manager.published();
        in_detail(&published.series, &published.seconds)
    }

    async fn start(&self, what: StartRequest, by: StartedBy) -> Result<StatusSnapshot, AppError> {
        let manager = Arc::clone(&self.manager);
        uncancellable(async move { manager.start(what, by).await }).await?;
        Ok(self.status())
    }

    async fn stop(&self) -> Result<StatusSnapshot, AppError> {
        let manager = Arc::clone(&self.manager);
        uncancellable(async move { manager.stop().await }).await?;
        Ok(self.status())
    }

    async fn restart(&self, by: StartedBy) -> Result<StatusSnapshot, AppError> {
        let manager = Arc::clone(&self.manager);
        uncancellable(async move { manager.restart(by).await }).await?;
        Ok(self.status())
    }

    async fn pause(&self) -> Result<StatusSnapshot, AppError> {
        self.manager.pause().await?;
        Ok(self.status())
    }

    async fn resume(&self) -> Result<StatusSnapshot, AppError> {
        self.manager.resume().await?;
        Ok(self.status())
    }

    async fn active_config(&self) -> Result<MultiTargetConfig, AppError> {
        Ok((*self.manager.followed()?.config).clone())
    }

    async fn change_run(&self, change: RunChange) -> Result<MultiTargetConfig, AppError> {
        let runs = self.clone();
        uncancellable(async move { runs.change(change).await }).await
    }

    async fn continue_backfill(&self, id: i64, by: StartedBy) -> Result<StatusSnapshot, AppError> {
        let manager = Arc::clone(&self.manager);
        uncancellable(async move { manager.continue_backfill(id, by).await }).await?;
        Ok(self.status())
    }

    async fn runs(&self, page: PageRequest, filter: &RunFilter) -> Result<Page<RunSummary>, AppError> {
        let mut runs = self.store.runs(page, filter).await.map_err(errors::store)?;
        for run in &mut runs.entries {
            self.manager.refresh(run);
        }
        Ok(runs)
    }

    async fn run_labels(&self, id: i64) -> Result<RunLabels, AppError> {
        self.store.run_labels(id).await.map_err(errors::store)
    }

    async fn change_run_labels(&self, id: i64, change: RunLabelsChange) -> Result<RunLabels, AppError> {
        let runs = self.clone();
        uncancellable(async move { runs.label(id, change).await }).await
    }

    async fn delete_run(&self, id: i64) -> Result<(), AppError> {
        let status = self.status();
        if status.state.is_active() && status.run.is_some_and(|run| run.id == id) {
            return Err(AppError::new(ErrorCode::Conflict, format!("Run {id} is active. Stop it, then delete it.")));
        }
        self.store.delete_run(id).await.map_err(errors::store)
    }

    async fn restore_run(&self, id: i64) -> Result<(), AppError> {
        self.store.restore_run(id).await.map_err(errors::store)
    }

    async fn run(&self, id: i64) -> Result<RunReport, AppError> {
        let mut report = self.store.run(id).await.map_err(errors::store)?;
        self.manager.refresh_report(&mut report);
        Ok(report)
    }
}
