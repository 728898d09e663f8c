//! When visits arrive: a pure iterator of (index, planned time), computed from the load alone.
//!
//! Nothing here knows whether the visits can be sent. If the sender is late the schedule does not
//! slow down to please it (open model; Schroeder, Wierman, Harchol-Balter: "Open Versus Closed: A
//! Cautionary Tale", NSDI 2006).

mod curve_position;
mod day;
mod load;
mod process;

pub use load::{Load, Rates};

use curve_position::CurvePosition;
use day::{Day, Days};
use domain::{MultiTargetConfig, load_shape::LocalClock};
use process::Process;
use std::{collections::VecDeque, time::Duration};

/// The planned start of one visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Global number of the visit within the run.
    pub index: u64,
    /// Since the start of the run, pauses not counted.
    pub planned: Duration,
    /// Under the independent strategy, the key of the target it is for; see [`domain::sequence::Merge`].
    pub target: Option<usize>,
}

/// Iterates over the arrivals of a run.
///
/// Two pure parts: the process says at which integral of the rate each visit arrives, the cursor when the
/// integral comes to that. Within a segment of the curve that time is the root of a quadratic, so nothing
/// adds up and nothing drifts. A stretch without load has no arrivals: one that is due exactly where it
/// begins comes where it ends.
///
/// A [change](Schedule::change) makes the rate another function of time from that moment on: indices go on,
/// what was planned before stays. So every arrival is a pure function of the seed, its index, the
/// configuration and the changes with their times.
#[derive(Clone, Debug)]
pub struct Schedule {
    seed: u64,
    load: Load,
    process: Process,
    cursor: CurvePosition,
    /// Changes that arrivals have not reached yet.
    changes: VecDeque<Change>,
    limits: Limits,
    days: Days,
    /// Index of the next arrival.
    next: u64,
    /// The latest arrival: rounding must not lead back behind it.
    latest: Duration,
    /// Midnight, if no more visits begin before: rounding must not lead back behind that either.
    not_before: Duration,
    /// The next arrival with its place on the curve and its day, once it has been asked for.
    upcoming: Option<(Arrival, CurvePosition, Day)>,
}

/// Another load from a moment on.
#[derive(Clone, Debug)]
struct Change {
    at: Duration,
    load: Load,
}

/// How far a schedule goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Visits of the run; `u64::MAX` when they are not limited.
    pub visits: u64,
    /// Visits of a day; `u64::MAX` when they are not limited.
    pub visits_per_day: u64,
    /// No arrival at or after this.
    pub end: Duration,
}

/// The longest run a schedule describes; `Duration` and the timer both hold it.
const FOREVER: Duration = Duration::from_secs(10 * 366 * 86_400);

impl Limits {
    /// Whether there is a time limit.
    pub fn has_end(&self) -> bool {
        self.end < FOREVER
    }

    /// The limits of `config`, and no arrival from `time_limit` on.
    pub fn of(config: &MultiTargetConfig, time_limit: Option<Duration>) -> Self {
        Self {
            visits: limit(config.max_total_visits),
            visits_per_day: limit(config.max_visits_per_day),
            end: time_limit.unwrap_or(FOREVER).min(FOREVER),
        }
    }
}

/// A number of visits where 0 stands for no limit; then `u64::MAX`.
pub fn limit(visits: u64) -> u64 {
    if visits == 0 { u64::MAX } else { visits }
}

impl Schedule {
    /// The schedule of `config`, without arrivals from `time_limit` on. Day curve and daily limit go by
    /// `clock`.
    pub fn new(config: &MultiTargetConfig, seed: u64, time_limit: Option<Duration>, clock: LocalClock) -> Self {
        Self::of(Load::of(config), Limits::of(config, time_limit), seed, clock)
    }

    /// The schedule of `load` within `limits`.
    pub fn of(load: Load, limits: Limits, seed: u64, clock: LocalClock) -> Self {
        Self {
            seed,
            process: Process::new(&load, seed),
            cursor: CurvePosition::new(&load, Duration::ZERO, clock.clone()),
            load,
            changes: VecDeque::new(),
            limits,
            days: Days::new(clock),
            next: 0,
            latest: Duration::ZERO,
            not_before: Duration::ZERO,
            upcoming: None,
        }
    }

    /// The next arrival, which stays the next.
    pub fn peek(&mut self) -> Option<Arrival> {
        if self.upcoming.is_none() {
            self.upcoming = self.find();
        }
        self.upcoming.as_ref().map(|(arrival, ..)| *arrival)
    }

    /// Another load from `at` on: the moment it was asked for, at which the clock shows `unix` (seconds since
    /// the Unix epoch). With the same load shape the curve goes on where it is; another one begins at `at`,
    /// and the day curve goes by the clock.
    pub fn change(&mut self, at: Duration, unix: f64, load: Load) {
        self.set_clock(at, unix);
        // A target that is gone gets nothing more, however late this machine is.
        self.process.retain(&load);
        self.changes.push_back(Change { at: at.max(self.latest), load });
    }

    /// Other limits from now on, which is `at`.
    pub fn limit(&mut self, at: Duration, limits: Limits) {
        self.limits = limits;
        self.reopen(at);
    }

    /// The clock shows `unix` (seconds since the Unix epoch) at `at`: it goes on during a pause.
    pub fn set_clock(&mut self, at: Duration, unix: f64) {
        self.days.set_clock(at, unix);
        self.reopen(at);
    }

    /// When its time is over, if it has a time and visits are left that could be given it by a change until then.
    pub fn ends_at(&self) -> Option<Duration> {
        (self.limits.has_end() && self.next < self.limits.visits).then_some(self.limits.end)
    }

    /// Nothing more comes. Gives how many visits would have: exactly if they are evenly spaced, on average if they are a
    /// Poisson process.
    pub fn give_up(&mut self) -> u64 {
        self.upcoming = None;
        let Limits { visits, visits_per_day, end } = self.limits;
        while let Some(change) = self.changes.pop_front_if(|change| change.at < end) {
            self.apply(change);
        }
        let mut cursor = self.cursor.clone();
        let mut before = 0;
        let mut rest = 0u64;
        let mut room = visits_per_day.saturating_sub(self.days.today());
        let midnights = if visits_per_day == u64::MAX { Vec::new() } else { self.days.midnights_before(end) };
        for day_ends in midnights.into_iter().chain([end]) {
            let due = self.process.count_before(cursor.level_at(day_ends));
            rest = rest.saturating_add(due.saturating_sub(before).min(room));
            before = due;
            room = visits_per_day;
        }
        let rest = rest.min(visits.saturating_sub(self.next));
        self.next += rest;
        self.limits.visits = self.next;
        rest
    }

    /// When the next visit may begin, if today's have: seconds since the Unix epoch. To be asked when the next
    /// arrival is known.
    pub fn full_until(&self) -> Option<f64> {
        self.days.full_until()
    }

    /// The next arrival is looked for anew; also today, if the day was full.
    fn reopen(&mut self, at: Duration) {
        self.upcoming = None;
        if self.days.reopen() {
            self.not_before = Duration::ZERO;
            self.process.reopen(self.cursor.level_at(at));
        }
    }

    fn find(&mut self) -> Option<(Arrival, CurvePosition, Day)> {
        if self.next >= self.limits.visits {
            return None;
        }
        loop {
            let mut cursor = self.cursor.clone();
            let level = self.process.peek();
            let planned = level.and_then(|(level, _)| cursor.reach(level, self.limits.end));
            let planned = planned.map(|planned| planned.max(self.latest).max(self.not_before));
            if let Some(change) = self.changes.pop_front_if(|change| planned.is_none_or(|planned| planned >= change.at))
            {
                self.apply(change);
                continue;
            }
            let planned = planned.filter(|planned| *planned < self.limits.end)?;
            match self.days.admit(planned, self.limits.visits_per_day) {
                Ok(day) => return Some((Arrival { index: self.next, planned, target: level?.1 }, cursor, day)),
                Err(tomorrow) => {
                    self.not_before = tomorrow;
                    self.process.seek(self.cursor.clone().level_at(tomorrow));
                }
            }
        }
    }

    fn apply(&mut self, change: Change) {
        let Change { at, load } = change;
        let level = self.cursor.level_at(at);
        self.process.change(level, self.next, &self.load, &load, self.seed);
        let clock = self.days.clock_from(at);
        self.cursor = self.cursor.clone().changed(level, at, &self.load, &load, clock);
        self.load = load;
    }
}

impl Iterator for Schedule {
    type Item = Arrival;

    fn next(&mut self) -> Option<Arrival> {
        let (arrival, cursor, day) = self.upcoming.take().or_else(|| self.find())?;
        self.cursor = cursor;
        self.days.begin(day);
        self.process.advance();
        self.latest = arrival.planned;
        self.next += 1;
        Some(arrival)
    }
}

#[cfg(test)]
mod tests;
