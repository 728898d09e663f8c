//! One run at a time: begun, kept in the history, stopped, begun again.

use super::prepare::{Prepared, is_working, prepare};
use crate::{
    errors, open_files,
    services::{WorkingRun, keeper},
};
use app::{
    error::{AppError, ErrorCode},
    services::StartRequest,
};
use chrono::{SecondsFormat, Utc};
use domain::{RunInfo, RunOutcome, RunState, StatusSnapshot};
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

/// What starts and stops the engine. Its changes must not be dropped half way, see [`super::unbroken`].
pub(super) struct Control {
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

impl Control {
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

    pub(super) async fn close(&self) {
        self.closing.store(true, Ordering::SeqCst);
        // A start that did not see this yet holds the lock until its run is there to be stopped.
        drop(self.keeper.lock().await);
        self.stop().await;
    }

    /// Stops the active run gracefully; returns when its figures are saved.
    pub(super) async fn stop(&self) {
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

    /// Starts what ran last, once that is known to be possible and what runs is stopped.
    pub(super) async fn restart(&self) -> Result<(), AppError> {
        let latest = self.latest.lock().clone();
        self.check_open()?;
        // Only to see that it can be: what is started is what is there when the run before has settled.
        prepare(&self.store, &latest).await?;
        self.stop().await;
        self.start(latest).await
    }

    pub(super) async fn start(&self, what: StartRequest) -> Result<(), AppError> {
        let mut keeper = self.keeper.lock().await;
        self.check_open()?;
        if self.is_active() {
            return Err(errors::active_run());
        }
        if let Some(previous) = keeper.take() {
            // The previous run's last figures are saved before its watch shows another run.
            let _ = previous.await;
        }
        // A change in between would be stored and yet not reach the run.
        let _unchanged = if is_working(&what) { Some(self.working_run.changes.lock().await) } else { None };
        let prepared = prepare(&self.store, &what).await?;
        let watch = self.engine.watch();
        let id = self.begin(prepared).await?;
        *self.latest.lock() = what;
        *keeper = Some(tokio::spawn(keeper::keep(self.store.clone(), watch, id, self.save_every)));
        Ok(())
    }

    fn check_open(&self) -> Result<(), AppError> {
        if self.closing.load(Ordering::SeqCst) {
            return Err(AppError::new(
                ErrorCode::Unavailable,
                "The server is shutting down. Start again when it is back.",
            ));
        }
        Ok(())
    }

    fn is_active(&self) -> bool {
        self.engine.published().status.state.is_active()
    }

    async fn begin(&self, prepared: Prepared) -> Result<i64, AppError> {
        let Prepared { name, config, target_ids, is_working } = prepared;
        let seed = config.seed.unwrap_or_else(draw_seed);
        let started_at = now();
        let row = NewRun { name: name.clone(), seed, config: &config, started_at: started_at.clone() };
        let id = self.store.begin_run(row).await.map_err(errors::store)?;
        if let Some(shortage) = open_files::shortage(&config) {
            tracing::warn!(run = id, "{shortage}");
        }
        let source = Arc::new(PlainTraffic::new(&config, seed));
        let targets = config.enabled_targets().count();
        let visits_per_day = config.target_visits_per_day;
        let info = RunInfo {
            id,
            name: name.clone(),
            seed,
            started_at,
            strategy: config.distribution_strategy,
            target_visits_per_day: visits_per_day,
            ..Default::default()
        };
        let plan = RunPlan { id, name, config, target_ids, seed, duration: None, pacing: Pacing::Open, source };
        self.working_run.note(is_working);
        if let Err(error) = self.engine.start(plan) {
            let error = errors::engine(error);
            let failed = not_begun(info, &error);
            self.store.save_run(id, RunOutcome::Failed, &failed, &[]).await.map_err(errors::store)?;
            return Err(error);
        }
        tracing::info!(run = id, seed, targets, visits_per_day, "run started");
        Ok(id)
    }
}

/// The last word on a run that the engine refused.
fn not_begun(info: RunInfo, error: &AppError) -> StatusSnapshot {
    let run = RunInfo { ended_at: Some(now()), message: Some(error.message.clone()), ..info };
    StatusSnapshot { state: RunState::Failed, run: Some(run), ..Default::default() }
}

fn now() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A seed that every JSON reader keeps exactly.
fn draw_seed() -> u64 {
    rand::random_range(0..1 << 53)
}
