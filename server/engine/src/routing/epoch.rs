//! Which target a visit goes to: one immutable value, replaced as a whole when targets change.

use super::epoch_record::EpochRecord;
use crate::{schedule::Arrival, slot::Slot, target::Channel};
use domain::{DistributeBy, Sequence, config::Split};
use std::sync::{Arc, OnceLock};

/// The targets in rotation and their order, from one arrival on.
#[derive(Debug)]
pub(crate) struct Epoch<O> {
    sequence: Sequence,
    /// The same with what the epochs before owe the targets.
    owing: OnceLock<Sequence>,
    channels: Vec<Arc<Channel<O>>>,
    record: Arc<EpochRecord>,
}

/// Where the hits of one visit go.
#[derive(Debug)]
pub(crate) enum Route<O> {
    /// All to one target.
    One(Arc<Channel<O>>),
    /// Each to its own.
    Each(Vec<Arc<Channel<O>>>),
}

/// Who gets one arrival.
#[derive(Debug)]
pub(crate) enum Taken<O> {
    /// One visit with this route.
    One(Route<O>),
    /// A visit for each target.
    All,
    /// Nobody: its target left the rotation just now.
    Nobody,
}

impl<O> Route<O> {
    /// The target of hit `hit`.
    pub(crate) fn channel(&self, hit: usize) -> Option<&Arc<Channel<O>>> {
        match self {
            Self::One(channel) => Some(channel),
            Self::Each(channels) => channels.get(hit),
        }
    }

    /// The slots of hits `from` to `to` (exclusive).
    pub(crate) fn slots(&self, from: usize, to: usize) -> impl Iterator<Item = Slot> + Clone + '_ {
        (from..to).filter_map(|hit| self.channel(hit)).map(|channel| channel.slot)
    }
}

impl<O> Epoch<O> {
    /// An epoch over these targets in the order of `sequence`; all three must have the same length.
    pub(crate) fn new(sequence: Sequence, channels: Vec<Arc<Channel<O>>>, record: EpochRecord) -> Self {
        Self { sequence, owing: OnceLock::new(), channels, record: Arc::new(record) }
    }

    /// Its record for the snapshot.
    pub(crate) fn record(&self) -> Arc<EpochRecord> {
        Arc::clone(&self.record)
    }

    /// The targets in the order of the list, by which the sequence numbers them.
    pub(crate) fn channels(&self) -> &[Arc<Channel<O>>] {
        &self.channels
    }

    /// Repays what slots are owed: called before its first arrival, once the epochs before have assigned their last.
    ///
    /// So round-robin goes on where it stopped, a light target of a weighted split has its turn however short epochs
    /// are, and shares hold over the whole run. Random goes on with its draws; failover and mirror owe nothing.
    pub(crate) fn make_good(&self, debts: &[f64]) {
        let debts: Vec<f64> =
            self.channels.iter().map(|channel| debts.get(channel.slot).copied().unwrap_or(0.0)).collect();
        self.owing.get_or_init(|| self.sequence.owing(&debts));
    }

    /// The order, without what is owed.
    pub(crate) fn sequence(&self) -> &Sequence {
        &self.sequence
    }

    /// The share target number `place` is due in the long run, 0–1.
    pub(crate) fn expected_share(&self, place: usize) -> f64 {
        self.sequence.expected_share(place)
    }

    /// How many positions a visit of `hits` hits takes.
    pub(crate) fn positions(&self, by: DistributeBy, hits: usize) -> u64 {
        match by {
            DistributeBy::Visit => self.sequence.copies() as u64,
            DistributeBy::Hit => hits as u64,
        }
    }

    /// Who gets `arrival`, a visit of `hits` hits whose first position in the run is `position`; it is counted. To
    /// be asked by one task, in order.
    pub(crate) fn take(&self, by: DistributeBy, arrival: Arrival, position: u64, hits: usize) -> Taken<O> {
        let sequence = self.owing.get().unwrap_or(&self.sequence);
        let began = self.record.begin(position, arrival.index);
        let first = if sequence.goes_on() { position } else { position.saturating_sub(began) };
        let one = |place: usize| {
            self.record.count(std::iter::once(place));
            self.channels.get(place).cloned().map_or(Taken::Nobody, |channel| Taken::One(Route::One(channel)))
        };
        // One that was planned before its target lost its own schedule, and is late, goes by the order, too.
        let own = arrival.target.filter(|_| self.record.strategy().split() == Split::ByOwnRate);
        match (by, own) {
            (DistributeBy::Hit, _) => {
                // Asked for once and in order, which is what every sequence answers quickly.
                let places = (first..first + hits as u64).map(|position| sequence.target_at(position));
                let places: Vec<usize> = places.collect();
                self.record.count(places.iter().copied());
                let channels = places.iter().filter_map(|place| self.channels.get(*place));
                Taken::One(Route::Each(channels.cloned().collect()))
            }
            (DistributeBy::Visit, Some(slot)) => self.place_of(slot).map_or(Taken::Nobody, one),
            (DistributeBy::Visit, None) if sequence.copies() > 1 => {
                self.record.count(0..self.channels.len());
                Taken::All
            }
            (DistributeBy::Visit, None) => one(sequence.target_at(first)),
        }
    }

    /// Where the hits of a visit go whose first position is `first`, in the run's first epoch, counted. May be asked by many at
    /// once.
    pub(crate) fn route_hits(&self, first: u64, hits: usize) -> Option<Route<O>> {
        (first..first + hits as u64)
            .map(|position| {
                let place = self.sequence.target_at(position);
                self.record.count_apart(place, 1);
                self.channels.get(place).cloned()
            })
            .collect::<Option<_>>()
            .map(Route::Each)
    }

    /// Number of the target at `slot`.
    pub(crate) fn place_of(&self, slot: Slot) -> Option<usize> {
        self.record.place_of(slot)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        epoch_log::EpochLog,
        epoch_record::{EpochStart, TargetShare},
    };
    use super::*;
    use domain::{DistributionStrategy, RequestSettings, Target};
    use std::time::Duration;

    /// Targets of equal weight at these slots, in this order.
    fn epoch(strategy: DistributionStrategy, slots: &[usize]) -> Epoch<()> {
        let sequence = Sequence::new(strategy, &vec![1; slots.len()], 1).unwrap();
        let target = Target::new("http://matomo.test", 1);
        let request = RequestSettings::default();
        let channels = slots.iter().map(|slot| Arc::new(Channel::new(*slot, target.clone(), (), 1, &request)));
        let shares = slots.iter().map(|&slot| TargetShare { slot, id: slot as i64 + 1, share: 1.0 / 3.0 });
        let beginning =
            EpochStart { number: 1, at: Duration::ZERO, cause: domain::messages::Message::default(), strategy };
        let record = EpochRecord::new(beginning, shares);
        Epoch::new(sequence, channels.collect(), record)
    }

    fn take(epoch: &Epoch<()>, index: u64, target: Option<usize>) -> Option<Slot> {
        let arrival = Arrival { index, planned: Duration::ZERO, target };
        match epoch.take(DistributeBy::Visit, arrival, index, 1) {
            Taken::One(route) => route.channel(0).map(|channel| channel.slot),
            Taken::All | Taken::Nobody => None,
        }
    }

    fn assigned(epoch: &Epoch<()>) -> Vec<(i64, u64)> {
        epoch.record().status().shares.iter().map(|share| (share.target_id, share.assigned)).collect()
    }

    #[test]
    fn a_mirrored_visit_is_for_all_and_takes_a_position_of_each() {
        let mirror = epoch(DistributionStrategy::Mirror, &[4, 7, 9]);
        assert_eq!(mirror.positions(DistributeBy::Visit, 5), 3);
        assert_eq!(mirror.positions(DistributeBy::Hit, 5), 5);
        let arrival = Arrival { index: 0, planned: Duration::ZERO, target: None };
        assert!(matches!(mirror.take(DistributeBy::Visit, arrival, 0, 2), Taken::All));
        assert_eq!(assigned(&mirror), [(5, 1), (8, 1), (10, 1)]);
    }

    #[test]
    fn the_hits_of_a_visit_go_on_in_the_order() {
        let fair = epoch(DistributionStrategy::RoundRobin, &[4, 7, 9]);
        assert_eq!(fair.positions(DistributeBy::Visit, 5), 1);
        let slots = |route: &Route<()>, from, to| route.slots(from, to).collect::<Vec<_>>();
        let route = fair.route_hits(4, 4).unwrap();
        assert_eq!(slots(&route, 0, 4), [7, 9, 4, 7]);
        assert_eq!(slots(&route, 1, 3), [9, 4]);
        assert_eq!(assigned(&fair), [(5, 1), (8, 2), (10, 1)]);
        let arrival = Arrival { index: 6, planned: Duration::ZERO, target: None };
        assert_eq!(fair.record().from(), None);
        let Taken::One(route) = fair.take(DistributeBy::Hit, arrival, 12, 2) else { panic!("nobody") };
        assert_eq!(slots(&route, 0, 2), [4, 7]);
        assert_eq!(fair.record().from(), Some(12));
        assert_eq!(assigned(&fair), [(5, 2), (8, 3), (10, 1)]);
    }

    #[test]
    fn an_epoch_knows_its_targets_by_slot_and_by_place() {
        let fair = epoch(DistributionStrategy::RoundRobin, &[4, 7, 9]);
        assert_eq!(fair.channels().iter().map(|channel| channel.slot).collect::<Vec<_>>(), [4, 7, 9]);
        assert_eq!([4, 7, 9, 5, 10].map(|slot| fair.place_of(slot)), [Some(0), Some(1), Some(2), None, None]);
        assert_eq!([0, 2, 3].map(|place| fair.expected_share(place)), [1.0 / 3.0, 1.0 / 3.0, 0.0]);
    }

    #[test]
    fn an_arrival_that_was_planned_for_one_target_goes_by_the_order_of_the_epoch_that_takes_it() {
        let own = epoch(DistributionStrategy::Independent, &[0, 1, 2]);
        assert_eq!([take(&own, 0, Some(0)), take(&own, 1, Some(0))], [Some(0), Some(0)]);
        let shared = epoch(DistributionStrategy::RoundRobin, &[0, 1, 2]);
        assert_eq!([take(&shared, 0, Some(0)), take(&shared, 1, Some(0))], [Some(0), Some(1)]);
        assert_eq!(assigned(&shared), [(1, 1), (2, 1), (3, 0)]);
    }

    /// Asked for a position before the latest, an order with debts starts anew: done for every visit, this would take
    /// hours.
    #[test]
    fn an_order_with_debts_is_walked_once_however_many_hits_it_gives_out() {
        const VISITS: u64 = 200_000;
        let sequence = Sequence::new(DistributionStrategy::Weighted, &[3, 2, 1], 1).unwrap();
        let run = Epoch { sequence, ..epoch(DistributionStrategy::Weighted, &[0, 1, 2]) };
        run.make_good(&[0.5, -0.25, -0.25]);
        for index in 0..VISITS {
            let arrival = Arrival { index, planned: Duration::ZERO, target: None };
            assert!(matches!(run.take(DistributeBy::Hit, arrival, 3 * index, 3), Taken::One(_)));
        }
        let hits = 3 * VISITS;
        for ((_, got), due) in assigned(&run).into_iter().zip([hits / 2, hits / 3, hits / 6]) {
            assert!(got.abs_diff(due) <= 1, "{got} of {due}");
        }
    }

    /// An arrival may be on its way through the dispatcher when the next epoch begins.
    #[test]
    fn what_an_epoch_gives_out_after_the_next_has_begun_counts_in_its_debts() {
        let (first, next) =
            (epoch(DistributionStrategy::RoundRobin, &[0, 1]), epoch(DistributionStrategy::RoundRobin, &[0, 1]));
        let mut log = EpochLog::default();
        log.push(first.record());
        log.push(next.record());
        assert_eq!(take(&first, 0, None), Some(0));
        next.make_good(&log.debts());
        assert_eq!([1, 2, 3].map(|index| take(&next, index, None)), [Some(1), Some(0), Some(1)]);
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
