//! Which target a visit goes to: one immutable picture, swapped whole when targets change.

use crate::{bulkhead::Bulkhead, metrics::books::Slot};
use domain::{DistributeBy, Sequence};
use std::sync::{Arc, OnceLock};

/// The enabled targets and their order, from one position of the sequence on.
#[derive(Debug)]
pub struct Epoch<T> {
    sequence: Sequence,
    bulkheads: Vec<Arc<Bulkhead<T>>>,
    span: Arc<Span>,
}

/// What an epoch leaves behind for the books: where it began and what share each target was due.
#[derive(Debug)]
pub struct Span {
    /// First position it decides; set when the first visit asks.
    from: OnceLock<u64>,
    /// Share by slot, 0–1.
    pub shares: Vec<(Slot, f64)>,
}

impl Span {
    /// First position the epoch decided, if it has decided any.
    pub fn from(&self) -> Option<u64> {
        self.from.get().copied()
    }
}

/// Where the hits of one visit go.
#[derive(Debug)]
pub enum Route<T> {
    /// All to one target.
    One(Arc<Bulkhead<T>>),
    /// Each to its own.
    Each(Vec<Arc<Bulkhead<T>>>),
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
    /// An epoch over these targets in the order of `sequence`; both must have the same length.
    pub fn new(sequence: Sequence, bulkheads: Vec<Arc<Bulkhead<T>>>) -> Self {
        let shares = bulkheads
            .iter()
            .enumerate()
            .map(|(place, bulkhead)| (bulkhead.slot, sequence.expected_share(place)))
            .collect();
        Self { sequence, bulkheads, span: Arc::new(Span { from: OnceLock::new(), shares }) }
    }

    /// Its trace in the books.
    pub fn span(&self) -> Arc<Span> {
        Arc::clone(&self.span)
    }

    /// The targets in the order of the sequence.
    pub fn bulkheads(&self) -> &[Arc<Bulkhead<T>>] {
        &self.bulkheads
    }

    /// The share target number `place` is due in the long run, 0–1.
    pub fn expected_share(&self, place: usize) -> f64 {
        self.sequence.expected_share(place)
    }

    /// Number of the target that takes `position`.
    pub fn place_at(&self, position: u64) -> usize {
        let from = *self.span.from.get_or_init(|| position);
        self.sequence.target_at(position.saturating_sub(from))
    }

    /// Where a visit of `hits` hits goes whose first position is `position`.
    pub fn route(&self, by: DistributeBy, position: u64, hits: usize) -> Option<Route<T>> {
        let at = |position| self.bulkheads.get(self.place_at(position)).cloned();
        match by {
            DistributeBy::Visit => at(position).map(Route::One),
            DistributeBy::Hit => (0..hits as u64).map(|hit| at(position + hit)).collect::<Option<_>>().map(Route::Each),
        }
    }
}
