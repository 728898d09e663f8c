//! A target's health as a state machine: given the outcomes of hits and probes, it reports when the state changes.
//!
//! It has no clock, lock or task; times are passed in, as time since the start of the run. The
//! states are those of a circuit breaker (M. Nygard, Release It!, 2018, chapter 5):
//!
//! ```text
//!            delivered                  a sign of failure, and it opens
//!  unknown ------------> healthy -----------------------------------------> open <--------+
//!                         ^  ^ |                                              |           |
//!         enough delivered|  | | a sign of failure, and it stays              | good      | one hit not
//!             in a row    |  | v                                              | probes    | delivered
//!                         |  failing                                          v           |
//!                         +---------------------------------------------- half-open ------+
//!                                       enough delivered
//! ```

use super::{
    policy::Policy,
    window::{PARTS, Window},
};
use domain::{Health, messages::Sign};
use std::time::Duration;

/// Parts of the window in which a failing target must have become well again.
const RECENT_PARTS: u64 = PARTS / 5;

/// How often the number of good probes required may be doubled: up to 32 times as many.
const MOST_DOUBLINGS: u32 = 5;

/// The health of one target. As it can be copied, it holds nothing that could grow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Machine {
    policy: Policy,
    state: Health,
    window: Window,
    /// Hits in a row that were not delivered.
    losses: Streak,
    /// Hits in a row that were delivered.
    gains: u64,
    /// Probes in a row that failed, with no hit delivered between.
    bad_probes: Streak,
    /// Probes in a row that succeeded, with no hit lost between.
    good_probes: u32,
    /// Probes alone found it failing.
    is_found_by_probes: bool,
    /// Trials that failed since it was last healthy.
    failed_trials: u32,
    /// A hit has been seen since it became half-open.
    is_tried: bool,
    /// When it became half-open last: answers to earlier hits say nothing about its health now.
    fresh_from: Duration,
}

/// How many in a row, and when the first of them came.
#[derive(Clone, Copy, Debug, Default)]
struct Streak {
    length: u64,
    since: Duration,
}

impl Streak {
    fn lengthen(&mut self, by: u64, now: Duration) {
        if self.length == 0 {
            self.since = now;
        }
        self.length = self.length.saturating_add(by);
    }
}

/// A change of state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Flip {
    /// The state before.
    pub from: Health,
    /// The state now.
    pub to: Health,
    /// What led to it.
    pub sign: Sign,
    /// When the first of what led to it was seen, since the start of the run.
    pub began: Duration,
    /// Good probes in a row that the next trial takes.
    pub probes_to_trial: u32,
}

impl Machine {
    /// The machine of a target about which nothing is known yet.
    pub(super) fn new(policy: Policy) -> Self {
        Self {
            window: Window::new(policy.window),
            policy,
            state: Health::Unknown,
            losses: Streak::default(),
            gains: 0,
            bad_probes: Streak::default(),
            good_probes: 0,
            is_found_by_probes: false,
            failed_trials: 0,
            is_tried: false,
            fresh_from: Duration::ZERO,
        }
    }

    /// The state.
    pub(super) fn state(&self) -> Health {
        self.state
    }

    /// Whether one more delivered hit would change nothing but the counts of the window.
    pub(super) fn is_calm(&self) -> bool {
        self.state == Health::Healthy && self.losses.length == 0 && self.bad_probes.length == 0
    }

    /// Takes note of hits sent together at `sent`: how many were delivered and how many were not. Those that were
    /// sent before the target was opened change nothing afterwards.
    pub(super) fn observe(&mut self, delivered: u64, lost: u64, sent: Duration, now: Duration) -> Option<Flip> {
        if self.state == Health::Open || sent < self.fresh_from || delivered + lost == 0 {
            return None;
        }
        self.is_tried = true;
        self.window.add(delivered, lost, now);
        if delivered > 0 {
            // In which order the hits of a bulk came is not known, so those it lost are no row.
            self.losses = Streak::default();
            self.bad_probes = Streak::default();
        } else {
            self.losses.lengthen(lost, now);
        }
        if lost > 0 { self.lose(delivered > 0, now) } else { self.gain(delivered, now) }
    }

    fn gain(&mut self, hits: u64, now: Duration) -> Option<Flip> {
        self.gains = self.gains.saturating_add(hits);
        match self.state {
            Health::Unknown => self.flip(Health::Healthy, Sign::Delivered(self.gains), now, now),
            Health::Failing | Health::HalfOpen => self.recover(now),
            Health::Healthy | Health::Open => None,
        }
    }

    /// Healthy again after enough delivered hits in a row. A failing target that is sent all its load could
    /// flap: lately, its failure rate must also have been less than half of what makes it failing.
    fn recover(&mut self, now: Duration) -> Option<Flip> {
        if self.gains < u64::from(self.policy.trial_hits) {
            return None;
        }
        let is_quiet = self.window.sum(RECENT_PARTS, now).rate() < self.policy.failure_rate / 2.0;
        if self.state == Health::HalfOpen || is_quiet {
            return self.flip(Health::Healthy, Sign::Delivered(self.gains), now, now);
        }
        None
    }

    fn lose(&mut self, has_delivered: bool, now: Duration) -> Option<Flip> {
        self.gains = 0;
        self.good_probes = 0;
        self.is_found_by_probes = false;
        match self.state {
            Health::HalfOpen => self.flip(Health::Open, Sign::LostOnTrial, now, now),
            Health::Unknown if has_delivered => {
                self.detect(now).or_else(|| self.flip(Health::Healthy, Sign::Delivered(1), now, now))
            }
            Health::Unknown | Health::Healthy => self.detect(now),
            Health::Failing | Health::Open => None,
        }
    }

    fn detect(&mut self, now: Duration) -> Option<Flip> {
        if self.losses.length >= u64::from(self.policy.failures_in_a_row) {
            return self.fail(Sign::Lost(self.losses.length), self.losses.since, now);
        }
        let sum = self.window.sum(PARTS, now);
        let says_something = sum.hits() >= u64::from(self.policy.window_min_hits);
        if says_something && sum.undelivered > 0 && sum.rate() >= self.policy.failure_rate {
            let sign = Sign::Rate { lost: sum.undelivered, hits: sum.hits() };
            return self.fail(sign, sum.first_undelivered.unwrap_or(now), now);
        }
        None
    }

    fn fail(&mut self, sign: Sign, began: Duration, now: Duration) -> Option<Flip> {
        let state = if self.policy.opens { Health::Open } else { Health::Failing };
        self.flip(state, sign, began, now)
    }

    /// How many good probes in a row it takes for a trial. Twice as many after each trial that failed, as circuit
    /// breakers do: a target whose probes succeed while its hits fail would otherwise flap for ever at the pace of
    /// the probes, at the expense of the others.
    fn probes_to_trial(&self) -> u32 {
        self.policy.recover_after_probes.saturating_mul(1 << self.failed_trials.min(MOST_DOUBLINGS))
    }

    /// A probe came back good or not.
    pub(super) fn probed(&mut self, ok: bool, now: Duration) -> Option<Flip> {
        if !ok {
            self.good_probes = 0;
            self.bad_probes.lengthen(1, now);
            let is_failing = self.bad_probes.length >= u64::from(self.policy.failures_in_a_row);
            return match self.state {
                Health::Unknown | Health::Healthy | Health::HalfOpen if is_failing => {
                    self.fail(Sign::BadProbes(self.bad_probes.length), self.bad_probes.since, now)
                }
                _ => None,
            };
        }
        self.bad_probes = Streak::default();
        self.good_probes = self.good_probes.saturating_add(1);
        let is_enough = self.good_probes >= self.policy.recover_after_probes;
        let sign = Sign::GoodProbes(self.good_probes);
        match self.state {
            Health::Unknown => self.flip(Health::Healthy, sign, now, now),
            Health::Open if self.good_probes >= self.probes_to_trial() => self.flip(Health::HalfOpen, sign, now, now),
            // It is sent no hits, so only probes can tell.
            Health::HalfOpen if is_enough && !self.is_tried => self.flip(Health::Healthy, sign, now, now),
            Health::Failing if is_enough && self.is_found_by_probes => self.flip(Health::Healthy, sign, now, now),
            _ => None,
        }
    }

    /// Time passed: a failing target may have become quiet enough.
    pub(super) fn elapsed(&mut self, now: Duration) -> Option<Flip> {
        if self.state == Health::Failing { self.recover(now) } else { None }
    }

    /// Applies another policy from now on. What is failing is opened, or sent to again, if it says so.
    pub(super) fn follow(&mut self, policy: Policy, now: Duration) -> Option<Flip> {
        if policy == self.policy {
            return None;
        }
        if policy.window != self.policy.window {
            self.window = Window::new(policy.window);
        }
        self.policy = policy;
        match (self.state, policy.opens) {
            (Health::Failing, true) => self.flip(Health::Open, Sign::NewPolicy, now, now),
            (Health::Open | Health::HalfOpen, false) => self.flip(Health::Failing, Sign::NewPolicy, now, now),
            _ => None,
        }
    }

    fn flip(&mut self, to: Health, sign: Sign, began: Duration, now: Duration) -> Option<Flip> {
        let from = self.state;
        match (from, to) {
            (_, Health::Healthy) => self.failed_trials = 0,
            (Health::HalfOpen, Health::Open) => self.failed_trials = self.failed_trials.saturating_add(1),
            _ => {}
        }
        let flip = Flip { from, to, sign, began, probes_to_trial: self.probes_to_trial() };
        self.state = to;
        self.gains = 0;
        self.good_probes = 0;
        self.bad_probes = Streak::default();
        self.is_found_by_probes = matches!(sign, Sign::BadProbes(_));
        match to {
            // Hits lost before it recovered must not count again.
            Health::Healthy if flip.from != Health::Unknown => {
                self.losses = Streak::default();
                self.window.clear();
            }
            Health::HalfOpen => {
                self.losses = Streak::default();
                self.window.clear();
                self.is_tried = false;
                self.fresh_from = now;
            }
            Health::Unknown | Health::Healthy | Health::Failing | Health::Open => {}
        }
        Some(flip)
    }
}

#[cfg(test)]
mod tests;
