//! One owner of the current run: it is begun, changed, paused, stopped and kept in the history here and nowhere else.

mod backfill;
mod begin;
mod ends;
mod figure_saver;
mod figures;
mod followed;
mod prepare;
#[cfg(test)]
mod tests;

use crate::{errors, probe::Prober};
use app::{
    error::{AppError, ErrorCode},
    services::StartRequest,
};
use domain::{RunReport, RunState, RunSummary, StartedBy, live::in_detail};
use engine::{Engine, Published};
use figure_saver::FigureSaver;
use followed::Followed;
use parking_lot::Mutex;
use prepare::{Prepared, is_working, prepare};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use store::Store;
use tokio::{select, sync::watch, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// How long a stop or a start waits for the figures of the run before to be saved; saving is retried later.
const PATIENCE: Duration = Duration::from_secs(8);
/// As [`PATIENCE`], at the end of the process, after which they cannot be saved.
const LAST_PATIENCE: Duration = Duration::from_secs(30);

/// Waits until the task in `saving` has saved the last figures of its run.
///
/// # Errors
/// `Unavailable` after `patience`; the task goes on.
async fn saved(saving: &mut Option<JoinHandle<()>>, patience: Duration) -> Result<(), AppError> {
    if let Some(task) = saving.as_mut() {
        // It cannot be cancelled, and a panic in it has been reported.
        if tokio::time::timeout(patience, task).await.is_err() {
            return Err(AppError::new(
                ErrorCode::Unavailable,
                "The run sends nothing more, but its last figures cannot be stored. They are kept in memory and tried \
                 again until they are: make sure that the disk has room and that no other program locks the database, \
                 and let the server run until then.",
            ));
        }
        *saving = None;
    }
    Ok(())
}

/// The current run, from the request to the history. What changes it must not be dropped half way, see
/// [`uncancellable`](crate::uncancellable::uncancellable).
pub(crate) struct RunManager {
    store: Store,
    engine: Engine,
    prober: Arc<Prober>,
    saver: FigureSaver,
    save_every: Duration,
    /// What the latest run follows.
    followed: Mutex<Followed>,
    /// What restart starts again.
    latest: Mutex<StartRequest>,
    /// Held while the working configuration is changed, and from reading it to the start of a run of it.
    pub working_changes: tokio::sync::Mutex<()>,
    /// Held while a run is being started; inside, the task that saves the latest run's figures.
    saving: tokio::sync::Mutex<Option<JoinHandle<()>>>,
    closing: AtomicBool,
    /// The start in progress, if there is one; a stop cancels it.
    starting: Mutex<Option<CancellationToken>>,
}

/// Keeps other runs from beginning as long as it lives.
pub(crate) struct NoStart<'a>(
    #[expect(dead_code, reason = "held")] tokio::sync::MutexGuard<'a, Option<JoinHandle<()>>>,
);

/// A start under way; over when dropped.
struct Starting<'a> {
    manager: &'a RunManager,
    stopped: CancellationToken,
}

impl Drop for Starting<'_> {
    fn drop(&mut self) {
        *self.manager.starting.lock() = None;
    }
}

impl Starting<'_> {
    /// The result of `preparation`, unless the start is stopped before.
    async fn unless_stopped(&self, preparation: impl Future<Output = Result<(), AppError>>) -> Result<(), AppError> {
        select! {
            biased;
            () = self.stopped.cancelled() => self.check(),
            prepared = preparation => prepared,
        }
    }

    fn check(&self) -> Result<(), AppError> {
        if self.stopped.is_cancelled() {
            return Err(AppError::new(ErrorCode::Conflict, "The run was stopped before it began. Nothing was sent."));
        }
        Ok(())
    }
}

impl RunManager {
    /// No run yet. While a run lasts its figures are saved every `save_every`.
    pub(crate) fn new(store: Store, engine: Engine, prober: Arc<Prober>, save_every: Duration) -> Self {
        Self {
            saver: FigureSaver::new(store.clone()),
            store,
            engine,
            prober,
            save_every,
            followed: Mutex::default(),
            latest: Mutex::new(StartRequest::Working),
            working_changes: tokio::sync::Mutex::default(),
            saving: tokio::sync::Mutex::default(),
            closing: AtomicBool::new(false),
            starting: Mutex::default(),
        }
    }

    /// The latest figures.
    pub(crate) fn published(&self) -> Arc<Published> {
        self.engine.published()
    }

    /// Shows run `id` under this name from now on, if it is shown.
    pub(crate) fn rename(&self, id: i64, name: &str) {
        self.engine.rename(id, name);
    }

    /// Follows the figures.
    pub(crate) fn watch(&self) -> watch::Receiver<Arc<Published>> {
        self.engine.watch()
    }

    /// Brings what the history says of a run up to what is shown of it; false if another run is shown.
    pub(crate) fn refresh(&self, summary: &mut RunSummary) -> bool {
        figures::refresh(summary, &self.published().status)
    }

    /// Brings the report of a run up to what is shown of it, if it is.
    pub(crate) fn refresh_report(&self, report: &mut RunReport) {
        let published = self.published();
        if figures::refresh(&mut report.summary, &published.status) {
            report.snapshot = (*published.status).clone();
            report.series = in_detail(&published.series, &published.seconds);
        }
    }

    pub(crate) async fn close(&self) {
        self.closing.store(true, Ordering::SeqCst);
        self.give_up_start();
        // A start that did not see this yet holds the lock until its run is there to be stopped.
        drop(self.saving.lock().await);
        self.engine.stop().await;
        if let Err(error) = saved(&mut *self.saving.lock().await, LAST_PATIENCE).await {
            tracing::error!("the server ends before the last figures of its run are stored. {}", error.message);
        }
    }

    /// Stops the active run gracefully, or the start of one; returns when its figures are saved.
    ///
    /// # Errors
    /// `Unavailable` when the load has stopped, and its figures are not stored yet.
    pub(crate) async fn stop(&self) -> Result<(), AppError> {
        self.give_up_start();
        self.engine.stop().await;
        let mut saving = self.saving.lock().await;
        // Somebody may have started the next run in the meantime; that one is not waited for.
        if self.is_active() { Ok(()) } else { saved(&mut saving, PATIENCE).await }
    }

    /// Whether the last figures of a run wait to be stored.
    pub(crate) fn is_behind(&self) -> bool {
        self.saver.is_behind()
    }

    /// Starts what ran last, once that is known to be possible and what runs is stopped.
    pub(crate) async fn restart(&self, by: StartedBy) -> Result<(), AppError> {
        let latest = match (self.latest.lock().clone(), self.detached()) {
            // What ran last is no longer the working configuration: that was replaced meanwhile.
            (StartRequest::Working | StartRequest::WorkingNamed(_), Some(config)) => {
                StartRequest::Config(Box::new((*config).clone()))
            }
            (latest, _) => latest,
        };
        self.check_open()?;
        // Only to see that it can be: what is started is what is there when the run before has settled.
        if prepare(&self.store, &latest).await?.config.backfill_enabled {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "A backfill is not restarted, because its days would be filled twice. Stop it and continue it, or \
                 start it anew to fill its days once more.",
            ));
        }
        self.stop().await?;
        self.start(latest, by).await
    }

    pub(crate) async fn start(&self, what: StartRequest, by: StartedBy) -> Result<(), AppError> {
        let starting = self.starting()?;
        self.check_free(&mut *self.saving.lock().await).await?;
        // A change in between would be stored and yet not reach the run.
        let unchanged = if is_working(&what) { Some(self.working_changes.lock().await) } else { None };
        let prepared = Prepared { started_by: Some(by), ..prepare(&self.store, &what).await? };
        // Changes do not reach a backfill, and asking its targets takes a while.
        let _unchanged = unchanged.filter(|_| prepared.is_working);
        starting.unless_stopped(self.check_targets(&prepared)).await?;
        self.begin_and_save(prepared, &starting).await?;
        *self.latest.lock() = what;
        Ok(())
    }

    /// Starts a run that sends what backfill `id` has not begun.
    pub(crate) async fn continue_backfill(&self, id: i64, by: StartedBy) -> Result<(), AppError> {
        let starting = self.starting()?;
        self.check_free(&mut *self.saving.lock().await).await?;
        let prepared = Prepared { started_by: Some(by), ..backfill::continued(&self.store, id).await? };
        starting.unless_stopped(self.check_targets(&prepared)).await?;
        let what = StartRequest::Config(Box::new(prepared.config.clone()));
        self.begin_and_save(prepared, &starting).await?;
        *self.latest.lock() = what;
        Ok(())
    }

    /// Lets no more visits begin; returns once the pause is published.
    pub(crate) async fn pause(&self) -> Result<(), AppError> {
        if self.state() == RunState::Paused {
            return Err(AppError::new(ErrorCode::Conflict, "The run is paused already. Resume it, or stop it."));
        }
        let turn = self.engine.pause().map_err(errors::engine)?;
        self.engine.seen(turn).await;
        self.log("run paused: no more visits begin until it is resumed");
        Ok(())
    }

    /// Goes on after a pause; returns when that is seen by all.
    pub(crate) async fn resume(&self) -> Result<(), AppError> {
        let turn = self.engine.resume().map_err(errors::engine)?;
        self.engine.seen(turn).await;
        self.log("run resumed");
        Ok(())
    }

    /// No run begins until the returned guard is dropped. Take [`RunManager::working_changes`] first where both are
    /// needed, as a start does.
    pub(crate) async fn hold_starts(&self) -> NoStart<'_> {
        NoStart(self.saving.lock().await)
    }

    fn log(&self, what: &str) {
        let published = self.engine.published();
        tracing::info!(run = published.status.run.as_ref().map_or(0, |run| run.id), "{what}");
    }

    /// Begins a start, unless another is under way.
    fn starting(&self) -> Result<Starting<'_>, AppError> {
        let mut starting = self.starting.lock();
        if starting.is_some() {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "Another run is being started. Wait until it has begun, or stop it first.",
            ));
        }
        let stopped = starting.insert(CancellationToken::new()).clone();
        Ok(Starting { manager: self, stopped })
    }

    /// Has the start under way, if there is one, end without a run.
    fn give_up_start(&self) {
        if let Some(stopped) = self.starting.lock().as_ref() {
            stopped.cancel();
        }
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

    /// Refuses when no run can start now; afterwards the run before, if there was one, is saved.
    async fn check_free(&self, saving: &mut Option<JoinHandle<()>>) -> Result<(), AppError> {
        self.check_open()?;
        if self.is_active() {
            return Err(errors::active_run());
        }
        // Its last figures are saved before its watch shows another run.
        saved(saving, PATIENCE).await
    }

    /// A backfill's hits are worth nothing without write access, so that is found out before the first.
    async fn check_targets(&self, prepared: &Prepared) -> Result<(), AppError> {
        if !prepared.config.backfill_enabled {
            return Ok(());
        }
        let objections = self.prober.objections(&prepared.config).await;
        if objections.is_empty() {
            return Ok(());
        }
        Err(AppError::invalid(objections.into_iter().map(|error| error.below(prepared.prefix)).collect()))
    }

    async fn begin_and_save(&self, prepared: Prepared, starting: &Starting<'_>) -> Result<(), AppError> {
        let mut saving = self.saving.lock().await;
        // It may have begun while targets were asked.
        self.check_open()?;
        starting.check()?;
        let watch = self.watch();
        let id = self.begin(prepared, &mut saving).await?;
        let save = self.saver.clone().save_while_it_lasts(watch, id, self.save_every);
        *saving = Some(tokio::spawn(save.instrument(tracing::info_span!("run", run = id))));
        Ok(())
    }

    fn is_active(&self) -> bool {
        self.state().is_active()
    }

    fn state(&self) -> RunState {
        self.engine.published().status.state
    }
}
