//! The epochs of a run, and what share each target was due over all of them; bounded, however often the
//! rotation changes.

use super::epoch_record::EpochRecord;
use crate::slot::Slot;
use domain::{
    EpochStatus,
    status::{MAX_EPOCH_SHARES, MAX_EPOCHS},
};
use std::{collections::VecDeque, sync::Arc};

/// Every epoch of a run: the latest as they are, those before as a line without shares, and of all of them
/// the sums.
#[derive(Debug, Default)]
pub(crate) struct EpochLog {
    /// Epochs that lost their shares, in order.
    past: VecDeque<EpochStatus>,
    /// Those that have them, in order; the last is in force.
    records: Vec<Arc<EpochRecord>>,
    /// What each slot was due of the positions of all epochs that are not in `records`.
    due: Vec<f64>,
    /// By how much each slot's due exceeds what it took, of the same; see [`EpochLog::debts`].
    owed: Vec<f64>,
    /// The same of epochs of every strategy; see [`EpochLog::distances`].
    missing: Vec<f64>,
    /// Those positions.
    positions: u64,
    /// Epochs so far.
    count: u64,
}

impl EpochLog {
    /// Number of the next epoch.
    pub(crate) fn next_number(&self) -> u64 {
        self.count + 1
    }

    /// The epochs that have their shares, in order.
    pub(crate) fn records(&self) -> &[Arc<EpochRecord>] {
        &self.records
    }

    /// A new epoch begins; the one before gets no more arrivals.
    pub(crate) fn push(&mut self, record: Arc<EpochRecord>) {
        self.count += 1;
        self.records.push(record);
        while self.records.len() > MAX_EPOCHS || self.records.len() > 1 && self.share_count() > MAX_EPOCH_SHARES {
            let oldest = self.records.remove(0);
            self.fold(&oldest);
        }
        while self.past.len() + self.records.len() > MAX_EPOCHS {
            self.past.pop_front();
        }
    }

    /// How many shares the records hold.
    fn share_count(&self) -> usize {
        self.records.iter().map(|record| record.shares.len()).sum()
    }

    fn fold(&mut self, record: &EpochRecord) {
        let status = record.status();
        add(&mut self.due, record, status.positions);
        owe(&mut self.missing, record);
        if promises_shares(record) {
            owe(&mut self.owed, record);
        }
        self.positions += status.positions;
        self.past.push_back(status.without_shares());
    }

    /// The share of all positions so far that each slot was due, summed over the epochs; before the first
    /// position, the share it is due from now on.
    pub(crate) fn expected_shares(&self, slots: usize) -> Vec<f64> {
        let mut due = self.due.clone();
        let mut total = self.positions;
        for record in &self.records {
            let positions = record.assigned().iter().sum();
            add(&mut due, record, positions);
            total += positions;
        }
        if let (0, Some(record)) = (total, self.records.last()) {
            add(&mut due, record, 1);
            total = 1;
        }
        due.resize(slots, 0.0);
        due.iter().map(|due| due / total.max(1) as f64).collect()
    }

    /// By how many positions each slot is behind (above 0) or ahead of its share, summed over the epochs of strategies
    /// that promise exact shares. Random assignments create no debts. Slots beyond the end have none.
    pub(crate) fn debts(&self) -> Vec<f64> {
        let mut debts = self.owed.clone();
        for record in self.records.iter().filter(|record| promises_shares(record)) {
            owe(&mut debts, record);
        }
        debts
    }

    /// By how many positions each slot is behind (above 0) or ahead of its share, summed over all epochs, to a
    /// millionth.
    pub(crate) fn distances(&self, slots: usize) -> Vec<f64> {
        let mut missing = self.missing.clone();
        for record in &self.records {
            owe(&mut missing, record);
        }
        missing.resize(slots, 0.0);
        missing.into_iter().map(|positions| (positions * 1e6).round() / 1e6).collect()
    }

    /// The latest epochs, in order.
    pub(crate) fn status(&self) -> Vec<EpochStatus> {
        self.past.iter().cloned().chain(self.records.iter().map(|record| record.status())).collect()
    }
}

fn add(due: &mut Vec<f64>, record: &EpochRecord, positions: u64) {
    for &(slot, share) in &record.shares {
        add_to(due, slot, share * positions as f64);
    }
}

/// Whether the epoch's strategy says how many positions each target gets, not only how many on average.
fn promises_shares(record: &EpochRecord) -> bool {
    record.strategy().is_exact()
}

fn owe(debts: &mut Vec<f64>, record: &EpochRecord) {
    let assigned = record.assigned();
    let positions: u64 = assigned.iter().sum();
    for (&(slot, share), assigned) in record.shares.iter().zip(assigned) {
        add_to(debts, slot, share * positions as f64 - assigned as f64);
    }
}

fn add_to(sums: &mut Vec<f64>, slot: Slot, amount: f64) {
    if sums.len() <= slot {
        sums.resize(slot + 1, 0.0);
    }
    if let Some(sum) = sums.get_mut(slot) {
        *sum += amount;
    }
}

#[cfg(test)]
mod tests {
    use super::super::epoch_record::{EpochStart, TargetShare};
    use super::*;
    use domain::{DistributionStrategy, messages::Message};
    use std::time::Duration;

    fn record(number: u64, targets: &[(usize, f64)]) -> Arc<EpochRecord> {
        let beginning = EpochStart {
            number,
            at: Duration::from_secs(number),
            cause: Message { text: format!("cause {number}"), ..Message::default() },
            strategy: DistributionStrategy::Weighted,
        };
        let shares = targets.iter().map(|&(slot, share)| TargetShare { slot, id: slot as i64 + 1, share });
        Arc::new(EpochRecord::new(beginning, shares))
    }

    #[test]
    fn sums_stay_exact_when_epochs_are_folded() {
        let mut log = EpochLog::default();
        let mut due = [0.0; 3];
        let mut total = 0.0;
        for number in 1..=MAX_EPOCHS as u64 + 50 {
            assert_eq!(log.next_number(), number);
            let shares = [(number as usize % 3, 0.75), ((number as usize + 1) % 3, 0.25)];
            let record = record(number, &shares);
            log.push(Arc::clone(&record));
            record.begin(total as u64, total as u64);
            record.count(std::iter::repeat_n(0, 3 * number as usize));
            record.count(std::iter::repeat_n(1, number as usize));
            for (slot, share) in shares {
                due[slot] += share * 4.0 * number as f64;
            }
            total += 4.0 * number as f64;
        }
        for (found, due) in log.expected_shares(3).into_iter().zip(due) {
            assert!((found - due / total).abs() < 1e-12, "{found} instead of {}", due / total);
        }
        let status = log.status();
        assert_eq!((status.len(), status[0].number), (MAX_EPOCHS, 51));
        assert_eq!((status[0].shares.len(), status[199].positions), (2, 1_000));
        assert_eq!(status[199].shares[0].expected, status[199].shares[0].assigned as f64);
    }

    #[test]
    fn what_an_epoch_leaves_behind_is_owed_even_when_it_is_folded() {
        let mut log = EpochLog::default();
        for number in 1..=2 * MAX_EPOCHS as u64 {
            let record = record(number, &[(0, 0.75), (2, 0.25)]);
            log.push(Arc::clone(&record));
            record.count(std::iter::once(0));
            assert_eq!(log.debts(), [-0.25 * number as f64, 0.0, 0.25 * number as f64]);
        }
        let beginning = EpochStart {
            number: 0,
            at: Duration::ZERO,
            cause: Message::default(),
            strategy: DistributionStrategy::Random,
        };
        let shares = [0, 1].map(|slot| TargetShare { slot, id: slot as i64, share: 0.5 });
        let record = Arc::new(EpochRecord::new(beginning, shares.into_iter()));
        log.push(Arc::clone(&record));
        record.count(std::iter::repeat_n(1, 50));
        assert_eq!(log.debts(), [-100.0, 0.0, 100.0], "chance owes nothing");
        assert_eq!(log.distances(4), [-75.0, -25.0, 100.0, 0.0], "and is told all the same");
    }

    #[test]
    fn the_oldest_lose_their_shares_first() {
        let mut log = EpochLog::default();
        let targets: Vec<_> = (0..1_000).map(|slot| (slot, 0.001)).collect();
        for number in 1..=30 {
            let record = record(number, &targets);
            record.begin(number * 1_000, number * 1_000);
            record.count(0..1_000);
            log.push(record);
        }
        let status = log.status();
        let with_shares: Vec<_> = status.iter().filter(|epoch| !epoch.shares.is_empty()).map(|e| e.number).collect();
        assert_eq!((status.len(), with_shares), (30, (11..=30).collect()));
        assert_eq!((status[0].positions, status[0].from_index), (1_000, Some(1_000)));
        assert!(log.expected_shares(1_000).iter().all(|share| (share - 0.001).abs() < 1e-12));
    }
}
