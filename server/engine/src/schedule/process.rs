//! At which integral of the rate visits arrive, and under the independent strategy whose they are.

use super::load::{Load, Rates};
use domain::{
    mix::{Stream, keyed},
    sequence::{Merge, Track},
};
use std::collections::HashSet;

/// The arrivals of a run on the clock of its load.
#[derive(Clone, Debug)]
pub enum Process {
    /// One stream of visits, a visit per unit of the integral.
    Common(Track),
    /// One for each target; the integral counts seconds at level 1.
    Own(Merge),
}

impl Process {
    /// The arrivals of `load` from the start of a run on.
    pub fn new(load: &Load, seed: u64) -> Self {
        Self::starting(0.0, 0, load, seed)
    }

    /// The arrivals from integral `level` on, where visit `next` is the first.
    fn starting(level: f64, next: u64, load: &Load, seed: u64) -> Self {
        match &load.rates {
            Rates::Common(_) => Self::Common(Track::new(load.arrivals, seed, 1.0, (level, next), 0.0)),
            Rates::Own(rates) => {
                // Each time targets get schedules of their own these are others, but those of a run's start
                // are those of the sequence.
                let seed = if next == 0 { seed } else { keyed(seed, Stream::Schedule, next) };
                Self::Own(Merge::new(level, rates, load.arrivals, seed))
            }
        }
    }

    /// The integral at which the next visit arrives, and the key of its target.
    pub fn peek(&self) -> Option<(f64, Option<usize>)> {
        match self {
            Self::Common(track) => track.next().is_finite().then_some((track.next(), None)),
            Self::Own(merge) => merge.peek().map(|(level, key)| (level, Some(key))),
        }
    }

    /// On to the visit after the next one.
    pub fn advance(&mut self) {
        match self {
            Self::Common(track) => track.advance(),
            Self::Own(merge) => merge.advance(),
        }
    }

    /// The visits up to `level` do not come.
    pub fn seek(&mut self, level: f64) {
        match self {
            Self::Common(track) => track.seek(level),
            Self::Own(merge) => merge.seek(level),
        }
    }

    /// Targets that are not in `load` have no more visits.
    pub fn retain(&mut self, load: &Load) {
        if let (Self::Own(merge), Rates::Own(rates)) = (self, &load.rates) {
            let keys: HashSet<usize> = rates.iter().map(|(key, _)| *key).collect();
            merge.retain(|key| keys.contains(&key));
        }
    }

    /// From integral `level` on, where visit `next` is the next, goes by `load` instead of by `before`.
    pub fn change(&mut self, level: f64, next: u64, before: &Load, load: &Load, seed: u64) {
        match (&mut *self, &load.rates) {
            // The unit of the integral is a visit whatever the rate is.
            (Self::Common(track), Rates::Common(_)) => track.change(level, load.arrivals, 1.0),
            (Self::Own(merge), Rates::Own(rates)) => {
                if (before.arrivals, &before.rates) != (load.arrivals, &load.rates) {
                    merge.change(level, rates, load.arrivals);
                }
            }
            _ => *self = Self::starting(level, next, load, seed),
        }
    }
}
