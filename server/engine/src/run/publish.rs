//! One tick: add up, check the abort rules, and publish the snapshot.

use super::{Run, Snapshots, health_control, published::History, run_info::run_info};
use crate::{
    dispatch::MOST_AT_ONCE,
    metrics::{
        abort_rules::{AbortRules, Evidence},
        aggregator::{Aggregator, Tick},
        bottleneck::{Detector, Limits, processor},
        target_counts::TargetCounts,
        wall_clock::WallClock,
    },
    slot::Slot,
};
use domain::{
    BackfillStatus, Bottleneck, DistributeBy, EventKind, Health, RunState, StatusSnapshot, TargetStatus,
    rules::evaluate_all,
};
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};
use transport::Transport;

/// Publishes the figures of one run.
pub(crate) struct Publisher<T> {
    run: Arc<Run<T>>,
    aggregator: Aggregator,
    abort_rules: AbortRules,
    detector: Detector,
    /// The bottleneck that has lasted longest, and how long.
    worst: Option<(Duration, Bottleneck)>,
    wall_clock: WallClock,
    /// Not tokio's clock, which tests can pause: it is compared with the wall clock.
    steady: std::time::Instant,
}

impl<T: Transport> Publisher<T> {
    /// A publisher that has published nothing of `run` yet.
    pub(crate) fn new(run: Arc<Run<T>>) -> Self {
        Self {
            run,
            aggregator: Aggregator::default(),
            abort_rules: AbortRules::default(),
            detector: Detector::default(),
            worst: None,
            wall_clock: WallClock::default(),
            steady: std::time::Instant::now(),
        }
    }

    /// The run whose figures they are.
    pub(crate) fn run(&self) -> &Run<T> {
        &self.run
    }

    /// Adds up what happened since the last tick, ends the run if a rule says so, and publishes.
    pub(crate) fn publish(&mut self, snapshots: &Snapshots) {
        let elapsed = self.run.clock().elapsed();
        let slots = self.run.dispatch.registry.lock().entries.len();
        let total = self.aggregator.collect(&self.run.context().counters, slots);
        // Before the state, so that the state is never older.
        let turn = self.run.clock().turn();
        let state = self.run.clock().state();
        self.apply_abort_rules(&total, state);
        let bottleneck = self.find_bottleneck(elapsed, state);
        let tick = self.tick(elapsed, state);
        self.aggregator.measure(&total, &tick);
        let (targets, trends) = self.targets(state);
        let totals = self.totals(&total, &targets, state);
        // Not within the next expression, to whose end a lock would last.
        let epochs = self.run.dispatch.registry.lock().epochs.status();
        let mut status = StatusSnapshot {
            state,
            run: Some(run_info(&self.run, elapsed, state, self.abort_rules.fired())),
            totals,
            targets,
            funnels: self.run.context().funnels.counts(&self.run.plan().config.funnels),
            backfill: self.backfill(),
            epochs,
            outages: health_control::outages(&self.run),
            events: self.run.context().events.latest(),
            bottleneck,
            ..StatusSnapshot::default()
        };
        status.thresholds = evaluate_all(&self.run.dispatch.config.load().thresholds, &status);
        let history = History { series: self.aggregator.series(), seconds: self.aggregator.seconds() };
        snapshots.publish(turn, status, history, trends);
    }

    /// Ends the run if one of its abort rules says so.
    fn apply_abort_rules(&mut self, total: &TargetCounts, state: RunState) {
        let run = &self.run;
        self.abort_rules.follow(&run.dispatch.config.load().abort_when);
        let evidence = Evidence {
            elapsed: run.clock().elapsed(),
            running: run.clock().running(),
            is_running: state == RunState::Running && !run.context().stop.requested.is_cancelled(),
            all_counts: self.aggregator.counts(),
            total,
            samples: self.aggregator.samples(),
        };
        if let Some(reason) = self.abort_rules.judge(&evidence, |name| slot_of(run, name)) {
            run.abort(reason);
        }
    }

    /// Whether this machine holds the run up; when the run is over, what held it up longest. What changed about that is
    /// noted, and so is a clock that was set.
    fn find_bottleneck(&mut self, elapsed: Duration, state: RunState) -> Option<Bottleneck> {
        if !state.is_active() {
            return self.worst.as_ref().map(|(_, worst)| worst.clone());
        }
        if let Some(jump) = self.wall_clock.look(SystemTime::now(), self.steady.elapsed()) {
            self.run.note(EventKind::Clock, true, None, jump);
        }
        let run = &self.run;
        let config = run.dispatch.config.load();
        let limits = Limits {
            cores: processor::cores(),
            max_in_flight: run.plan().config.request.max_in_flight_per_target,
            concurrency: config.concurrency,
            visits_by_hit: (run.plan().is_open() && config.distribute_by == DistributeBy::Hit).then_some(MOST_AT_ONCE),
        };
        let counts = self.aggregator.counts();
        let found = self.detector.observe(elapsed, processor::used(), counts, limits, |slot| target_name(run, slot));
        if let Some((is_warning, message)) = found.news {
            run.note(EventKind::Bottleneck, is_warning, None, message);
        }
        if let Some(now) = &found.now {
            let lasted = elapsed.saturating_sub(Duration::from_secs_f64(now.since_seconds));
            if self.worst.as_ref().is_none_or(|(longest, _)| lasted >= *longest) {
                self.worst = Some((lasted, now.clone()));
            }
        }
        found.now
    }

    fn tick(&self, elapsed: Duration, state: RunState) -> Tick {
        let is_last = !state.is_active();
        let scheduled = self.run.scheduled.get().copied().filter(|_| is_last || state == RunState::Stopping);
        Tick { elapsed, due: self.due(elapsed), scheduled, is_last }
    }

    /// By slot, the hits that were due by now. Without a schedule a hit is due when it is sent.
    fn due(&self, elapsed: Duration) -> Vec<f64> {
        let all_counts = self.aggregator.counts();
        if !self.run.plan().is_open() {
            return all_counts.iter().map(|counts| (counts.hits.planned - counts.hits.waiting) as f64).collect();
        }
        let mut due = self.run.context().planned.due_before(elapsed);
        due.resize(all_counts.len(), 0.0);
        due
    }

    /// The figures of each target, and its recent rates.
    fn targets(&self, state: RunState) -> (Vec<TargetStatus>, Vec<Vec<f32>>) {
        let registry = self.run.dispatch.registry.lock();
        let all_counts = self.aggregator.counts();
        let expected = registry.epochs.expected_shares(all_counts.len());
        let distances = registry.epochs.distances(all_counts.len());
        let by_hit = self.run.plan().config.distribute_by == DistributeBy::Hit;
        let given = |counts: &TargetCounts| if by_hit { counts.hits.planned } else { counts.visits.assigned };
        let total: u64 = all_counts.iter().map(given).sum();
        let mut all = (Vec::new(), Vec::new());
        for entry in &registry.entries {
            let slot = entry.channel.slot;
            let target = &entry.target;
            let figures = self.aggregator.target(slot, !state.is_active());
            let (Some((figures, trend)), Some(counts)) = (figures, all_counts.get(slot)) else { continue };
            all.0.push(TargetStatus {
                id: entry.id,
                name: target.name.clone(),
                url: target.url.clone(),
                enabled: target.enabled,
                health: entry.channel.health(),
                weight: target.weight,
                expected_share: expected.get(slot).copied().unwrap_or(0.0),
                distance_visits: distances.get(slot).copied().unwrap_or(0.0),
                share: if total > 0 { given(counts) as f64 / total as f64 } else { 0.0 },
                ..figures
            });
            all.1.push(trend);
        }
        all
    }

    /// The figures of all targets together.
    fn totals(&self, total: &TargetCounts, targets: &[TargetStatus], state: RunState) -> TargetStatus {
        TargetStatus {
            enabled: true,
            weight: targets.iter().filter(|target| target.enabled).map(|target| target.weight).sum(),
            expected_share: 1.0,
            share: if total.visits.assigned > 0 { 1.0 } else { 0.0 },
            health: worst_health(targets),
            ..self.aggregator.total(total, !state.is_active())
        }
    }

    fn backfill(&self) -> Option<BackfillStatus> {
        let plan = self.run.plan().backfill.as_ref()?;
        self.run.context().days.as_ref().map(|days| days.status(plan.in_doubt))
    }
}

fn target_name<T>(run: &Run<T>, slot: Slot) -> String {
    let registry = run.dispatch.registry.lock();
    let entry = registry.entries.iter().find(|entry| entry.channel.slot == slot);
    entry.map(|entry| entry.target.name.clone()).unwrap_or_default()
}

/// Where the target called `name` is counted; one that was removed gives way to one that came after it.
fn slot_of<T>(run: &Run<T>, name: &str) -> Option<Slot> {
    let registry = run.dispatch.registry.lock();
    let named = || registry.entries.iter().filter(|entry| entry.target.name == name);
    named().find(|entry| entry.target.enabled).or_else(|| named().next()).map(|entry| entry.channel.slot)
}

/// The health of all: the worst of any enabled target.
fn worst_health(targets: &[TargetStatus]) -> Health {
    targets.iter().filter(|target| target.enabled).map(|target| target.health).max_by_key(severity).unwrap_or_default()
}

fn severity(health: &Health) -> u8 {
    match health {
        Health::Unknown => 0,
        Health::Healthy => 1,
        Health::HalfOpen => 2,
        Health::Failing => 3,
        Health::Open => 4,
    }
}
