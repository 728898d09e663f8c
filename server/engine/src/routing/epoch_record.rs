//! The figures of an epoch: where it began, what each target was due, and what it got.

use crate::slot::Slot;
use domain::{DistributionStrategy, EpochShare, EpochStatus, messages::Message};
use std::{
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering, fence},
    },
    time::Duration,
};

/// How often a consistent read of the counters is tried while they change.
const TRIES: usize = 100;

/// The record of an epoch. One task counts, without a lock; readers see the counters as they are between two visits.
#[derive(Debug)]
pub(crate) struct EpochRecord {
    /// From 1.
    number: u64,
    /// Since the start of the run.
    at: Duration,
    cause: Message,
    strategy: DistributionStrategy,
    /// The run's first position and visit that it decided; set when the first visit asks.
    from: OnceLock<(u64, u64)>,
    /// Share by slot, 0–1, in the order of the list, which is that of the sequence's numbers.
    pub shares: Vec<(Slot, f64)>,
    ids: Vec<i64>,
    /// Place in the list, by slot.
    places: Vec<Option<usize>>,
    assigned: Vec<AtomicU64>,
    /// Odd while the counters change (a sequence lock: Boehm, "Can Seqlocks Get Along With Programming
    /// Language Memory Models?", MSPC 2012).
    version: AtomicU64,
}

/// A target of an epoch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TargetShare {
    /// Where its figures stand.
    pub slot: Slot,
    /// Its id.
    pub id: i64,
    /// The share it is due, 0–1.
    pub share: f64,
}

/// Why and how an epoch begins.
#[derive(Clone, Debug)]
pub(crate) struct EpochStart {
    /// From 1.
    pub number: u64,
    /// Since the start of the run.
    pub at: Duration,
    /// For people and programs.
    pub cause: Message,
    /// How it splits.
    pub strategy: DistributionStrategy,
}

impl EpochRecord {
    /// The empty trace of an epoch over `targets`, in the order of the list.
    pub(crate) fn new(beginning: EpochStart, targets: impl Iterator<Item = TargetShare>) -> Self {
        let EpochStart { number, at, cause, strategy } = beginning;
        let mut shares = Vec::new();
        let mut ids = Vec::new();
        let mut places = Vec::new();
        for (place, TargetShare { slot, id, share }) in targets.enumerate() {
            shares.push((slot, share));
            ids.push(id);
            if places.len() <= slot {
                places.resize(slot + 1, None);
            }
            if let Some(of_slot) = places.get_mut(slot) {
                *of_slot = Some(place);
            }
        }
        let assigned = ids.iter().map(|_| AtomicU64::new(0)).collect();
        let from = OnceLock::new();
        let version = AtomicU64::new(0);
        Self { number, at, cause, strategy, from, shares, ids, places, assigned, version }
    }

    /// How it splits.
    pub(crate) fn strategy(&self) -> DistributionStrategy {
        self.strategy
    }

    /// First position of the run that the epoch decided, if it has decided any.
    pub(crate) fn from(&self) -> Option<u64> {
        self.from.get().map(|(position, _)| *position)
    }

    /// The visit with this index, whose first position is `position`, is the epoch's: its first, if it had
    /// none before. Gives the epoch's first position.
    pub(crate) fn begin(&self, position: u64, index: u64) -> u64 {
        self.from.get_or_init(|| (position, index)).0
    }

    /// Place in the list of the target at `slot`.
    pub(crate) fn place_of(&self, slot: Slot) -> Option<usize> {
        self.places.get(slot).copied().flatten()
    }

    /// Targets with these places take a position each. Only one task may call this.
    pub(crate) fn count(&self, places: impl Iterator<Item = usize>) {
        let version = self.version.load(Ordering::Relaxed);
        self.version.store(version + 1, Ordering::Relaxed);
        fence(Ordering::Release);
        for place in places {
            self.count_apart(place, 1);
        }
        self.version.store(version + 2, Ordering::Release);
    }

    /// A target takes so many positions, whatever the others do meanwhile.
    pub(crate) fn count_apart(&self, place: usize, positions: u64) {
        if let Some(assigned) = self.assigned.get(place) {
            assigned.fetch_add(positions, Ordering::Relaxed);
        }
    }

    /// How many positions each target took, in the order of the list.
    pub(crate) fn assigned(&self) -> Vec<u64> {
        for _ in 0..TRIES {
            if let Some(assigned) = self.read() {
                return assigned;
            }
            std::hint::spin_loop();
        }
        self.counters()
    }

    /// The counters as they are between two visits; `None` while they change.
    fn read(&self) -> Option<Vec<u64>> {
        let before = self.version.load(Ordering::Acquire);
        if !before.is_multiple_of(2) {
            return None;
        }
        let assigned = self.counters();
        fence(Ordering::Acquire);
        (self.version.load(Ordering::Relaxed) == before).then_some(assigned)
    }

    fn counters(&self) -> Vec<u64> {
        self.assigned.iter().map(|count| count.load(Ordering::Relaxed)).collect()
    }

    /// As it appears in the snapshot.
    pub(crate) fn status(&self) -> EpochStatus {
        let assigned = self.assigned();
        let positions: u64 = assigned.iter().sum();
        let shares = (0..self.ids.len()).filter_map(|place| {
            let (_, share) = self.shares.get(place)?;
            let expected = share * positions as f64;
            Some(EpochShare { target_id: *self.ids.get(place)?, expected, assigned: *assigned.get(place)? })
        });
        EpochStatus {
            number: self.number,
            at_seconds: self.at.as_secs_f64(),
            cause: self.cause.text.clone(),
            coded: self.cause.coded.clone(),
            from_index: self.from.get().map(|(_, index)| *index),
            positions,
            strategy: self.strategy,
            shares: shares.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicBool;

    /// A visit of many hits takes a position at every target: whoever reads while it is counted sees all of it or none.
    /// Raced by real threads, so that a reader comes between two counters in every run of the test.
    #[test]
    fn nobody_reads_half_a_visit() {
        const TARGETS: usize = 512;
        let beginning = EpochStart {
            number: 1,
            at: Duration::ZERO,
            cause: Message::default(),
            strategy: DistributionStrategy::RoundRobin,
        };
        let share = 1.0 / TARGETS as f64;
        let shares = (0..TARGETS).map(|slot| TargetShare { slot, id: slot as i64, share });
        let record = EpochRecord::new(beginning, shares);
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for visit in 0..30_000 {
                    record.count(0..TARGETS);
                    // Time for a reader to see the counters between two visits.
                    if visit % 4 == 0 {
                        std::thread::yield_now();
                    }
                }
                is_over.store(true, Ordering::Release);
            });
            let mut reads = 0u64;
            while !is_over.load(Ordering::Acquire) {
                let Some(assigned) = record.read() else { continue };
                assert!(assigned.iter().all(|count| *count == assigned[0]), "half a visit was read: {assigned:?}");
                reads += 1;
            }
            assert!(reads > 100, "only {reads} readings");
        });
        assert_eq!(record.assigned(), [30_000; TARGETS]);
    }
}
