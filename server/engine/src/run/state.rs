//! What the tasks of one run share.

use crate::{
    bulkhead::Bulkhead,
    epoch::{Epoch, Span},
    error::EngineError,
    metrics::{books::Books, days::DayBook, funnels::FunnelBook, planned::PlannedCurve},
    run::{RunPlan, pause::Pauses},
    transport::{Connector, Transport},
};
use arc_swap::ArcSwap;
use domain::{RunState, Sequence, Target, load_shape::LocalClock};
use parking_lot::Mutex;
use std::{
    sync::{Arc, OnceLock, atomic::AtomicU64},
    time::{Duration, SystemTime},
};
use tokio::{sync::watch, time::Instant};
use tokio_util::sync::CancellationToken;

/// One run while it lasts.
pub struct Run<T> {
    /// What was asked for.
    pub plan: RunPlan,
    /// What became of every hit.
    pub books: Books,
    /// When hits were due.
    pub planned: PlannedCurve,
    /// Zero of all planned times.
    pub started: Instant,
    /// The same moment on the wall clock, taken once: a clock that jumps moves no hit.
    pub started_at: SystemTime,
    /// The longest a hit may go unanswered, and the longest a ready hit waits for a free slot.
    pub timeout: Duration,
    /// Who gets load, in which order.
    pub epoch: ArcSwap<Epoch<T>>,
    /// Positions of the sequence given out so far.
    pub position: AtomicU64,
    /// Every target that has or had a part in the run.
    pub roster: Mutex<Roster<T>>,
    /// Where the run stands.
    pub state: watch::Sender<RunState>,
    /// How long it has been paused; changed together with `state`.
    pub pauses: Mutex<Pauses>,
    /// How often each funnel was taken.
    pub funnels: FunnelBook,
    /// How far the days of a backfill are.
    pub days: Option<DayBook>,
    /// Why the run cannot go on, for people, if it cannot.
    pub failure: OnceLock<String>,
    /// Asks for no more arrivals.
    pub stop: CancellationToken,
    /// No more arrivals: cancelled with `stop`, and when the time of a closed loop is over.
    pub over: CancellationToken,
}

/// The targets of a run in list order, and the epochs they were in.
pub struct Roster<T> {
    /// Current targets first, then those that were removed during the run.
    pub entries: Vec<Entry<T>>,
    /// One per epoch, in order.
    pub spans: Vec<Arc<Span>>,
}

/// One target of the roster.
pub struct Entry<T> {
    /// Stable id.
    pub id: i64,
    /// The target as it is now; one that was removed is kept as disabled.
    pub target: Target,
    /// What it is sent with; a disabled target has one, too, ready for being enabled.
    pub bulkhead: Arc<Bulkhead<T>>,
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
    ) -> Result<Self, EngineError> {
        let targets = numbered(&plan);
        let mut roster = Roster { entries: Vec::with_capacity(targets.len()), spans: Vec::new() };
        let epoch = roster.change(&plan, connector, targets)?;
        let stop = CancellationToken::new();
        Ok(Self {
            books: Books::new(lanes),
            planned: PlannedCurve::default(),
            started: Instant::now(),
            started_at: SystemTime::now(),
            timeout: Duration::from_secs_f64(plan.config.request.timeout_seconds),
            epoch: ArcSwap::from_pointee(epoch),
            position: AtomicU64::new(0),
            roster: Mutex::new(roster),
            state: watch::Sender::new(RunState::Starting),
            pauses: Mutex::default(),
            funnels: FunnelBook::new(plan.config.funnels.len()),
            days: plan.backfill.as_ref().map(|backfill| DayBook::new(&backfill.days)),
            failure: OnceLock::new(),
            over: stop.child_token(),
            stop,
            plan,
        })
    }

    /// Changes the targets while the run goes on; the next arrival is the first to see it, visits in
    /// progress finish where they began. Without a schedule nothing changes: each target is on its own
    /// way through the visits that are its, and for a backfill it is written down which these are.
    ///
    /// # Errors
    /// As [`Run::prepare`]; the run then goes on unchanged.
    pub fn change_targets<C: Connector<Transport = T>>(
        &self,
        connector: &C,
        targets: Vec<(i64, Target)>,
    ) -> Result<(), EngineError> {
        if !self.plan.is_open() {
            tracing::info!(run = self.plan.id, "targets changed; the run keeps those it began with");
            return Ok(());
        }
        let mut roster = self.roster.lock();
        let epoch = roster.change(&self.plan, connector, targets)?;
        self.epoch.store(Arc::new(epoch));
        Ok(())
    }

    /// Ends the run as failed; the first reason stays.
    pub fn fail(&self, reason: String) {
        tracing::error!(run = self.plan.id, reason, "the run cannot go on");
        self.failure.get_or_init(|| reason);
        self.stop.cancel();
    }

    /// The plan's clock, set to the start of the run if it was not set.
    pub fn clock(&self) -> LocalClock {
        let mut clock = self.plan.clock.clone();
        if clock.start_unix == 0.0 {
            clock.start_unix = self.started_at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64();
        }
        clock
    }

    /// `planned` on the wall clock, milliseconds since the Unix epoch.
    pub fn unix_ms(&self, planned: Duration) -> i64 {
        let since_epoch = self.started_at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        (since_epoch + planned).as_millis() as i64
    }
}

/// The plan's targets with their ids; those without one are numbered by their place from 1.
fn numbered(plan: &RunPlan) -> Vec<(i64, Target)> {
    let targets = plan.config.targets.iter().enumerate();
    targets
        .map(|(place, target)| (plan.target_ids.get(place).copied().unwrap_or(place as i64 + 1), target.clone()))
        .collect()
}

impl<T: Transport> Roster<T> {
    /// Takes over a new list of targets and gives the epoch that follows from it. Targets that stay
    /// keep their connections and limits; those that are gone keep their figures.
    fn change<C: Connector<Transport = T>>(
        &mut self,
        plan: &RunPlan,
        connector: &C,
        targets: Vec<(i64, Target)>,
    ) -> Result<Epoch<T>, EngineError> {
        let mut next_slot = self.entries.len();
        let mut entries = Vec::with_capacity(targets.len());
        for (id, target) in targets {
            let known = self.entries.iter().find(|entry| entry.id == id);
            let slot = known.map_or(next_slot, |entry| entry.bulkhead.slot);
            if known.is_none() {
                next_slot += 1;
            }
            let bulkhead = match known {
                Some(entry) if same_connection(&entry.bulkhead.target, &target) => {
                    entry.bulkhead.rename(&target.name);
                    Arc::clone(&entry.bulkhead)
                }
                _ => {
                    let transport = connector.connect(&target, &plan.config.request)?;
                    let config = &plan.config;
                    Arc::new(Bulkhead::new(slot, target.clone(), transport, config.concurrency, &config.request))
                }
            };
            entries.push(Entry { id, target, bulkhead });
        }
        let active = || entries.iter().filter(|entry| entry.target.enabled);
        let weights: Vec<u32> = active().map(|entry| entry.target.weight).collect();
        let bulkheads = active().map(|entry| Arc::clone(&entry.bulkhead)).collect();
        let sequence =
            Sequence::new(plan.config.distribution_strategy, &weights, plan.seed).ok_or(EngineError::NoTargets)?;
        let gone = self.entries.drain(..).filter(|old| !entries.iter().any(|entry| entry.id == old.id));
        let gone: Vec<_> = gone.map(|old| Entry { target: Target { enabled: false, ..old.target }, ..old }).collect();
        entries.extend(gone);
        self.entries = entries;
        let epoch = Epoch::new(sequence, bulkheads);
        self.spans.push(epoch.span());
        Ok(epoch)
    }
}

/// Whether hits for both can go the same way, so that connections, limits and queue stay.
fn same_connection(old: &Target, new: &Target) -> bool {
    old.url == new.url && old.site_id == new.site_id && old.token_auth == new.token_auth
}
