//! Round-robin and weighted from where others left off: an order that begins with debts.
//!
//! Guarantee: what a target is due in all, debt included, and what it gets come within one visit of each other as soon
//! as that can be done, and stay there; see [`WeightedOrder`].

use super::{Strategy, weighted::WeightedOrder};
use std::sync::{Arc, Mutex, PoisonError};

/// The weighted order from debts on. It does not repeat, so it is walked rather than kept.
#[derive(Debug)]
pub(super) struct Carried {
    shares: Vec<f64>,
    start: WeightedOrder,
    walk: Mutex<Walk>,
}

/// How far an order was walked; asked for an earlier position, it starts anew.
#[derive(Clone, Debug)]
struct Walk {
    /// The position that `target` has.
    position: u64,
    target: usize,
    order: WeightedOrder,
}

impl Walk {
    fn new(start: &WeightedOrder) -> Self {
        let mut order = start.clone();
        let target = order.next().unwrap_or(0);
        Self { position: 0, target, order }
    }
}

impl Carried {
    /// The order for these weights, from these debts on.
    pub(super) fn new(weights: &[u32], debts: &[f64]) -> Self {
        let total: f64 = weights.iter().map(|weight| f64::from((*weight).max(1))).sum();
        let start = WeightedOrder::owing(weights, debts);
        Self {
            shares: weights.iter().map(|weight| f64::from((*weight).max(1)) / total).collect(),
            walk: Mutex::new(Walk::new(&start)),
            start,
        }
    }
}

impl Strategy for Carried {
    fn target_at(&self, position: u64) -> usize {
        let mut walk = self.walk.lock().unwrap_or_else(PoisonError::into_inner);
        if walk.position > position {
            *walk = Walk::new(&self.start);
        }
        while walk.position < position {
            walk.target = walk.order.next().unwrap_or(0);
            walk.position += 1;
        }
        walk.target
    }

    fn expected_share(&self, target: usize) -> f64 {
        self.shares.get(target).copied().unwrap_or(0.0)
    }

    fn fork(&self) -> Option<Arc<dyn Strategy>> {
        let walk = Mutex::new(Walk::new(&self.start));
        Some(Arc::new(Self { shares: self.shares.clone(), start: self.start.clone(), walk }))
    }
}
