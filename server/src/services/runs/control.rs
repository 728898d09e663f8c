//! One run at a time: begun, kept in the history, paused, stopped, begun again.

use super::{
    backfill,
    begin::Beginner,
    prepare::{Prepared, is_working, prepare},
};
use crate::{
    errors,
    probe::Prober,
    services::{WorkingRun, config::Configs, config::changed, keeper::Keeper},
};
use app::{
    error::{AppError, ErrorCode},
    services::{RunChange, StartRequest},
};
use domain::{FieldError, MultiTargetConfig, RunState};
use engine::Engine;
use parking_lot::Mutex;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use store::Store;
use tokio::{select, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// How long whoever stops or starts a run waits for the figures of the one before; they are saved later, too.
const PATIENCE: Duration = Duration::from_secs(8);
/// As [`PATIENCE`], at the end of the process, after which nobody saves them.
const LAST_PATIENCE: Duration = Duration::from_secs(30);

/// Waits until the task in `keeping` has saved the last figures of its run.
///
/// # Errors
/// `Unavailable` after `patience`; the task goes on.
async fn saved(keeping: &mut Option<JoinHandle<()>>, patience: Duration) -> Result<(), AppError> {
    if let Some(task) = keeping.as_mut() {
        // It cannot be cancelled, and a panic in it has been reported.
        if tokio::time::timeout(patience, task).await.is_err() {
            return Err(AppError::new(
                ErrorCode::Unavailable,
                "The run sends nothing more, but its last figures cannot be stored. They are kept in memory and tried \
                 again until they are: make sure that the disk has room and that no other program locks the database, \
                 and let the server run until then.",
            ));
        }
        *keeping = None;
    }
    Ok(())
}

/// What starts and stops the engine. Its changes must not be dropped half way, see [`super::unbroken`].
pub(super) struct Control {
    store: Store,
    engine: Engine,
    prober: Arc<Prober>,
    working_run: WorkingRun,
    configs: Configs,
    keeper: Keeper,
    save_every: Duration,
    /// What restart starts again.
    latest: Mutex<StartRequest>,
    /// Held while a run is being started; inside, the task that saves the latest run's figures.
    keeping: tokio::sync::Mutex<Option<JoinHandle<()>>>,
    closing: AtomicBool,
    /// The start under way, if there is one; whoever stops cancels it.
    starting: Mutex<Option<CancellationToken>>,
}

/// A start under way; over when dropped.
struct Starting<'a> {
    control: &'a Control,
    stopped: CancellationToken,
}

impl Drop for Starting<'_> {
    fn drop(&mut self) {
        *self.control.starting.lock() = None;
    }
}

impl Starting<'_> {
    /// What `preparation` comes to, unless somebody stops the start before.
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

impl Control {
    pub(super) fn new(
        store: Store,
        engine: Engine,
        prober: Arc<Prober>,
        working_run: WorkingRun,
        configs: Configs,
        save_every: Duration,
    ) -> Self {
        Self {
            keeper: Keeper::new(store.clone()),
            store,
            engine,
            prober,
            working_run,
            configs,
            save_every,
            latest: Mutex::new(StartRequest::Working),
            keeping: tokio::sync::Mutex::default(),
            closing: AtomicBool::new(false),
            starting: Mutex::default(),
        }
    }

    pub(super) async fn close(&self) {
        self.closing.store(true, Ordering::SeqCst);
        self.give_up_start();
        // A start that did not see this yet holds the lock until its run is there to be stopped.
        drop(self.keeping.lock().await);
        self.engine.stop().await;
        if let Err(error) = saved(&mut *self.keeping.lock().await, LAST_PATIENCE).await {
            tracing::error!("the server ends before the last figures of its run are stored. {}", error.message);
        }
    }

    /// Stops the active run gracefully, or the start of one; returns when its figures are saved.
    ///
    /// # Errors
    /// `Unavailable` when the load has stopped, and its figures are not stored yet.
    pub(super) async fn stop(&self) -> Result<(), AppError> {
        self.give_up_start();
        self.engine.stop().await;
        let mut keeping = self.keeping.lock().await;
        // Somebody may have started the next run in the meantime; that one is not waited for.
        if self.is_active() { Ok(()) } else { saved(&mut keeping, PATIENCE).await }
    }

    /// Whether the last figures of a run wait to be stored.
    pub(super) fn is_behind(&self) -> bool {
        self.keeper.is_behind()
    }

    /// Starts what ran last, once that is known to be possible and what runs is stopped.
    pub(super) async fn restart(&self) -> Result<(), AppError> {
        let latest = match (self.latest.lock().clone(), self.working_run.detached()) {
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
        self.start(latest).await
    }

    pub(super) async fn start(&self, what: StartRequest) -> Result<(), AppError> {
        let starting = self.starting()?;
        self.check_free(&mut *self.keeping.lock().await).await?;
        // A change in between would be stored and yet not reach the run.
        let unchanged = if is_working(&what) { Some(self.working_run.changes.lock().await) } else { None };
        let prepared = prepare(&self.store, &what).await?;
        // Changes do not reach a backfill, and asking its targets takes a while.
        let _unchanged = unchanged.filter(|_| prepared.is_working);
        starting.unless_stopped(self.check_targets(&prepared)).await?;
        self.begin(prepared, &starting).await?;
        *self.latest.lock() = what;
        Ok(())
    }

    /// Starts a run that sends what backfill `id` has not begun.
    pub(super) async fn continue_backfill(&self, id: i64) -> Result<(), AppError> {
        let starting = self.starting()?;
        self.check_free(&mut *self.keeping.lock().await).await?;
        let prepared = backfill::continued(&self.store, id).await?;
        starting.unless_stopped(self.check_targets(&prepared)).await?;
        let what = StartRequest::Config(Box::new(prepared.config.clone()));
        self.begin(prepared, &starting).await?;
        *self.latest.lock() = what;
        Ok(())
    }

    /// Lets no more visits begin; returns when that is seen by all.
    pub(super) async fn pause(&self) -> Result<(), AppError> {
        if self.state() == RunState::Paused {
            return Err(AppError::new(ErrorCode::Conflict, "The run is paused already. Resume it, or stop it."));
        }
        let turn = self.engine.pause().map_err(errors::engine)?;
        self.engine.seen(turn).await;
        self.log("run paused: no more visits begin until it is resumed");
        Ok(())
    }

    /// Goes on after a pause; returns when that is seen by all.
    pub(super) async fn resume(&self) -> Result<(), AppError> {
        let turn = self.engine.resume().map_err(errors::engine)?;
        self.engine.seen(turn).await;
        self.log("run resumed");
        Ok(())
    }

    /// Has the active run follow what `change` makes of its configuration; returns that.
    pub(super) async fn change(&self, change: RunChange) -> Result<MultiTargetConfig, AppError> {
        // Neither does another configuration take the run's place meanwhile, nor does another run begin: in this order,
        // as a start takes them.
        let _unchanged = self.working_run.changes.lock().await;
        let _keeping = self.keeping.lock().await;
        let followed = self.working_run.changeable()?;
        if followed.is_working {
            return self.configs.change_run(change).await;
        }
        let wanted = changed(&followed.config, change)?;
        Ok((*self.working_run.follow(&wanted)?).clone())
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
        Ok(Starting { control: self, stopped })
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
    async fn check_free(&self, keeping: &mut Option<JoinHandle<()>>) -> Result<(), AppError> {
        self.check_open()?;
        if self.is_active() {
            return Err(errors::active_run());
        }
        // Its last figures are saved before its watch shows another run.
        saved(keeping, PATIENCE).await
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
        let under = |error: FieldError| FieldError::new(format!("{}{}", prepared.prefix, error.field), error.message);
        Err(AppError::invalid(objections.into_iter().map(under).collect()))
    }

    async fn begin(&self, prepared: Prepared, starting: &Starting<'_>) -> Result<(), AppError> {
        let mut keeping = self.keeping.lock().await;
        // It may have begun while targets were asked.
        self.check_open()?;
        starting.check()?;
        let watch = self.engine.watch();
        let beginner =
            Beginner { store: &self.store, engine: &self.engine, working_run: &self.working_run, keeper: &self.keeper };
        let id = beginner.begin(prepared, &mut keeping).await?;
        let keep = self.keeper.clone().keep(watch, id, self.save_every);
        *keeping = Some(tokio::spawn(keep.instrument(tracing::info_span!("run", run = id))));
        Ok(())
    }

    fn is_active(&self) -> bool {
        self.state().is_active()
    }

    fn state(&self) -> RunState {
        self.engine.published().status.state
    }
}
