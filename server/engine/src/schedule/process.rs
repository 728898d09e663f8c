//! At which integral of the rate visits arrive, and under the independent strategy whose they are.

use super::load::{Load, Rates};
use domain::{
    mix::{Stream, keyed},
    sequence::{Merge, Track},
};
use std::collections::HashSet;

/// The arrivals of a run on the clock of its load.
///
/// A run may change between one stream of visits and one for each target. The one that is not in use stands still,
/// and goes on where it stopped: what has passed of a gap counts once, however often a run changes.
#[derive(Clone, Debug)]
pub(super) struct Process {
    /// One stream of visits, a visit per unit of the integral.
    common: Option<Track>,
    /// One for each target; the integral counts seconds at level 1.
    own: Option<Merge>,
    /// Which of both is in use.
    is_own: bool,
    /// The integral where the other one stopped.
    stopped: f64,
}

impl Process {
    /// The arrivals of `load` from the start of a run on.
    pub(super) fn new(load: &Load, seed: u64) -> Self {
        let mut common = None;
        let mut own = None;
        match &load.rates {
            Rates::Common(_) => common = Some(Track::new(load.arrivals, seed, 1.0, (0.0, 0), 0.0)),
            Rates::Own(rates) => own = Some(Merge::new(0.0, rates, load.arrivals, seed)),
        }
        Self { is_own: own.is_some(), common, own, stopped: 0.0 }
    }

    /// The integral at which the next visit arrives, and the key of its target.
    pub(super) fn peek(&self) -> Option<(f64, Option<usize>)> {
        if self.is_own {
            return self.own.as_ref()?.peek().map(|(level, key)| (level, Some(key)));
        }
        let next = self.common.as_ref()?.next();
        next.is_finite().then_some((next, None))
    }

    /// On to the visit after the next one.
    pub(super) fn advance(&mut self) {
        self.each(Track::advance, Merge::advance);
    }

    /// The visits up to `level` do not come.
    pub(super) fn seek(&mut self, level: f64) {
        self.each(|track| track.seek(level), |merge| merge.seek(level));
    }

    /// The next visits are the first that are due at `level` or later, also where that leads back.
    pub(super) fn reopen(&mut self, level: f64) {
        self.each(|track| track.reopen(level), |merge| merge.reopen(level));
    }

    /// Visits before `level`; on average if they are a Poisson process.
    pub(super) fn count_before(&self, level: f64) -> u64 {
        if self.is_own {
            return self.own.as_ref().map_or(0, |merge| merge.count_before(level));
        }
        self.common.as_ref().map_or(0, |track| track.count_before(level))
    }

    /// Targets that are not in `load` have no more visits.
    pub(super) fn retain(&mut self, load: &Load) {
        if let (Some(merge), true, Rates::Own(rates)) = (&mut self.own, self.is_own, &load.rates) {
            let keys: HashSet<usize> = rates.iter().map(|(key, _)| *key).collect();
            merge.retain(|key| keys.contains(&key));
        }
    }

    /// From integral `level` on, where visit `next` is the next, goes by `load` instead of by `before`.
    pub(super) fn change(&mut self, level: f64, next: u64, before: &Load, load: &Load, seed: u64) {
        let is_other = self.is_own != matches!(load.rates, Rates::Own(_));
        let wait = if is_other { self.wait(level, before) } else { 0.0 };
        let stood = if is_other { level - self.stopped } else { 0.0 };
        match &load.rates {
            Rates::Common(_) => match &mut self.common {
                Some(track) => {
                    track.shift(stood);
                    // The unit of the integral is a visit whatever the rate is.
                    track.change(level, load.arrivals, 1.0);
                }
                None => self.common = Some(Track::new(load.arrivals, seed, 1.0, (level, next), wait)),
            },
            Rates::Own(rates) => match &mut self.own {
                Some(merge) if is_other || (before.arrivals, &before.rates) != (load.arrivals, &load.rates) => {
                    merge.shift(stood);
                    merge.change(level, rates, load.arrivals);
                }
                Some(_) => {}
                // Not the times that the same targets would have had from the start of the run on.
                None => {
                    let seed = keyed(seed, Stream::Schedule, next);
                    self.own = Some(Merge::waiting(level, rates, load.arrivals, seed, wait));
                }
            },
        }
        if is_other {
            (self.is_own, self.stopped) = (!self.is_own, level);
        }
    }

    /// What part of a gap between two visits of `load`, which is in force, is still to pass at `level`.
    fn wait(&self, level: f64, load: &Load) -> f64 {
        let per_unit = match &load.rates {
            Rates::Common(_) => 1.0,
            Rates::Own(rates) => rates.iter().map(|(_, per_day)| per_day).sum::<f64>() / load.scale(),
        };
        self.peek().map_or(1.0, |(next, _)| ((next - level) * per_unit).clamp(0.0, 1.0))
    }

    fn each(&mut self, common: impl FnOnce(&mut Track), own: impl FnOnce(&mut Merge)) {
        if self.is_own {
            self.own.as_mut().map(own);
        } else {
            self.common.as_mut().map(common);
        }
    }
}
