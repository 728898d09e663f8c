//! The books of a run: every change of a hit's state, made in one step (law 1).
//!
//! The books are split into lanes so that workers rarely meet at a lock. A visit stays on one lane
//! from arrival to end and each change moves a hit from one column to another under that lane's
//! lock. So every lane is conserved at every instant, and with it any sum over lanes, even one read
//! lane by lane while the run goes on.

use super::{bottleneck::strain::Strain, tally::Tally};
use crate::health::outages::Losses;
use parking_lot::Mutex;
use std::time::Duration;
use transport::{Answer, Outcome};

/// Where a target's counters stand: its number in order of appearance in the run.
pub type Slot = usize;

/// The books of one run.
#[derive(Debug)]
pub struct Books {
    lanes: Vec<Mutex<Lane>>,
}

#[derive(Debug, Default)]
struct Lane {
    tallies: Vec<Tally>,
    samples: Vec<Sample>,
}

/// How long answered hits took.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
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
pub enum VisitEnd {
    /// Carried through to its last hit.
    Completed,
    /// Abandoned at stop.
    Cancelled,
}

/// How much of a visit that is over was delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wholeness {
    /// Every hit.
    Whole,
    /// Some hits.
    Torn,
    /// No hit.
    NotBegun,
}

impl Wholeness {
    /// Of a visit with so many hits, of which so many were delivered.
    pub fn of(delivered: usize, hits: usize) -> Self {
        match delivered {
            0 => Self::NotBegun,
            _ if delivered >= hits => Self::Whole,
            _ => Self::Torn,
        }
    }
}

/// Why a visit did not begin; each dropped visit has one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// `concurrency` visits are in progress at its target, or this machine is too late with it.
    NoCapacity,
    /// Its target is unhealthy, and its load is held back.
    Held,
    /// It is beyond its target's `max_visits_per_second`.
    Capped,
}

impl Books {
    /// Books with this many lanes, at least one.
    pub fn new(lanes: usize) -> Self {
        Self { lanes: (0..lanes.max(1)).map(|_| Mutex::default()).collect() }
    }

    /// The lane of visit `index`.
    pub fn lane(&self, index: u64) -> Page<'_> {
        let lane = (index % self.lanes.len() as u64) as usize;
        Page { lane: self.lanes.get(lane) }
    }

    /// What the target has lost so far.
    pub fn losses(&self, slot: Slot) -> Losses {
        let mut losses = Losses::default();
        for lane in &self.lanes {
            if let Some(Tally { hits, visits, .. }) = lane.lock().tallies.get(slot) {
                losses.hits += hits.rejected + hits.failed + hits.dropped;
                losses.unknown += hits.unknown;
                losses.held += visits.held;
            }
        }
        losses
    }

    /// Takes the samples since the last call into `samples` and adds every lane's counts to `tallies`.
    pub fn collect(&self, tallies: &mut Vec<Tally>, samples: &mut Vec<Sample>) {
        for lane in &self.lanes {
            let mut lane = lane.lock();
            samples.append(&mut lane.samples);
            if tallies.len() < lane.tallies.len() {
                tallies.resize_with(lane.tallies.len(), Tally::default);
            }
            for (sum, tally) in tallies.iter_mut().zip(&lane.tallies) {
                sum.add(tally);
            }
        }
    }
}

/// One lane, for the visit that stays on it.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    lane: Option<&'a Mutex<Lane>>,
}

impl Page<'_> {
    /// A visit arrived: counted at the slot of its first hit, and each hit planned and waiting.
    pub fn arrive(self, hits: impl Iterator<Item = Slot> + Clone) {
        self.change(|lane| {
            if let Some(first) = hits.clone().next() {
                let visits = &mut lane.tally(first).visits;
                visits.assigned += 1;
                visits.active += 1;
            }
            for slot in hits {
                let hits = &mut lane.tally(slot).hits;
                hits.planned += 1;
                hits.waiting += 1;
            }
        });
    }

    /// A visit arrived and could not begin: all of it is dropped at once.
    pub fn arrive_dropped(self, reason: DropReason, hits: impl Iterator<Item = Slot> + Clone) {
        self.change(|lane| {
            if let Some(first) = hits.clone().next() {
                let visits = &mut lane.tally(first).visits;
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
                let hits = &mut lane.tally(slot).hits;
                hits.planned += 1;
                hits.dropped += 1;
            }
        });
    }

    /// So many visits with so many hits arrived so late that all are dropped at once.
    pub fn write_off(self, slot: Slot, visits: u64, hits: u64) {
        self.change(|lane| {
            let tally = lane.tally(slot);
            tally.visits.assigned += visits;
            tally.visits.dropped += visits;
            tally.visits.not_begun += visits;
            tally.hits.planned += hits;
            tally.hits.dropped += hits;
            tally.strain.missed_visits += visits;
        });
    }

    /// So many waiting hits are sent, in this second of the run.
    pub fn send(self, slot: Slot, hits: u64, second: u32) {
        self.change(|lane| {
            let tally = lane.tally(slot);
            tally.hits.waiting -= hits;
            tally.hits.in_flight += hits;
            tally.in_flight.begin(second, hits);
        });
    }

    /// The sample's hits, which were sent in this second of the run, came to their end.
    pub fn answer(self, answer: Answer, sample: Sample, second: u32) {
        self.change(|lane| {
            if !matches!(answer.outcome, Outcome::NotSent(_)) {
                lane.samples.push(sample);
            }
            let tally = lane.tally(sample.slot);
            tally.answer(answer, sample.hits);
            tally.in_flight.end(second, sample.hits);
        });
    }

    /// So many waiting hits are not sent, and count with this answer; they took no time that says anything.
    pub fn refuse(self, slot: Slot, answer: Answer, hits: u64) {
        self.change(|lane| {
            let tally = lane.tally(slot);
            tally.hits.waiting -= hits;
            tally.hits.in_flight += hits;
            tally.answer(answer, hits);
        });
    }

    /// The sample's hits, which are in flight, are about to be abandoned: they took at least that long.
    pub fn note_unanswered(self, sample: Sample) {
        self.change(|lane| lane.samples.push(sample));
    }

    /// So many waiting hits are given up for lack of capacity.
    pub fn drop_waiting(self, slot: Slot, hits: u64) {
        self.change(|lane| {
            let counts = &mut lane.tally(slot).hits;
            counts.waiting -= hits;
            counts.dropped += hits;
        });
    }

    /// Hits that were sent in this second of the run are abandoned at stop.
    pub fn cancel_in_flight(self, slots: impl Iterator<Item = Slot>, second: u32) {
        self.change(|lane| {
            for slot in slots {
                let tally = lane.tally(slot);
                tally.hits.in_flight -= 1;
                tally.hits.cancelled += 1;
                tally.in_flight.end(second, 1);
            }
        });
    }

    /// Waiting hits are abandoned at stop.
    pub fn cancel_waiting(self, slots: impl Iterator<Item = Slot>) {
        self.change(|lane| {
            for slot in slots {
                let hits = &mut lane.tally(slot).hits;
                hits.waiting -= 1;
                hits.cancelled += 1;
            }
        });
    }

    /// This machine did not do as planned for the target.
    pub fn strain(self, slot: Slot, note: impl FnOnce(&mut Strain)) {
        self.change(|lane| note(&mut lane.tally(slot).strain));
    }

    /// A visit counted at `slot` is over.
    pub fn end_visit(self, slot: Slot, end: VisitEnd, wholeness: Wholeness) {
        self.change(|lane| {
            let visits = &mut lane.tally(slot).visits;
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

    fn change(self, change: impl FnOnce(&mut Lane)) {
        if let Some(lane) = self.lane {
            change(&mut lane.lock());
        }
    }
}

impl Lane {
    fn tally(&mut self, slot: Slot) -> &mut Tally {
        if slot >= self.tallies.len() {
            self.tallies.resize_with(slot + 1, Tally::default);
        }
        #[expect(clippy::indexing_slicing, reason = "made long enough just above")]
        &mut self.tallies[slot]
    }
}

#[cfg(test)]
mod tests;
