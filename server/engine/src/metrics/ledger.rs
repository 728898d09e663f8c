//! From books to snapshot: once a tick, what happened since is added up and published.

use super::{
    board::Board,
    books::{Sample, Slot},
    bottleneck::{Detector, Limits, processor},
    latency::{Histograms, Microseconds},
    rates::{Progress, RateMeter, SHORTEST_INTERVAL},
    series::{Interval, Packed, Series},
    tally::Tally,
    wall_clock::WallClock,
};
use crate::{
    health,
    limits::guard::{Evidence, Guard},
    run::{
        open::MOST_AT_ONCE,
        state::{Entry, Run},
    },
};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    BackfillStatus, Bottleneck, DistributeBy, EventKind, Health, LastError, Latency, Rate, RunInfo, RunState,
    SeriesPoint, StatusSnapshot, TargetStatus, rules::evaluate_all,
};
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};
use transport::Transport;

/// The most targets whose quantiles are worked out anew at one tick: with a thousand targets that is most of what a
/// tick costs. Those beyond have their turn at the next ticks, all of them at the last.
const QUANTILES_PER_TICK: usize = 250;

/// Adds up one run.
pub struct Ledger<T> {
    run: Arc<Run<T>>,
    /// By slot.
    accounts: Vec<Account>,
    total: Account,
    /// The slot whose turn it is to have new quantiles.
    turn: Slot,
    tallies: Vec<Tally>,
    samples: Vec<Sample>,
    series: Series,
    points: Arc<Vec<SeriesPoint>>,
    mark: Mark,
    guard: Guard,
    detector: Detector,
    /// The bottleneck that has lasted longest, and how long.
    worst: Option<(Duration, Bottleneck)>,
    wall_clock: WallClock,
    /// Not tokio's, which tests can pause: it is compared with the clock on the wall.
    steady: std::time::Instant,
}

/// What is kept of one target between ticks.
#[derive(Default)]
struct Account {
    histograms: Histograms,
    latency: Latency,
    /// The histograms have grown since.
    is_outdated: bool,
    meter: RateMeter,
}

impl Account {
    /// Its quantiles, if something came in or hits have been in flight for so long.
    fn work_out(&mut self, ages: &[(Duration, u64)]) {
        if self.is_outdated || !ages.is_empty() {
            self.latency = self.histograms.quantiles(ages);
            // Once more when the answers have come.
            self.is_outdated = !ages.is_empty();
        }
    }
}

/// Counts at the end of the latest interval of the series.
#[derive(Default)]
struct Mark {
    at: Duration,
    planned: f64,
    delivered: u64,
    failed: u64,
    unknown: u64,
}

impl<T: Transport> Ledger<T> {
    /// An empty ledger for `run`.
    pub fn new(run: Arc<Run<T>>) -> Self {
        Self {
            run,
            accounts: Vec::new(),
            total: Account::default(),
            turn: 0,
            tallies: Vec::new(),
            samples: Vec::new(),
            series: Series::default(),
            points: Arc::default(),
            mark: Mark::default(),
            guard: Guard::default(),
            detector: Detector::default(),
            worst: None,
            wall_clock: WallClock::default(),
            steady: std::time::Instant::now(),
        }
    }

    /// The run it adds up.
    pub fn run(&self) -> &Run<T> {
        &self.run
    }

    /// Adds up and publishes.
    pub fn publish(&mut self, board: &Board) {
        let elapsed = self.run.elapsed();
        let mut total = self.collect();
        // Before the state, so that the state is never older.
        let turn = self.run.pauses.lock().turn;
        let state = *self.run.state.borrow();
        self.enforce(&total, state);
        let bottleneck = self.detect(elapsed, state);
        self.measure(elapsed, &total, state);
        let (targets, trends) = self.targets(state);
        total.last_error = targets_last_error(&self.tallies);
        let weight = targets.iter().filter(|target| target.enabled).map(|target| target.weight).sum();
        let totals = TargetStatus {
            enabled: true,
            weight,
            expected_share: 1.0,
            share: if total.visits.assigned > 0 { 1.0 } else { 0.0 },
            health: worst(&targets),
            ..status(&total, &self.total, rate(&self.total, state))
        };
        // Not within the next expression, to whose end a lock would last.
        let epochs = self.run.roster.lock().epochs.status();
        let outages = health::outages(&self.run);
        let mut status = StatusSnapshot {
            state,
            run: Some(self.info(elapsed, state)),
            totals,
            targets,
            funnels: self.run.funnels.counts(&self.run.plan.config.funnels),
            backfill: self.backfill(),
            epochs,
            outages,
            events: self.run.events.latest(),
            bottleneck,
            ..StatusSnapshot::default()
        };
        status.thresholds = evaluate_all(&self.run.config.load().thresholds, &status);
        board.hang(turn, status, Arc::clone(&self.points), trends);
    }

    /// Takes what the lanes hold; returns the sum over all targets.
    fn collect(&mut self) -> Tally {
        self.tallies.clear();
        self.samples.clear();
        self.run.books.collect(&mut self.tallies, &mut self.samples);
        let slots = self.run.roster.lock().entries.len().max(self.tallies.len());
        self.tallies.resize_with(slots, Tally::default);
        self.accounts.resize_with(slots, Account::default);
        let mut total = Tally::default();
        for tally in &self.tallies {
            total.add(tally);
        }
        total
    }

    /// Ends the run if one of its abort rules says so.
    fn enforce(&mut self, total: &Tally, state: RunState) {
        let run = &self.run;
        self.guard.follow(&run.config.load().abort_when);
        let evidence = Evidence {
            elapsed: run.elapsed(),
            running: run.running(),
            is_running: state == RunState::Running && !run.stop.is_cancelled(),
            tallies: &self.tallies,
            total,
            samples: &self.samples,
        };
        if let Some(reason) = self.guard.judge(&evidence, |name| slot_of(&run.roster.lock().entries, name)) {
            run.abort(reason);
        }
    }

    /// Whether this machine holds the run up; when the run is over, what held it up longest. What changed about that is
    /// noted, and so is a clock that was set.
    fn detect(&mut self, elapsed: Duration, state: RunState) -> Option<Bottleneck> {
        if !state.is_active() {
            return self.worst.as_ref().map(|(_, worst)| worst.clone());
        }
        if let Some(jump) = self.wall_clock.look(SystemTime::now(), self.steady.elapsed()) {
            self.run.note(EventKind::Clock, true, None, jump);
        }
        let (run, config) = (&self.run, self.run.config.load());
        let limits = Limits {
            cores: processor::cores(),
            max_in_flight: run.plan.config.request.max_in_flight_per_target,
            concurrency: config.concurrency,
            visits_by_hit: (run.plan.is_open() && config.distribute_by == DistributeBy::Hit).then_some(MOST_AT_ONCE),
        };
        let name = |slot| {
            let roster = run.roster.lock();
            let entry = roster.entries.iter().find(|entry| entry.bulkhead.slot == slot);
            entry.map(|entry| entry.target.name.clone()).unwrap_or_default()
        };
        let found = self.detector.observe(elapsed, processor::used(), &self.tallies, limits, name);
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

    /// Records the samples, marks the rates and closes an interval of the series.
    fn measure(&mut self, elapsed: Duration, total: &Tally, state: RunState) {
        let last = !state.is_active();
        // With a thousand targets in turns, each sample would find its target's histograms out of the processor's cache.
        self.samples.sort_unstable_by_key(|sample| sample.slot);
        let mut recent = Microseconds::new();
        for sample in &self.samples {
            if let Some(account) = self.accounts.get_mut(sample.slot) {
                account.histograms.record(sample);
                account.is_outdated = true;
            }
            self.total.histograms.record(sample);
            if sample.is_delivered {
                recent.record(sample.from_planned, sample.hits);
            }
        }
        self.work_out_quantiles(elapsed, if last { usize::MAX } else { QUANTILES_PER_TICK });
        self.total.is_outdated |= !self.samples.is_empty();
        self.total.work_out(&total.in_flight.ages(elapsed));
        let due = self.due(elapsed);
        for ((account, tally), due) in self.accounts.iter_mut().zip(&self.tallies).zip(&due) {
            account.meter.mark(elapsed, progress(tally, *due));
        }
        let due = due.iter().sum();
        self.total.meter.mark(elapsed, progress(total, due));
        if let Some(&length) = self.run.scheduled.get().filter(|_| last || state == RunState::Stopping) {
            for account in self.accounts.iter_mut().chain([&mut self.total]) {
                account.meter.end_schedule(length);
            }
        }
        self.extend_series(elapsed, total, due, &recent, last);
    }

    /// By slot, the hits that were due by now. Without a schedule a hit is due when it is sent.
    fn due(&self, elapsed: Duration) -> Vec<f64> {
        if !self.run.plan.is_open() {
            return self.tallies.iter().map(|tally| (tally.hits.planned - tally.hits.waiting) as f64).collect();
        }
        let mut due = self.run.planned.due_before(elapsed);
        due.resize(self.tallies.len(), 0.0);
        due
    }

    /// The quantiles of so many targets where something came in, or nothing does any more.
    fn work_out_quantiles(&mut self, elapsed: Duration, most: usize) {
        let first = self.turn.min(self.accounts.len());
        let (before, from) = self.accounts.split_at_mut(first);
        let in_turn = from.iter_mut().zip(first..).chain(before.iter_mut().zip(0..));
        let ages = |slot: Slot| self.tallies.get(slot).map(|tally| tally.in_flight.ages(elapsed)).unwrap_or_default();
        let with_ages = in_turn.map(|(account, slot)| (account, ages(slot), slot));
        let outdated = with_ages.filter(|(account, ages, _)| account.is_outdated || !ages.is_empty());
        for (account, ages, slot) in outdated.take(most) {
            account.work_out(&ages);
            self.turn = slot + 1;
        }
    }

    fn extend_series(&mut self, elapsed: Duration, total: &Tally, planned: f64, recent: &Microseconds, last: bool) {
        let length = elapsed.saturating_sub(self.mark.at);
        if length < SHORTEST_INTERVAL && !last {
            self.series.hold(recent);
            return;
        }
        let hits = &total.hits;
        let failed = hits.rejected + hits.failed + hits.dropped;
        let interval = Interval {
            from: self.mark.at.as_secs_f64(),
            to: elapsed.as_secs_f64(),
            planned: planned - self.mark.planned,
            delivered: hits.delivered - self.mark.delivered,
            failed: failed - self.mark.failed,
            unknown: hits.unknown - self.mark.unknown,
            latency: Packed::of(&recent.buckets()),
        };
        self.mark = Mark { at: elapsed, planned, delivered: hits.delivered, failed, unknown: hits.unknown };
        let from = if last && length < SHORTEST_INTERVAL {
            self.series.finish(interval);
            self.points.len().saturating_sub(1)
        } else if self.series.push(interval) {
            0
        } else {
            self.points.len()
        };
        let mut points: Vec<_> = self.points.iter().take(from).copied().collect();
        points.extend(self.series.points(from));
        self.points = Arc::new(points);
    }

    fn targets(&self, state: RunState) -> (Vec<TargetStatus>, Vec<Vec<f32>>) {
        let roster = self.run.roster.lock();
        let expected = roster.epochs.expected_shares(self.accounts.len());
        let distances = roster.epochs.distances(self.accounts.len());
        let by_hit = self.run.plan.config.distribute_by == DistributeBy::Hit;
        let given = |tally: &Tally| if by_hit { tally.hits.planned } else { tally.visits.assigned };
        let total: u64 = self.tallies.iter().map(given).sum();
        let describe = |entry: &Entry<T>| {
            let slot = entry.bulkhead.slot;
            let (tally, account) = (self.tallies.get(slot)?, self.accounts.get(slot)?);
            let target = &entry.target;
            let status = TargetStatus {
                id: entry.id,
                name: target.name.clone(),
                url: target.url.clone(),
                enabled: target.enabled,
                health: entry.bulkhead.health(),
                weight: target.weight,
                expected_share: expected.get(slot).copied().unwrap_or(0.0),
                distance_visits: distances.get(slot).copied().unwrap_or(0.0),
                share: if total > 0 { given(tally) as f64 / total as f64 } else { 0.0 },
                ..status(tally, account, rate(account, state))
            };
            Some((status, account.meter.trend()))
        };
        roster.entries.iter().filter_map(describe).unzip()
    }

    fn backfill(&self) -> Option<BackfillStatus> {
        let plan = self.run.plan.backfill.as_ref()?;
        self.run.days.as_ref().map(|days| days.status(plan.in_doubt))
    }

    fn info(&self, elapsed: Duration, state: RunState) -> RunInfo {
        let (plan, config) = (&self.run.plan, self.run.config.load());
        RunInfo {
            id: plan.id,
            name: plan.name.clone(),
            seed: plan.seed,
            started_at: rfc3339(self.run.started_at),
            ended_at: (!state.is_active()).then(|| rfc3339(self.run.started_at + elapsed)),
            elapsed_seconds: elapsed.as_secs_f64(),
            kind: plan.kind,
            continues: plan.continues,
            strategy: config.distribution_strategy,
            target_visits_per_day: config.target_visits_per_day,
            aborted_by: self.guard.fired().cloned(),
            message: match state {
                RunState::Finished => Some("Came to its planned end.".to_owned()),
                RunState::Stopped if plan.visit_limit() == u64::MAX && plan.time_limit_of(&config).is_none() => {
                    Some("Was stopped; it had no planned end.".to_owned())
                }
                RunState::Stopped => Some("Was stopped before its planned end.".to_owned()),
                RunState::Failed => {
                    Some(self.run.failure.get().cloned().unwrap_or_else(|| {
                        "A fault in Trackstorm ended the run. The server's log says more.".to_owned()
                    }))
                }
                _ => None,
            },
        }
    }
}

/// Where the target called `name` is booked; one that was removed gives way to one that came after it.
fn slot_of<T>(entries: &[Entry<T>], name: &str) -> Option<Slot> {
    let named = || entries.iter().filter(|entry| entry.target.name == name);
    named().find(|entry| entry.target.enabled).or_else(|| named().next()).map(|entry| entry.bulkhead.slot)
}

fn rate(account: &Account, state: RunState) -> Rate {
    if state.is_active() { account.meter.recent() } else { account.meter.whole() }
}

fn progress(tally: &Tally, due: f64) -> Progress {
    let Tally { visits, hits, .. } = tally;
    Progress { begun: visits.begun(), settled: hits.settled(), delivered: hits.delivered, due }
}

fn status(tally: &Tally, account: &Account, rate: Rate) -> TargetStatus {
    TargetStatus {
        visits: tally.visits,
        hits: tally.hits,
        errors: tally.errors,
        status_codes: tally.status_codes.iter().copied().collect(),
        rate,
        latency_ms: account.latency,
        last_error: tally
            .last_error
            .as_ref()
            .map(|(at, message)| LastError { at: rfc3339(*at), message: message.clone() }),
        ..Default::default()
    }
}

fn targets_last_error(tallies: &[Tally]) -> Option<(SystemTime, String)> {
    tallies.iter().filter_map(|tally| tally.last_error.clone()).max_by_key(|(at, _)| *at)
}

/// The health of all: the worst of any enabled target.
fn worst(targets: &[TargetStatus]) -> Health {
    let order = |health: &Health| match health {
        Health::Unknown => 0,
        Health::Healthy => 1,
        Health::HalfOpen => 2,
        Health::Failing => 3,
        Health::Open => 4,
    };
    targets.iter().filter(|target| target.enabled).map(|target| target.health).max_by_key(order).unwrap_or_default()
}

/// As RFC 3339 in UTC, to the millisecond.
pub fn rfc3339(at: SystemTime) -> String {
    DateTime::<Utc>::from(at).to_rfc3339_opts(SecondsFormat::Millis, true)
}
