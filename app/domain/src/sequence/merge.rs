//! Many schedules in one: the arrivals of all targets of the independent strategy, in order.

use super::track::Track;
use crate::{
    config::Arrivals,
    mix::{Stream, keyed},
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

/// Seconds of a day: rates are given per day, the clock counts seconds at level 1.
const DAY: f64 = 86_400.0;

/// The arrivals of many targets by time, ties in the order of the list; O(log n) a step.
///
/// Each target has a key that is its own for ever (in a run: its number in order of appearance, which is
/// its place in the list it began with). The key decides where its evenly spaced arrivals begin within
/// their first gap, and its stream of random numbers. So no target's times depend on another's, and targets
/// with the same rate are not in step. The clock counts seconds of load at level 1.
#[derive(Clone, Debug)]
pub struct Merge {
    seed: u64,
    /// Every target that ever had a part, by key.
    tracks: BTreeMap<usize, Track>,
    /// Those that have one now: next arrival (bits of a number that is never negative, which sort as the
    /// number does), place in the list, key.
    heap: BinaryHeap<Reverse<(u64, usize, usize)>>,
}

impl Merge {
    /// The arrivals of targets with these `(key, visits per day)` from `at` on.
    pub fn new(at: f64, rates: &[(usize, f64)], arrivals: Arrivals, seed: u64) -> Self {
        Self::waiting(at, rates, arrivals, seed, 0.0)
    }

    /// The same when `wait` (0–1) of a gap is still to pass at `at`: each target's first gap is that much later within
    /// its own.
    pub fn waiting(at: f64, rates: &[(usize, f64)], arrivals: Arrivals, seed: u64, wait: f64) -> Self {
        let mut merge = Self { seed, tracks: BTreeMap::new(), heap: BinaryHeap::new() };
        merge.set(at, rates, arrivals, wait);
        merge
    }

    /// When the next visit comes, and the key of its target; `None` if none ever does.
    pub fn peek(&self) -> Option<(f64, usize)> {
        let Reverse((next, _, key)) = self.heap.peek()?;
        let next = f64::from_bits(*next);
        next.is_finite().then_some((next, *key))
    }

    /// The place of the next visit's target in the list.
    pub fn place(&self) -> Option<usize> {
        self.heap.peek().map(|Reverse((_, place, _))| *place)
    }

    /// On to the visit after the next one.
    pub fn advance(&mut self) {
        let Some(mut top) = self.heap.peek_mut() else { return };
        let Reverse((next, _, key)) = &mut *top;
        if let Some(track) = self.tracks.get_mut(key) {
            track.advance();
            *next = track.next().to_bits();
        }
    }

    /// Other targets, rates or kinds of arrivals from `at` on. Targets whose own rate stays keep their
    /// times; one that is new begins at `at`; one that comes back goes on with those of its times that are
    /// still to come.
    pub fn change(&mut self, at: f64, rates: &[(usize, f64)], arrivals: Arrivals) {
        self.set(at, rates, arrivals, 0.0);
    }

    fn set(&mut self, at: f64, rates: &[(usize, f64)], arrivals: Arrivals, wait: f64) {
        let before: BTreeSet<usize> = self.heap.drain().map(|Reverse((_, _, key))| key).collect();
        for (place, (key, per_day)) in rates.iter().enumerate() {
            let per_unit = per_day / DAY;
            let seed = keyed(self.seed, Stream::Schedule, *key as u64);
            let track = self
                .tracks
                .entry(*key)
                .or_insert_with(|| Track::new(arrivals, seed, per_unit, (at, 0), lead(*key, wait)));
            if !before.contains(key) && track.next() < at {
                track.seek(at);
            }
            track.change(at, arrivals, per_unit);
            self.heap.push(Reverse((track.next().to_bits(), place, *key)));
        }
    }

    /// Only these targets go on; the others have no more arrivals.
    pub fn retain(&mut self, is_kept: impl Fn(usize) -> bool) {
        self.heap.retain(|Reverse((_, _, key))| is_kept(*key));
    }

    /// The visits up to `at` do not come; see [`Track::seek`].
    pub fn seek(&mut self, at: f64) {
        self.each(|track| track.seek(at));
    }

    /// The next visits are the first that are due at `at` or later; see [`Track::reopen`].
    pub fn reopen(&mut self, at: f64) {
        self.each(|track| track.reopen(at));
    }

    /// Visits before `at` that are still to come; on average if they are Poisson processes.
    pub fn count_before(&self, at: f64) -> u64 {
        let tracks = self.heap.iter().filter_map(|Reverse((_, _, key))| self.tracks.get(key));
        tracks.map(|track| track.count_before(at)).sum()
    }

    /// All visits that are still to come do so by this much later, also those of targets that have no part now.
    pub fn shift(&mut self, by: f64) {
        self.tracks.values_mut().for_each(|track| track.shift(by));
        self.each(|_| {});
    }

    /// Changes the tracks of those that have a part.
    fn each(&mut self, mut change: impl FnMut(&mut Track)) {
        let entries: Vec<_> = self.heap.drain().collect();
        for Reverse((_, place, key)) in entries {
            if let Some(track) = self.tracks.get_mut(&key) {
                change(track);
                self.heap.push(Reverse((track.next().to_bits(), place, key)));
            }
        }
    }
}

/// What part of a gap passes before a target's first evenly spaced visit: the fractional parts of the
/// multiples of the golden ratio, which lie as far apart as numbers without end can (Knuth: The Art of
/// Computer Programming 3, section 6.4, theorem S), and `wait`, going round. Without it key 0 begins at once.
fn lead(key: usize, wait: f64) -> f64 {
    let lead = ((key as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11) as f64 / (1u64 << 53) as f64 + wait;
    if lead > 1.0 { lead - 1.0 } else { lead }
}
