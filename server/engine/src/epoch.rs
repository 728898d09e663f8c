//! Which target a visit goes to: one immutable picture, swapped whole when targets change.

mod span;

pub use span::{Beginning, Span};

use crate::{bulkhead::Bulkhead, metrics::books::Slot, schedule::Arrival};
use domain::{DistributeBy, Sequence};
use std::sync::Arc;

/// The targets in rotation and their order, from one arrival on. The sequence starts anew with each epoch.
#[derive(Debug)]
pub struct Epoch<T> {
    sequence: Sequence,
    bulkheads: Vec<Arc<Bulkhead<T>>>,
    span: Arc<Span>,
}

/// Where the hits of one visit go.
#[derive(Debug)]
pub enum Route<T> {
    /// All to one target.
    One(Arc<Bulkhead<T>>),
    /// Each to its own.
    Each(Vec<Arc<Bulkhead<T>>>),
}

/// Who gets one arrival.
#[derive(Debug)]
pub enum Taken<T> {
    /// One visit with this way.
    One(Route<T>),
    /// A visit for each target.
    All,
    /// Nobody: its target left the rotation just now.
    Nobody,
}

impl<T> Route<T> {
    /// The target of hit `hit`.
    pub fn bulkhead(&self, hit: usize) -> Option<&Arc<Bulkhead<T>>> {
        match self {
            Self::One(bulkhead) => Some(bulkhead),
            Self::Each(bulkheads) => bulkheads.get(hit),
        }
    }

    /// The slots of hits `from` to `to` (exclusive).
    pub fn slots(&self, from: usize, to: usize) -> impl Iterator<Item = Slot> + Clone + '_ {
        (from..to).filter_map(|hit| self.bulkhead(hit)).map(|bulkhead| bulkhead.slot)
    }
}

impl<T> Epoch<T> {
    /// An epoch over these targets in the order of `sequence`; all three must have the same length.
    pub fn new(sequence: Sequence, bulkheads: Vec<Arc<Bulkhead<T>>>, span: Span) -> Self {
        Self { sequence, bulkheads, span: Arc::new(span) }
    }

    /// Its trace in the books.
    pub fn span(&self) -> Arc<Span> {
        Arc::clone(&self.span)
    }

    /// The targets in the order of the sequence.
    pub fn bulkheads(&self) -> &[Arc<Bulkhead<T>>] {
        &self.bulkheads
    }

    /// The order.
    pub fn sequence(&self) -> &Sequence {
        &self.sequence
    }

    /// The share target number `place` is due in the long run, 0–1.
    pub fn expected_share(&self, place: usize) -> f64 {
        self.sequence.expected_share(place)
    }

    /// How many positions a visit of `hits` hits takes.
    pub fn positions(&self, by: DistributeBy, hits: usize) -> u64 {
        match by {
            DistributeBy::Visit => self.sequence.copies() as u64,
            DistributeBy::Hit => hits as u64,
        }
    }

    /// Who gets `arrival`, a visit of `hits` hits whose first position in the run is `position`; it is booked. To
    /// be asked by one task, in order.
    pub fn take(&self, by: DistributeBy, arrival: Arrival, position: u64, hits: usize) -> Taken<T> {
        let first = position.saturating_sub(self.span.begin(position, arrival.index));
        let one = |place: usize| {
            self.span.count(std::iter::once(place));
            self.bulkheads.get(place).cloned().map_or(Taken::Nobody, |bulkhead| Taken::One(Route::One(bulkhead)))
        };
        match (by, arrival.target) {
            (DistributeBy::Hit, _) => {
                let places = (first..first + hits as u64).map(|position| self.sequence.target_at(position));
                self.span.count(places.clone());
                Taken::One(Route::Each(places.filter_map(|place| self.bulkheads.get(place)).cloned().collect()))
            }
            (DistributeBy::Visit, Some(slot)) => self.place_of(slot).map_or(Taken::Nobody, one),
            (DistributeBy::Visit, None) if self.sequence.copies() > 1 => {
                self.span.count(0..self.bulkheads.len());
                Taken::All
            }
            (DistributeBy::Visit, None) => one(self.sequence.target_at(first)),
        }
    }

    /// Where the hits of a visit go whose first position in the epoch is `first`, booked. May be asked by many at
    /// once.
    pub fn route_hits(&self, first: u64, hits: usize) -> Option<Route<T>> {
        let at = |position| {
            let place = self.sequence.target_at(position);
            self.span.count_apart(place, 1);
            self.bulkheads.get(place).cloned()
        };
        (first..first + hits as u64).map(at).collect::<Option<_>>().map(Route::Each)
    }

    /// Number of the target that is booked at `slot`.
    pub fn place_of(&self, slot: Slot) -> Option<usize> {
        self.span.place_of(slot)
    }
}
