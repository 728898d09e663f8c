//! The epochs of a run, and what share each target was due over all of them; bounded, however often the
//! rotation changes.

use crate::{epoch::Span, metrics::books::Slot};
use domain::{
    DistributionStrategy, EpochStatus,
    status::{MAX_EPOCH_SHARES, MAX_EPOCHS},
};
use std::{collections::VecDeque, sync::Arc};

/// Every epoch of a run: the latest as they are, those before as a line without shares, and of all of them
/// the sums.
#[derive(Debug, Default)]
pub struct EpochBook {
    /// Epochs that lost their shares, in order.
    past: VecDeque<EpochStatus>,
    /// Those that have them, in order; the last is in force.
    spans: Vec<Arc<Span>>,
    /// What each slot was due of the positions of all epochs that are not in `spans`.
    due: Vec<f64>,
    /// By how much each slot's due exceeds what it took, of the same; see [`EpochBook::debts`].
    owed: Vec<f64>,
    /// The same of epochs of every strategy; see [`EpochBook::distances`].
    missing: Vec<f64>,
    /// Those positions.
    positions: u64,
    /// Epochs so far.
    count: u64,
}

impl EpochBook {
    /// Number of the next epoch.
    pub fn next_number(&self) -> u64 {
        self.count + 1
    }

    /// The epochs that have their shares, in order.
    pub fn spans(&self) -> &[Arc<Span>] {
        &self.spans
    }

    /// A new epoch begins; the one before gets no more arrivals.
    pub fn push(&mut self, span: Arc<Span>) {
        self.count += 1;
        self.spans.push(span);
        let shares = |spans: &[Arc<Span>]| spans.iter().map(|span| span.shares.len()).sum::<usize>();
        while self.spans.len() > MAX_EPOCHS || self.spans.len() > 1 && shares(&self.spans) > MAX_EPOCH_SHARES {
            let oldest = self.spans.remove(0);
            self.fold(&oldest);
        }
        while self.past.len() + self.spans.len() > MAX_EPOCHS {
            self.past.pop_front();
        }
    }

    fn fold(&mut self, span: &Span) {
        let status = span.status();
        add(&mut self.due, span, status.positions);
        owe(&mut self.missing, span);
        if promises_shares(span) {
            owe(&mut self.owed, span);
        }
        self.positions += status.positions;
        self.past.push_back(status.without_shares());
    }

    /// The share of all positions so far that each slot was due, summed over the epochs; before the first
    /// position, the share it is due from now on.
    pub fn expected_shares(&self, slots: usize) -> Vec<f64> {
        let (mut due, mut total) = (self.due.clone(), self.positions);
        for span in &self.spans {
            let positions = span.assigned().iter().sum();
            add(&mut due, span, positions);
            total += positions;
        }
        if let (0, Some(span)) = (total, self.spans.last()) {
            add(&mut due, span, 1);
            total = 1;
        }
        due.resize(slots, 0.0);
        due.iter().map(|due| due / total.max(1) as f64).collect()
    }

    /// By how many positions each slot is behind (above 0) or ahead of its share, summed over the epochs of strategies
    /// that promise exact shares. What others gave by chance is nobody's debt. Slots that are beyond the end have none.
    pub fn debts(&self) -> Vec<f64> {
        let mut debts = self.owed.clone();
        for span in self.spans.iter().filter(|span| promises_shares(span)) {
            owe(&mut debts, span);
        }
        debts
    }

    /// By how many positions each slot is behind (above 0) or ahead of its share, summed over all epochs, to a
    /// millionth.
    pub fn distances(&self, slots: usize) -> Vec<f64> {
        let mut missing = self.missing.clone();
        for span in &self.spans {
            owe(&mut missing, span);
        }
        missing.resize(slots, 0.0);
        missing.into_iter().map(|positions| (positions * 1e6).round() / 1e6).collect()
    }

    /// The latest epochs, in order.
    pub fn status(&self) -> Vec<EpochStatus> {
        self.past.iter().cloned().chain(self.spans.iter().map(|span| span.status())).collect()
    }
}

fn add(due: &mut Vec<f64>, span: &Span, positions: u64) {
    for &(slot, share) in &span.shares {
        book(due, slot, share * positions as f64);
    }
}

/// Whether the epoch's strategy says how many positions each target gets, not only how many on average.
fn promises_shares(span: &Span) -> bool {
    matches!(span.strategy(), DistributionStrategy::RoundRobin | DistributionStrategy::Weighted)
}

fn owe(debts: &mut Vec<f64>, span: &Span) {
    let assigned = span.assigned();
    let positions: u64 = assigned.iter().sum();
    for (&(slot, share), assigned) in span.shares.iter().zip(assigned) {
        book(debts, slot, share * positions as f64 - assigned as f64);
    }
}

fn book(sums: &mut Vec<f64>, slot: Slot, amount: f64) {
    if sums.len() <= slot {
        sums.resize(slot + 1, 0.0);
    }
    if let Some(sum) = sums.get_mut(slot) {
        *sum += amount;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::epoch::{Beginning, Traced};
    use std::time::Duration;

    fn span(number: u64, targets: &[(usize, f64)]) -> Arc<Span> {
        let beginning = Beginning {
            number,
            at: Duration::from_secs(number),
            cause: format!("cause {number}"),
            strategy: DistributionStrategy::Weighted,
        };
        let traced = |&(slot, share)| Traced { slot, id: slot as i64 + 1, share };
        Arc::new(Span::new(beginning, targets.iter().map(traced)))
    }

    #[test]
    fn sums_stay_exact_when_epochs_are_folded() {
        let mut book = EpochBook::default();
        let (mut due, mut total) = ([0.0; 3], 0.0);
        for number in 1..=MAX_EPOCHS as u64 + 50 {
            assert_eq!(book.next_number(), number);
            let shares = [(number as usize % 3, 0.75), ((number as usize + 1) % 3, 0.25)];
            let span = span(number, &shares);
            book.push(Arc::clone(&span));
            span.begin(total as u64, total as u64);
            span.count(std::iter::repeat_n(0, 3 * number as usize));
            span.count(std::iter::repeat_n(1, number as usize));
            for (slot, share) in shares {
                due[slot] += share * 4.0 * number as f64;
            }
            total += 4.0 * number as f64;
        }
        for (found, due) in book.expected_shares(3).into_iter().zip(due) {
            assert!((found - due / total).abs() < 1e-12, "{found} instead of {}", due / total);
        }
        let status = book.status();
        assert_eq!((status.len(), status[0].number), (MAX_EPOCHS, 51));
        assert_eq!((status[0].shares.len(), status[199].positions), (2, 1_000));
        assert_eq!(status[199].shares[0].expected, status[199].shares[0].assigned as f64);
    }

    #[test]
    fn what_an_epoch_leaves_behind_is_owed_even_when_it_is_folded() {
        let mut book = EpochBook::default();
        for number in 1..=2 * MAX_EPOCHS as u64 {
            let span = span(number, &[(0, 0.75), (2, 0.25)]);
            book.push(Arc::clone(&span));
            span.count(std::iter::once(0));
            assert_eq!(book.debts(), [-0.25 * number as f64, 0.0, 0.25 * number as f64]);
        }
        let beginning =
            Beginning { number: 0, at: Duration::ZERO, cause: String::new(), strategy: DistributionStrategy::Random };
        let traced = |slot| Traced { slot, id: slot as i64, share: 0.5 };
        let span = Arc::new(Span::new(beginning, (0..2).map(traced)));
        book.push(Arc::clone(&span));
        span.count(std::iter::repeat_n(1, 50));
        assert_eq!(book.debts(), [-100.0, 0.0, 100.0], "chance owes nothing");
        assert_eq!(book.distances(4), [-75.0, -25.0, 100.0, 0.0], "and is told all the same");
    }

    #[test]
    fn the_oldest_lose_their_shares_first() {
        let mut book = EpochBook::default();
        let targets: Vec<_> = (0..1_000).map(|slot| (slot, 0.001)).collect();
        for number in 1..=30 {
            let span = span(number, &targets);
            span.begin(number * 1_000, number * 1_000);
            span.count(0..1_000);
            book.push(span);
        }
        let status = book.status();
        let with_shares: Vec<_> = status.iter().filter(|epoch| !epoch.shares.is_empty()).map(|e| e.number).collect();
        assert_eq!((status.len(), with_shares), (30, (11..=30).collect()));
        assert_eq!((status[0].positions, status[0].from_index), (1_000, Some(1_000)));
        assert!(book.expected_shares(1_000).iter().all(|share| (share - 0.001).abs() < 1e-12));
    }
}
