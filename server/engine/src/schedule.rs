//! When visits arrive: a pure iterator of (index, planned time), computed from the load shape alone.
//!
//! Nothing here knows whether the visits can be sent. If the sender is late the schedule does not
//! slow down to please it (open model; Schroeder, Wierman, Harchol-Balter: "Open Versus Closed: A
//! Cautionary Tale", NSDI 2006).

use domain::{
    Arrivals, MultiTargetConfig,
    load_shape::{Curve, LocalClock, Segment},
    mix::{Stream, keyed},
};
use std::time::Duration;

/// The planned start of one visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Global number of the visit within the run.
    pub index: u64,
    /// Since the start of the run, pauses not counted.
    pub planned: Duration,
}

/// Iterates over the arrivals of a run.
///
/// Arrival k comes when the integral of the rate reaches k (or, for a Poisson process, the sum of k + 1
/// exponential numbers of mean 1: Lewis, Shedler: "Simulation of nonhomogeneous Poisson processes by
/// thinning", 1979, section 1, time-scale transformation). Within a segment of the curve that time is
/// the root of a quadratic, so nothing adds up and nothing drifts. A stretch without load has no
/// arrivals: one that is due exactly where it begins comes where it ends.
#[derive(Clone, Debug)]
pub struct Schedule {
    seed: u64,
    arrivals: Arrivals,
    curve: Curve,
    /// Where the next arrival is looked for; `None` when the curve has ended.
    segment: Option<Segment>,
    /// Visits that arrived before `segment`.
    before: f64,
    next: u64,
    /// Exclusive; `u64::MAX` when the number of visits is not limited.
    visits: u64,
    /// No arrival at or after this.
    end: Duration,
    /// Sum of the exponential numbers so far.
    drawn: f64,
    /// The latest arrival: rounding must not lead back behind it.
    latest: Duration,
}

/// The longest run a schedule describes; `Duration` and the timer both hold it.
const FOREVER: Duration = Duration::from_secs(10 * 366 * 86_400);

impl Schedule {
    /// The schedule of `config`, without arrivals from `time_limit` on. The day curve starts where
    /// `clock` stands.
    pub fn new(config: &MultiTargetConfig, seed: u64, time_limit: Option<Duration>, clock: LocalClock) -> Self {
        let mut curve = Curve::new(&config.load_shape, config.target_visits_per_day, clock);
        Self {
            seed,
            arrivals: config.arrivals,
            segment: curve.next(),
            curve,
            before: 0.0,
            next: 0,
            visits: visit_limit(config),
            end: time_limit.unwrap_or(FOREVER).min(FOREVER),
            drawn: 0.0,
            latest: Duration::ZERO,
        }
    }

    /// The integral of the rate at which visit `index` arrives; each index is asked for once, in order.
    fn level(&mut self, index: u64) -> f64 {
        match self.arrivals {
            Arrivals::Constant => index as f64,
            Arrivals::Poisson => {
                // Inverse transform of a uniform number in (0, 1]; libm's logarithm, because the
                // platform's may differ in the last bit from machine to machine (law 2).
                let bits = keyed(self.seed, Stream::Arrival, index) >> 11;
                let uniform = (bits + 1) as f64 / (1u64 << 53) as f64;
                self.drawn -= libm::log(uniform);
                self.drawn
            }
        }
    }

    /// When the integral of the rate reaches `level`, nanoseconds; `None` when it never does before the end.
    fn reached(&mut self, level: f64) -> Option<f64> {
        loop {
            let segment = self.segment?;
            if segment.start >= self.end.as_secs_f64() {
                return None;
            }
            if segment.seconds.is_infinite() {
                let rises = segment.from > 0.0;
                return rises.then(|| (segment.start + segment.seconds_until(level - self.before)) * 1e9);
            }
            let visits = segment.visits(segment.seconds);
            if level < self.before + visits {
                let elapsed = segment.seconds_until(level - self.before).min(segment.seconds);
                return Some((segment.start + elapsed) * 1e9);
            }
            self.before += visits;
            self.segment = self.curve.next();
        }
    }
}

/// The number of visits after which a run ends; `u64::MAX` when it is not limited.
pub fn visit_limit(config: &MultiTargetConfig) -> u64 {
    if config.max_total_visits == 0 { u64::MAX } else { config.max_total_visits }
}

impl Iterator for Schedule {
    type Item = Arrival;

    fn next(&mut self) -> Option<Arrival> {
        if self.next >= self.visits {
            return None;
        }
        let index = self.next;
        let level = self.level(index);
        let planned = self.reached(level).map(|nanos| Duration::from_nanos(nanos.round() as u64).max(self.latest));
        let Some(planned) = planned.filter(|planned| *planned < self.end) else {
            self.visits = index;
            return None;
        };
        self.latest = planned;
        self.next += 1;
        Some(Arrival { index, planned })
    }
}

#[cfg(test)]
mod tests;
