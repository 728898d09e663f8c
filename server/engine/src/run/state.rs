//! One run while it lasts.

use crate::{
    dispatch::{ArrivalPlan, Dispatch, Registry},
    error::EngineError,
    health::OutageLog,
    metrics::{counters::Counters, days::DayCounts, events::EventLog, funnels::FunnelCounters, planned::PlannedCurves},
    plan::RunPlan,
    routing::open_channels,
    run_clock::RunClock,
    schedule::Limits,
    stop_signal::StopSignal,
    timer::SharedTimer,
    tokens::TokenRegistry,
    visits::{Context, Outlet},
};
use domain::{
    EventKind, MultiTargetConfig, RunState, Target,
    messages::{EpochCause, Message, RunFailure, RunStep},
};
use parking_lot::Mutex;
use std::{
    sync::{Arc, OnceLock, Weak},
    time::Duration,
};
use transport::{Connector, Transport, TransportError};

/// One run while it lasts.
pub(crate) struct Run<T> {
    /// Which visits begin, and what they need.
    pub dispatch: Dispatch<T>,
    /// When targets were unhealthy.
    pub outages: OutageLog,
    /// Held during a whole change of the configuration: longer than the registry's lock, which others wait for.
    pub changing: Mutex<()>,
    /// For how long load was scheduled, pauses left out; set when the last was.
    pub scheduled: OnceLock<Duration>,
}

impl<T: Transport> Run<T> {
    /// Prepares a run: a channel for each target and the first epoch. Sends nothing.
    ///
    /// # Errors
    /// [`EngineError::NoTargets`] or [`EngineError::Transport`].
    pub(crate) fn prepare<C: Connector<Transport = T>>(
        plan: RunPlan,
        connector: &C,
        shards: usize,
        tokens: Arc<TokenRegistry>,
    ) -> Result<Arc<Self>, EngineError> {
        let mut registry = Registry::new();
        let planned = registry.plan_channels(&plan.config, &plan.target_ids)?;
        let open = outlets(connector, &plan.config);
        registry.change(&plan.config, plan.config.concurrency, open_channels(planned, &plan.config, open)?);
        let (epoch, load) = registry.begin_epoch(&plan, &plan.config, Duration::ZERO, EpochCause::FirstEpoch.into())?;
        let limits = Limits::of(&plan.config, plan.time_limit());
        let first = ArrivalPlan { epoch, load, limits, at: Duration::ZERO };
        Ok(Arc::new_cyclic(|run: &Weak<Self>| {
            let context = Context {
                clock: RunClock::start(),
                shared_timer: SharedTimer::default(),
                timeout: Duration::from_secs_f64(plan.config.request.timeout_seconds),
                counters: Counters::new(shards),
                planned: PlannedCurves::default(),
                funnels: FunnelCounters::new(plan.config.funnels.len()),
                days: plan.backfill.as_ref().map(|backfill| DayCounts::new(&backfill.days)),
                events: EventLog::default(),
                tokens,
                stop: StopSignal::default(),
                observer: run.clone(),
                plan,
            };
            Self {
                dispatch: Dispatch::new(Arc::new(context), registry, first),
                outages: OutageLog::default(),
                changing: Mutex::default(),
                scheduled: OnceLock::new(),
            }
        }))
    }
}

impl<T> Run<T> {
    /// What its visits need.
    pub(crate) fn context(&self) -> &Arc<Context<T>> {
        &self.dispatch.context
    }

    /// What was asked for.
    pub(crate) fn plan(&self) -> &RunPlan {
        &self.context().plan
    }

    /// Where it stands.
    pub(crate) fn clock(&self) -> &RunClock {
        &self.context().clock
    }

    /// Adds an event.
    pub(crate) fn note(&self, kind: EventKind, is_warning: bool, target: Option<&str>, message: impl Into<Message>) {
        self.context().note(kind, is_warning, target, message);
    }

    /// Adds the event that the run begins.
    pub(crate) fn announce(&self) {
        self.note(EventKind::Run, false, None, RunStep::RunBegan { continues: self.plan().continues });
    }

    /// From starting to running, unless it was paused before.
    pub(crate) fn begin(&self) {
        self.clock().step(&[RunState::Starting], RunState::Running);
    }

    /// Pauses the run and gives the number of that change; `None` unless it is starting or running.
    pub(crate) fn pause(&self) -> Option<u64> {
        let paused = self.clock().step(&[RunState::Starting, RunState::Running], RunState::Paused);
        if paused.is_some() {
            self.note(EventKind::Run, false, None, RunStep::RunPaused);
        }
        paused
    }

    /// Goes on after a pause and gives the number of that change; `None` unless it is paused.
    pub(crate) fn resume(&self) -> Option<u64> {
        let resumed = self.clock().step(&[RunState::Paused], RunState::Running);
        if resumed.is_some() {
            self.note(EventKind::Run, false, None, RunStep::RunResumed);
        }
        resumed
    }

    /// Ends the run as failed because a rule says so.
    pub(crate) fn abort(&self, reason: RunFailure) {
        self.note(EventKind::Limit, true, None, reason.clone());
        self.context().stop.fail(reason);
    }
}

/// Makes the outlet of each target of `config`.
pub(super) fn outlets<C: Connector>(
    connector: &C,
    config: &MultiTargetConfig,
) -> impl Fn(&Target) -> Result<Outlet<C::Transport>, TransportError> {
    |target| connector.connect(target, &config.request).map(Outlet::new)
}
