//! What the tasks of one run share.

use super::roster::connect;
pub use super::roster::{Entry, Roster};
use crate::{
    clock::Chimes,
    epoch::Epoch,
    error::EngineError,
    health::outages::OutageBook,
    metrics::{books::Books, days::DayBook, events::EventLog, funnels::FunnelBook, planned::PlannedCurves},
    run::{RunPlan, course::Course, open::MOST_AT_ONCE, pause::Pauses},
    schedule::Limits,
    tokens::TokenBook,
};
use arc_swap::ArcSwap;
use domain::{EventKind, MultiTargetConfig, RunState, load_shape::LocalClock};
use parking_lot::Mutex;
use std::{
    sync::{Arc, OnceLock, atomic::AtomicU64},
    time::{Duration, SystemTime},
};
use tokio::{
    sync::{Semaphore, watch},
    time::Instant,
};
use tokio_util::sync::CancellationToken;
use transport::{Connector, Transport};

/// One run while it lasts.
pub struct Run<T> {
    /// What was asked for.
    pub plan: RunPlan,
    /// The configuration in force: the plan's, with what was changed of it while the run goes on.
    pub config: ArcSwap<MultiTargetConfig>,
    /// What the later hits of visits wait by.
    pub chimes: Chimes,
    /// What became of every hit.
    pub books: Books,
    /// When hits were due.
    pub planned: PlannedCurves,
    /// Zero of all planned times.
    pub started: Instant,
    /// The same moment on the wall clock, taken once: a clock that jumps moves no hit.
    pub started_at: SystemTime,
    /// The longest a hit may go unanswered, and the longest a ready hit waits for a free slot.
    pub timeout: Duration,
    /// Who gets load, in which order.
    pub epoch: ArcSwap<Epoch<T>>,
    /// The same with everything else that decides the next arrival, for the dispatcher.
    pub course: watch::Sender<Arc<Course<T>>>,
    /// Positions of all sequences given out so far.
    pub position: AtomicU64,
    /// Places of visits in progress, where each hit has a target of its own.
    pub visits: Arc<Semaphore>,
    /// Every target that has or had a part in the run.
    pub roster: Mutex<Roster<T>>,
    /// Held by who changes the configuration, all the while: longer than the roster, for which others wait.
    pub changing: Mutex<()>,
    /// Where the run stands.
    pub state: watch::Sender<RunState>,
    /// How long it has been paused; changed together with `state`.
    pub pauses: Mutex<Pauses>,
    /// What is known of tokens.
    pub tokens: Arc<TokenBook>,
    /// How often each funnel was taken.
    pub funnels: FunnelBook,
    /// What happened.
    pub events: EventLog,
    /// When targets were unhealthy.
    pub outages: OutageBook,
    /// How far the days of a backfill are.
    pub days: Option<DayBook>,
    /// For how long load was scheduled, pauses left out; set when the last was.
    pub scheduled: OnceLock<Duration>,
    /// Why the run cannot go on, for people, if it cannot.
    pub failure: OnceLock<String>,
    /// Asks for no more arrivals.
    pub stop: CancellationToken,
    /// No more arrivals: cancelled with `stop`, and when the time of a closed loop is over.
    pub over: CancellationToken,
}

impl<T: Transport> Run<T> {
    /// Prepares a run: a bulkhead for each target and the first epoch. Sends nothing.
    ///
    /// # Errors
    /// [`EngineError::NoTargets`] or [`EngineError::Transport`].
    pub fn prepare<C: Connector<Transport = T>>(
        plan: RunPlan,
        connector: &C,
        lanes: usize,
        tokens: Arc<TokenBook>,
    ) -> Result<Self, EngineError> {
        let mut roster = Roster::new();
        let seats = roster.seats(&plan.config, &plan.target_ids)?;
        roster.change(&plan.config, plan.config.concurrency, connect(seats, &plan.config, connector)?);
        let (epoch, load) = roster.begin_epoch(&plan, &plan.config, Duration::ZERO, "The run began.".to_owned())?;
        let limits = Limits::of(&plan.config, plan.time_limit());
        let course = Course { epoch: Arc::clone(&epoch), load, limits, at: Duration::ZERO };
        let stop = CancellationToken::new();
        Ok(Self {
            config: ArcSwap::from_pointee(plan.config.clone()),
            chimes: Chimes::default(),
            books: Books::new(lanes),
            planned: PlannedCurves::default(),
            started: Instant::now(),
            started_at: SystemTime::now(),
            timeout: Duration::from_secs_f64(plan.config.request.timeout_seconds),
            epoch: ArcSwap::new(epoch),
            course: watch::Sender::new(Arc::new(course)),
            position: AtomicU64::new(0),
            visits: Arc::new(Semaphore::new(MOST_AT_ONCE)),
            roster: Mutex::new(roster),
            changing: Mutex::default(),
            tokens,
            state: watch::Sender::new(RunState::Starting),
            pauses: Mutex::default(),
            funnels: FunnelBook::new(plan.config.funnels.len()),
            events: EventLog::default(),
            outages: OutageBook::default(),
            days: plan.backfill.as_ref().map(|backfill| DayBook::new(&backfill.days)),
            scheduled: OnceLock::new(),
            failure: OnceLock::new(),
            over: stop.child_token(),
            stop,
            plan,
        })
    }

    /// Ends the run as failed; the first reason stays.
    pub fn fail(&self, reason: String) {
        tracing::error!(run = self.plan.id, reason, "the run cannot go on");
        self.failure.get_or_init(|| reason);
        self.stop.cancel();
    }

    /// The plan's clock, set to the start of the run if it was not set.
    pub fn clock(&self) -> LocalClock {
        LocalClock { start_unix: self.start_unix(), ..self.plan.clock.clone() }
    }

    /// The start of the run on the plan's clock, seconds since the Unix epoch.
    pub fn start_unix(&self) -> f64 {
        if self.plan.clock.start_unix != 0.0 {
            return self.plan.clock.start_unix;
        }
        self.started_at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64()
    }

    /// `planned` on the wall clock, milliseconds since the Unix epoch.
    pub fn unix_ms(&self, planned: Duration) -> i64 {
        let since_epoch = self.started_at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        (since_epoch + planned).as_millis() as i64
    }
}

impl<T> Run<T> {
    /// Something happened that people should see: in the log, on the dashboard and in the report.
    pub fn note(&self, kind: EventKind, is_warning: bool, target: Option<&str>, message: String) {
        // Without a target there is no such field.
        let (run, name) = (self.plan.id, target);
        if is_warning {
            tracing::warn!(run, name, "{message}");
        } else {
            tracing::info!(run, name, "{message}");
        }
        self.events.add(self.elapsed(), kind, is_warning, target, message);
    }
}
