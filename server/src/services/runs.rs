//! Starting, stopping and remembering runs.

use super::{WorkingRun, figures, keeper, tokens};
use crate::errors;
use app::{
    error::{AppError, ErrorCode},
    services::{RunService, StartRequest},
};
use async_trait::async_trait;
use chrono::{SecondsFormat, Utc};
use domain::{MultiTargetConfig, RunOutcome, RunReport, RunState, RunSummary, StatusSnapshot, Validation};
use engine::{Engine, Pacing, RunPlan};
use parking_lot::Mutex;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use store::{NewRun, Store};
use tokio::task::JoinHandle;
use traffic::PlainTraffic;

/// Longest history answered.
const MOST_RUNS: u64 = 1_000;

/// The engine's runs, from the request to the history.
pub struct Runs {
    store: Store,
    engine: Engine,
    working_run: WorkingRun,
    save_every: Duration,
    /// What restart starts again.
    latest: Mutex<StartRequest>,
    /// Held while a run is being started; inside, the task that saves the latest run's figures.
    keeper: tokio::sync::Mutex<Option<JoinHandle<()>>>,
    closing: AtomicBool,
}

/// A start request, resolved.
struct Prepared {
    name: Option<String>,
    config: MultiTargetConfig,
    target_ids: Vec<i64>,
    is_working: bool,
}

impl Runs {
    pub(super) fn new(store: Store, engine: Engine, working_run: WorkingRun, save_every: Duration) -> Self {
        Self {
            store,
            engine,
            working_run,
            save_every,
            latest: Mutex::new(StartRequest::Working),
            keeper: tokio::sync::Mutex::default(),
            closing: AtomicBool::new(false),
        }
    }

    /// Refuses new runs, stops the active one gracefully and returns when its figures are saved.
    pub async fn close(&self) {
        self.closing.store(true, Ordering::SeqCst);
        self.stop_and_save().await;
    }

    async fn stop_and_save(&self) {
        self.engine.stop().await;
        let mut keeper = self.keeper.lock().await;
        // Somebody may have started the next run in the meantime; that one is not waited for.
        if !self.is_active()
            && let Some(keeper) = keeper.take()
        {
            // It cannot be cancelled, and a panic in it has been reported.
            let _ = keeper.await;
        }
    }

    fn is_active(&self) -> bool {
        self.engine.published().status.state.is_active()
    }

    async fn prepare(&self, what: &StartRequest) -> Result<Prepared, AppError> {
        match what {
            StartRequest::Working => {
                // Ids and order of the list are those of the configuration: both read it by position.
                let config = self.store.config().await.map_err(errors::store)?;
                let stored = self.store.targets().await.map_err(errors::store)?;
                let target_ids = stored.iter().map(|target| target.id).collect();
                let targets = stored.into_iter().map(|stored| stored.target).collect();
                let config = MultiTargetConfig { targets, ..config };
                tokens::settled(Validation::for_running(&config), "")?;
                Ok(Prepared { name: None, config, target_ids, is_working: true })
            }
            StartRequest::Config(config) => self.settle(None, (**config).clone(), "config.").await,
            StartRequest::Preset(id) => {
                let preset = self.store.preset(*id).await.map_err(errors::store)?;
                self.settle(Some(preset.name), preset.config, "").await
            }
        }
    }

    async fn settle(
        &self,
        name: Option<String>,
        mut config: MultiTargetConfig,
        prefix: &str,
    ) -> Result<Prepared, AppError> {
        let working = self.store.config().await.map_err(errors::store)?;
        let found = tokens::settle(&mut config, &[&working.targets], Validation::for_running);
        tokens::settled(found, prefix)?;
        Ok(Prepared { name, config, target_ids: Vec::new(), is_working: false })
    }

    async fn begin(&self, prepared: Prepared) -> Result<i64, AppError> {
        let Prepared { name, config, target_ids, is_working } = prepared;
        let seed = config.seed.unwrap_or_else(draw_seed);
        let started_at = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
        let row = NewRun { name: name.clone(), seed, config: &config, started_at };
        let id = self.store.begin_run(row).await.map_err(errors::store)?;
        let source = Arc::new(PlainTraffic::new(&config, seed));
        let targets = config.enabled_targets().count();
        let visits_per_day = config.target_visits_per_day;
        let plan = RunPlan { id, name, config, target_ids, seed, duration: None, pacing: Pacing::Open, source };
        self.working_run.note(is_working);
        if let Err(error) = self.engine.start(plan) {
            let nothing = StatusSnapshot { state: RunState::Failed, ..Default::default() };
            self.store.save_run(id, RunOutcome::Failed, &nothing, &[]).await.map_err(errors::store)?;
            return Err(errors::engine(error));
        }
        tracing::info!(run = id, seed, targets, visits_per_day, "run started");
        Ok(id)
    }
}

/// A seed that every JSON reader keeps exactly.
fn draw_seed() -> u64 {
    rand::random_range(0..1 << 53)
}

#[async_trait]
impl RunService for Runs {
    fn status(&self) -> StatusSnapshot {
        (*self.engine.published().status).clone()
    }

    async fn start(&self, what: StartRequest) -> Result<StatusSnapshot, AppError> {
        let mut keeper = self.keeper.lock().await;
        if self.closing.load(Ordering::SeqCst) {
            return Err(AppError::new(
                ErrorCode::Unavailable,
                "The server is shutting down. Start again when it is back.",
            ));
        }
        if self.is_active() {
            return Err(errors::active_run());
        }
        if let Some(previous) = keeper.take() {
            // The previous run's last figures are saved before its watch shows another run.
            let _ = previous.await;
        }
        let prepared = self.prepare(&what).await?;
        let watch = self.engine.watch();
        let id = self.begin(prepared).await?;
        *self.latest.lock() = what;
        *keeper = Some(tokio::spawn(keeper::keep(self.store.clone(), watch, id, self.save_every)));
        Ok(self.status())
    }

    async fn stop(&self) -> Result<StatusSnapshot, AppError> {
        self.stop_and_save().await;
        Ok(self.status())
    }

    async fn restart(&self) -> Result<StatusSnapshot, AppError> {
        let latest = self.latest.lock().clone();
        self.stop_and_save().await;
        self.start(latest).await
    }

    async fn runs(&self) -> Result<Vec<RunSummary>, AppError> {
        let mut runs = self.store.runs(MOST_RUNS).await.map_err(errors::store)?;
        let published = self.engine.published();
        for run in &mut runs {
            figures::refresh(run, &published.status);
        }
        Ok(runs)
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
