//! What happened over the last intervals, of those targets where this machine was under strain.

use super::strain::Strain;
use crate::{metrics::target_counts::TargetCounts, slot::Slot};
use domain::BottleneckKind;
use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

/// How many intervals it looks back over.
pub(super) const LENGTH: usize = 5;
/// With more than one hit in so many under strain, the p99 is.
const P99: u64 = 100;

/// The latest intervals.
#[derive(Default)]
pub(super) struct Window(VecDeque<Interval>);

/// One interval.
#[derive(Default)]
pub(super) struct Interval {
    /// How long it was.
    pub length: Duration,
    /// Processor time this process used, if it is known.
    pub processor: Option<Duration>,
    /// Hits sent.
    pub sent: u64,
    /// By slot, where there was strain.
    pub strained: BTreeMap<Slot, Strained>,
}

/// A target's part of an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Strained {
    /// Hits sent to it.
    pub sent: u64,
    /// Visits not begun because too many were in progress.
    pub crowded_out_visits: u64,
    /// What went wrong.
    pub strain: Strain,
}

/// The counts of a target at some moment.
#[derive(Clone, Copy, Default)]
pub(super) struct Mark {
    sent: u64,
    unbegun: u64,
    strain: Strain,
}

impl Mark {
    /// The counts of `counts`.
    pub(super) fn of(counts: &TargetCounts) -> Self {
        let hits = &counts.hits;
        let visits = &counts.visits;
        Self {
            sent: hits.settled() + hits.in_flight,
            unbegun: visits.dropped.saturating_sub(visits.held + visits.capped),
            strain: counts.strain,
        }
    }

    /// What came since `before`.
    pub(super) fn since(&self, before: &Self) -> Strained {
        let strain = self.strain.since(&before.strain);
        let unbegun = self.unbegun.saturating_sub(before.unbegun);
        Strained {
            sent: self.sent.saturating_sub(before.sent),
            crowded_out_visits: unbegun.saturating_sub(strain.missed_visits),
            strain,
        }
    }
}

impl Strained {
    /// Whether there is anything to report.
    pub(super) fn is_strained(&self) -> bool {
        self.crowded_out_visits > 0 || self.strain != Strain::default()
    }

    /// Whether it shows a sign of `kind` by itself.
    fn shows(&self, kind: BottleneckKind) -> bool {
        let strain = &self.strain;
        match kind {
            BottleneckKind::Cpu => strain.late + strain.missed_hits + strain.missed_visits > 0,
            BottleneckKind::Sockets => strain.files + strain.ports + strain.memory > 0,
            BottleneckKind::InFlight => strain.crowded_out > 0 || strain.queued * P99 > self.sent,
            BottleneckKind::Concurrency => self.crowded_out_visits > 0 || strain.unplaced > 0,
        }
    }
}

impl Interval {
    /// Whether it shows a sign of `kind`. The processor serves all targets, so for it all are asked together.
    fn shows(&self, kind: BottleneckKind) -> bool {
        match kind {
            BottleneckKind::Cpu => {
                let strain = || self.strained.values().map(|part| part.strain);
                strain().any(|strain| strain.missed_hits + strain.missed_visits > 0)
                    || strain().map(|strain| strain.late).sum::<u64>() * P99 > self.sent
            }
            _ => self.strained.values().any(|part| part.shows(kind)),
        }
    }
}

impl Window {
    /// Adds an interval; the oldest goes.
    pub(super) fn push(&mut self, interval: Interval) {
        if self.0.len() >= LENGTH {
            self.0.pop_front();
        }
        self.0.push_back(interval);
    }

    /// In how many intervals there was a sign of `kind`.
    pub(super) fn signs(&self, kind: BottleneckKind) -> usize {
        self.0.iter().filter(|interval| interval.shows(kind)).count()
    }

    /// The slots that showed a sign of `kind`, in order.
    pub(super) fn strained_by(&self, kind: BottleneckKind) -> impl Iterator<Item = Slot> {
        let parts = self.0.iter().flat_map(|interval| &interval.strained);
        let slots: std::collections::BTreeSet<Slot> =
            parts.filter(|(_, part)| part.shows(kind)).map(|(slot, _)| *slot).collect();
        slots.into_iter()
    }

    /// All strain of all targets.
    pub(super) fn strain(&self) -> Strain {
        let mut sum = Strain::default();
        for part in self.parts() {
            sum.add(&part.strain);
        }
        sum
    }

    /// Visits not begun because too many were in progress.
    pub(super) fn crowded_out_visits(&self) -> u64 {
        self.parts().map(|part| part.crowded_out_visits).sum()
    }

    /// Hits sent to all targets.
    pub(super) fn sent(&self) -> u64 {
        self.0.iter().map(|interval| interval.sent).sum()
    }

    /// How long it is.
    pub(super) fn seconds(&self) -> f64 {
        self.0.iter().map(|interval| interval.length.as_secs_f64()).sum()
    }

    /// Cores that this process kept busy on average, if that is known.
    pub(super) fn cores_used(&self) -> Option<f64> {
        let known = || self.0.iter().filter_map(|interval| Some((interval.length, interval.processor?)));
        let length: Duration = known().map(|(length, _)| length).sum();
        let used: Duration = known().map(|(_, used)| used).sum();
        (!length.is_zero()).then(|| used.as_secs_f64() / length.as_secs_f64())
    }

    fn parts(&self) -> impl Iterator<Item = &Strained> {
        self.0.iter().flat_map(|interval| interval.strained.values())
    }
}
