//! Starting, pausing, stopping and remembering runs.

mod backfill;
mod begin;
mod control;
mod ends;
mod prepare;
#[cfg(test)]
mod tests;

use super::{WorkingRun, config::Configs, figures, unbroken::unbroken};
use crate::{errors, probe::Prober};
use app::{
    error::{AppError, ErrorCode},
    services::{RunChange, RunService, StartRequest},
};
use async_trait::async_trait;
use control::Control;
use domain::{MultiTargetConfig, Page, PageRequest, RunReport, RunSummary, StatusSnapshot};
use engine::Engine;
use std::{sync::Arc, time::Duration};
use store::Store;

/// The engine's runs, from the request to the history.
pub struct Runs {
    store: Store,
    engine: Engine,
    working_run: WorkingRun,
    control: Arc<Control>,
}

impl Runs {
    pub(super) fn new(
        store: Store,
        engine: Engine,
        prober: Arc<Prober>,
        working_run: WorkingRun,
        configs: Configs,
        save_every: Duration,
    ) -> Self {
        let control = Control::new(store.clone(), engine.clone(), prober, working_run.clone(), configs, save_every);
        Self { store, engine, working_run, control: Arc::new(control) }
    }

    /// Refuses new runs, stops the active one gracefully and returns when its figures are saved.
    pub async fn close(&self) {
        self.control.close().await;
    }
}

#[async_trait]
impl RunService for Runs {
    fn is_behind(&self) -> bool {
        self.control.is_behind()
    }

    fn status(&self) -> StatusSnapshot {
        (*self.engine.published().status).clone()
    }

    async fn start(&self, what: StartRequest) -> Result<StatusSnapshot, AppError> {
        let control = Arc::clone(&self.control);
        unbroken(async move { control.start(what).await }).await?;
        Ok(self.status())
    }

    async fn stop(&self) -> Result<StatusSnapshot, AppError> {
        let control = Arc::clone(&self.control);
        unbroken(async move { control.stop().await }).await?;
        Ok(self.status())
    }

    async fn restart(&self) -> Result<StatusSnapshot, AppError> {
        let control = Arc::clone(&self.control);
        unbroken(async move { control.restart().await }).await?;
        Ok(self.status())
    }

    async fn pause(&self) -> Result<StatusSnapshot, AppError> {
        self.control.pause().await?;
        Ok(self.status())
    }

    async fn resume(&self) -> Result<StatusSnapshot, AppError> {
        self.control.resume().await?;
        Ok(self.status())
    }

    async fn active_config(&self) -> Result<MultiTargetConfig, AppError> {
        Ok((*self.working_run.followed()?.config).clone())
    }

    async fn change_run(&self, change: RunChange) -> Result<MultiTargetConfig, AppError> {
        let control = Arc::clone(&self.control);
        unbroken(async move { control.change(change).await }).await
    }

    async fn continue_backfill(&self, id: i64) -> Result<StatusSnapshot, AppError> {
        let control = Arc::clone(&self.control);
        unbroken(async move { control.continue_backfill(id).await }).await?;
        Ok(self.status())
    }

    async fn runs(&self, page: PageRequest) -> Result<Page<RunSummary>, AppError> {
        let mut runs = self.store.runs(page).await.map_err(errors::store)?;
        let published = self.engine.published();
        for run in &mut runs.entries {
            figures::refresh(run, &published.status);
        }
        Ok(runs)
    }

    async fn delete_run(&self, id: i64) -> Result<(), AppError> {
        let status = self.status();
        if status.state.is_active() && status.run.is_some_and(|run| run.id == id) {
            return Err(AppError::new(ErrorCode::Conflict, format!("Run {id} is active. Stop it, then delete it.")));
        }
        self.store.delete_run(id).await.map_err(errors::store)
    }

    async fn run(&self, id: i64) -> Result<RunReport, AppError> {
        let mut report = self.store.run(id).await.map_err(errors::store)?;
        let published = self.engine.published();
        if figures::refresh(&mut report.summary, &published.status) {
            report.snapshot = (*published.status).clone();
            report.series = published.series.to_vec();
        }
        Ok(report)
    }
}
