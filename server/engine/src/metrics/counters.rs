//! The counters of a run: every change of a hit's state, made in one step (law 1).
//!
//! The counters are split into shards so that workers rarely meet at a lock. A visit stays on one shard
//! from arrival to end and each change moves a hit from one column to another under that shard's
//! lock. So every shard is conserved at every instant, and with it any sum over shards, even one read
//! shard by shard while the run goes on.

use super::{bottleneck::strain::Strain, target_counts::TargetCounts};
use crate::{health::Losses, slot::Slot};
use parking_lot::Mutex;
use std::time::Duration;
use transport::{Answer, Outcome};

/// The counters of one run.
#[derive(Debug)]
pub(crate) struct Counters {
    shards: Vec<Mutex<Shard>>,
}

#[derive(Debug, Default)]
struct Shard {
    all_counts: Vec<TargetCounts>,
    samples: Vec<Sample>,
}

/// How long answered hits took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// The target.
    pub slot: Slot,
    /// How many: one, or those of a visit that shared a bulk request.
    pub hits: u64,
    /// From when they were due to the end of the answer.
    pub from_planned: Duration,
    /// From when they were sent to the end of the answer.
    pub from_send: Duration,
    /// Whether they were delivered.
    pub is_delivered: bool,
}

/// How a visit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VisitEnd {
    /// Carried through to its last hit.
    Completed,
    /// Abandoned at stop.
    Cancelled,
}

/// How much of a visit that is over was delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wholeness {
    /// Every hit.
    Whole,
    /// Some hits.
    Torn,
    /// No hit.
    NotBegun,
}

impl Wholeness {
    /// Of a visit with so many hits, of which so many were delivered.
    pub(crate) fn of(delivered: usize, hits: usize) -> Self {
        match delivered {
            0 => Self::NotBegun,
            _ if delivered >= hits => Self::Whole,
            _ => Self::Torn,
        }
    }
}

/// Why a visit did not begin; each dropped visit has one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DropReason {
    /// `concurrency` visits are in progress at its target, or this machine is too late with it.
    NoCapacity,
    /// Its target is unhealthy, and its load is held back.
    Held,
    /// It is beyond its target's `max_visits_per_second`.
    Capped,
}

impl Counters {
    /// Counters with this many shards, at least one.
    pub(crate) fn new(shards: usize) -> Self {
        Self { shards: (0..shards.max(1)).map(|_| Mutex::default()).collect() }
    }

    /// The shard of visit `index`.
    pub(crate) fn shard(&self, index: u64) -> ShardWriter<'_> {
        let shard = (index % self.shards.len() as u64) as usize;
        ShardWriter { shard: self.shards.get(shard) }
    }

    /// What the target has lost so far.
    pub(crate) fn losses(&self, slot: Slot) -> Losses {
        let mut losses = Losses::default();
        for shard in &self.shards {
            if let Some(TargetCounts { hits, visits, .. }) = shard.lock().all_counts.get(slot) {
                losses.hits += hits.rejected + hits.failed + hits.dropped;
                losses.unknown += hits.unknown;
                losses.held += visits.held;
            }
        }
        losses
    }

    /// Takes the samples since the last call into `samples` and adds every shard's counts to `all_counts`.
    pub(crate) fn collect(&self, all_counts: &mut Vec<TargetCounts>, samples: &mut Vec<Sample>) {
        for shard in &self.shards {
            let mut shard = shard.lock();
            samples.append(&mut shard.samples);
            if all_counts.len() < shard.all_counts.len() {
                all_counts.resize_with(shard.all_counts.len(), TargetCounts::default);
            }
            for (sum, counts) in all_counts.iter_mut().zip(&shard.all_counts) {
                sum.add(counts);
            }
        }
    }
}

/// One shard, for the visit that stays on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShardWriter<'a> {
    shard: Option<&'a Mutex<Shard>>,
}

impl ShardWriter<'_> {
    /// A visit arrived: counted at the slot of its first hit, and each hit planned and waiting.
    pub(crate) fn arrive(self, hits: impl Iterator<Item = Slot> + Clone) {
        self.change(|shard| {
            if let Some(first) = hits.clone().next() {
                let visits = &mut shard.counts(first).visits;
                visits.assigned += 1;
                visits.active += 1;
            }
            for slot in hits {
                let hits = &mut shard.counts(slot).hits;
                hits.planned += 1;
                hits.waiting += 1;
            }
        });
    }

    /// A visit arrived and could not begin: all of it is dropped at once.
    pub(crate) fn arrive_dropped(self, reason: DropReason, hits: impl Iterator<Item = Slot> + Clone) {
        self.change(|shard| {
            if let Some(first) = hits.clone().next() {
                let visits = &mut shard.counts(first).visits;
                visits.assigned += 1;
                visits.dropped += 1;
                visits.not_begun += 1;
                match reason {
                    DropReason::NoCapacity => {}
                    DropReason::Held => visits.held += 1,
                    DropReason::Capped => visits.capped += 1,
                }
            }
            for slot in hits {
                let hits = &mut shard.counts(slot).hits;
                hits.planned += 1;
                hits.dropped += 1;
            }
        });
    }

    /// So many visits with so many hits arrived so late that all are dropped at once.
    pub(crate) fn write_off(self, slot: Slot, visits: u64, hits: u64) {
        self.change(|shard| {
            let counts = shard.counts(slot);
            counts.visits.assigned += visits;
            counts.visits.dropped += visits;
            counts.visits.not_begun += visits;
            counts.hits.planned += hits;
            counts.hits.dropped += hits;
            counts.strain.missed_visits += visits;
        });
    }

    /// So many waiting hits are sent, in this second of the run.
    pub(crate) fn send(self, slot: Slot, hits: u64, second: u32) {
        self.change(|shard| {
            let counts = shard.counts(slot);
            counts.hits.waiting -= hits;
            counts.hits.in_flight += hits;
            counts.in_flight.begin(second, hits);
        });
    }

    /// The sample's hits, which were sent in this second of the run, came to their end.
    pub(crate) fn answer(self, answer: Answer, sample: Sample, second: u32) {
        self.change(|shard| {
            if !matches!(answer.outcome, Outcome::NotSent(_)) {
                shard.samples.push(sample);
            }
            let counts = shard.counts(sample.slot);
            counts.answer(answer, sample.hits);
            counts.in_flight.end(second, sample.hits);
        });
    }

    /// So many waiting hits are not sent, and count with this answer; they took no time that says anything.
    pub(crate) fn refuse(self, slot: Slot, answer: Answer, hits: u64) {
        self.change(|shard| {
            let counts = shard.counts(slot);
            counts.hits.waiting -= hits;
            counts.hits.in_flight += hits;
            counts.answer(answer, hits);
        });
    }

    /// The sample's hits, which are in flight, are about to be abandoned: they took at least that long.
    pub(crate) fn note_unanswered(self, sample: Sample) {
        self.change(|shard| shard.samples.push(sample));
    }

    /// So many waiting hits are given up for lack of capacity.
    pub(crate) fn drop_waiting(self, slot: Slot, hits: u64) {
        self.change(|shard| {
            let counts = &mut shard.counts(slot).hits;
            counts.waiting -= hits;
            counts.dropped += hits;
        });
    }

    /// Hits that were sent in this second of the run are abandoned at stop.
    pub(crate) fn cancel_in_flight(self, slots: impl Iterator<Item = Slot>, second: u32) {
        self.change(|shard| {
            for slot in slots {
                let counts = shard.counts(slot);
                counts.hits.in_flight -= 1;
                counts.hits.cancelled += 1;
                counts.in_flight.end(second, 1);
            }
        });
    }

    /// Waiting hits are abandoned at stop.
    pub(crate) fn cancel_waiting(self, slots: impl Iterator<Item = Slot>) {
        self.change(|shard| {
            for slot in slots {
                let hits = &mut shard.counts(slot).hits;
                hits.waiting -= 1;
                hits.cancelled += 1;
            }
        });
    }

    /// This machine did not do as planned for the target.
    pub(crate) fn strain(self, slot: Slot, note: impl FnOnce(&mut Strain)) {
        self.change(|shard| note(&mut shard.counts(slot).strain));
    }

    /// A visit counted at `slot` is over.
    pub(crate) fn end_visit(self, slot: Slot, end: VisitEnd, wholeness: Wholeness) {
        self.change(|shard| {
            let visits = &mut shard.counts(slot).visits;
            visits.active -= 1;
            match end {
                VisitEnd::Completed => visits.completed += 1,
                VisitEnd::Cancelled => visits.cancelled += 1,
            }
            match wholeness {
                Wholeness::Whole => visits.whole += 1,
                Wholeness::Torn => visits.torn += 1,
                Wholeness::NotBegun => visits.not_begun += 1,
            }
        });
    }

    fn change(self, change: impl FnOnce(&mut Shard)) {
        if let Some(shard) = self.shard {
            change(&mut shard.lock());
        }
    }
}

impl Shard {
    fn counts(&mut self, slot: Slot) -> &mut TargetCounts {
        if slot >= self.all_counts.len() {
            self.all_counts.resize_with(slot + 1, TargetCounts::default);
        }
        #[expect(clippy::indexing_slicing, reason = "made long enough just above")]
        &mut self.all_counts[slot]
    }
}

#[cfg(test)]
mod tests;
