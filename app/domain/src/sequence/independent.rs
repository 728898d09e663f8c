//! Independent: every target has its own rate and its own schedule; the order is the merge of them.
//!
//! Guarantee: each target's visits come when its own schedule says, whatever the others do, so after any
//! time it has what its own rate is due, to less than one visit with evenly spaced arrivals. Shares of
//! the merge are those of the rates in the long run. The load shape is the same for all, so it moves no
//! visit past another, and the order does not depend on it.

use super::{Strategy, merge::Merge};
use crate::config::Arrivals;
use std::sync::{Arc, Mutex, PoisonError};

/// The merge of the targets' schedules, as an order.
#[derive(Debug)]
pub(super) struct Independent {
    shares: Vec<f64>,
    start: Merge,
    /// How far it was walked; asked for an earlier position, it starts anew.
    walk: Mutex<(u64, Merge)>,
}

impl Independent {
    /// The order of targets with these `(key, visits per day)`.
    pub(super) fn new(rates: &[(usize, f64)], arrivals: Arrivals, seed: u64) -> Self {
        let total: f64 = rates.iter().map(|(_, rate)| rate).sum();
        let start = Merge::new(0.0, rates, arrivals, seed);
        Self {
            shares: rates.iter().map(|(_, rate)| if total > 0.0 { rate / total } else { 0.0 }).collect(),
            walk: Mutex::new((0, start.clone())),
            start,
        }
    }
}

impl Strategy for Independent {
    fn target_at(&self, position: u64) -> usize {
        let mut walk = self.walk.lock().unwrap_or_else(PoisonError::into_inner);
        let (walked, merge) = &mut *walk;
        if *walked > position {
            (*walked, *merge) = (0, self.start.clone());
        }
        while *walked < position {
            merge.advance();
            *walked += 1;
        }
        merge.place().unwrap_or(0)
    }

    fn fork(&self) -> Option<Arc<dyn Strategy>> {
        let walk = Mutex::new((0, self.start.clone()));
        Some(Arc::new(Self { shares: self.shares.clone(), start: self.start.clone(), walk }))
    }

    fn expected_share(&self, target: usize) -> f64 {
        self.shares.get(target).copied().unwrap_or(0.0)
    }
}
