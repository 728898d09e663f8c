//! Which target a visit goes to: one immutable picture, swapped whole when targets change.

mod span;

pub use span::{Beginning, Span, Traced};

use crate::{bulkhead::Bulkhead, metrics::books::Slot, schedule::Arrival};
use domain::{DistributeBy, DistributionStrategy, Sequence};
use std::sync::Arc;

/// The targets in rotation and their order, from one arrival on. The sequence of an epoch makes good for what the epochs
/// before left behind (see [`Roster::begin_epoch`](crate::run::state::Roster::begin_epoch)).
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

    /// The targets in the order of the list, by which the sequence numbers them.
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
        let began = self.span.begin(position, arrival.index);
        let first = if self.sequence.goes_on() { position } else { position.saturating_sub(began) };
        let one = |place: usize| {
            self.span.count(std::iter::once(place));
            self.bulkheads.get(place).cloned().map_or(Taken::Nobody, |bulkhead| Taken::One(Route::One(bulkhead)))
        };
        // One that was planned before its target lost its own schedule, and is late, goes by the order, too.
        let own = arrival.target.filter(|_| self.span.strategy() == DistributionStrategy::Independent);
        match (by, own) {
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

    /// Where the hits of a visit go whose first position is `first`, in the run's first epoch, booked. May be asked by many at
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{RequestSettings, Target};
    use std::time::Duration;

    /// Slots 0, 1, 2, …, whose order is `places`.
    fn epoch(strategy: DistributionStrategy, places: &[usize]) -> Epoch<()> {
        let sequence = Sequence::new(strategy, &vec![1; places.len()], 1).unwrap();
        let target = Target::new("http://matomo.test", 1);
        let request = RequestSettings::default();
        let bulkhead = |&slot: &usize| Arc::new(Bulkhead::new(slot, target.clone(), (), 1, &request));
        let traced = |&slot: &usize| Traced { slot, id: slot as i64 + 1, share: 1.0 / 3.0 };
        let beginning = Beginning { number: 1, at: Duration::ZERO, cause: String::new(), strategy };
        let span = Span::new(beginning, places.iter().map(traced));
        Epoch::new(sequence, places.iter().map(bulkhead).collect(), span)
    }

    fn take(epoch: &Epoch<()>, index: u64, target: Option<usize>) -> Option<Slot> {
        let arrival = Arrival { index, planned: Duration::ZERO, target };
        match epoch.take(DistributeBy::Visit, arrival, index, 1) {
            Taken::One(route) => route.bulkhead(0).map(|bulkhead| bulkhead.slot),
            Taken::All | Taken::Nobody => None,
        }
    }

    fn assigned(epoch: &Epoch<()>) -> Vec<(i64, u64)> {
        epoch.span().status().shares.iter().map(|share| (share.target_id, share.assigned)).collect()
    }

    #[test]
    fn an_arrival_that_was_planned_for_one_target_goes_by_the_order_of_the_epoch_that_takes_it() {
        let own = epoch(DistributionStrategy::Independent, &[0, 1, 2]);
        assert_eq!([take(&own, 0, Some(0)), take(&own, 1, Some(0))], [Some(0), Some(0)]);
        let shared = epoch(DistributionStrategy::RoundRobin, &[0, 1, 2]);
        assert_eq!([take(&shared, 0, Some(0)), take(&shared, 1, Some(0))], [Some(0), Some(1)]);
        assert_eq!(assigned(&shared), [(1, 1), (2, 1), (3, 0)]);
    }

    #[test]
    fn draws_go_on_where_the_epoch_before_stopped() {
        let run = epoch(DistributionStrategy::Random, &[0, 1, 2]);
        let all: Vec<_> = (0..60).map(|index| take(&run, index, None)).collect();
        let mut changed = Vec::new();
        for from in [0, 7, 20] {
            let epoch = epoch(DistributionStrategy::Random, &[0, 1, 2]);
            changed.truncate(from as usize);
            changed.extend((from..60).map(|index| take(&epoch, index, None)));
        }
        assert_eq!(changed, all);
    }
}
