//! Round-robin: one target after the other, in list order.
//!
//! Guarantee: after n positions each of k targets has ⌊n/k⌋ or ⌈n/k⌉, strictly less than one away from its
//! exact share n/k; no target comes twice within k positions.

use super::{Strategy, carried::Carried};
use std::sync::Arc;

/// One after the other.
#[derive(Debug)]
pub(super) struct RoundRobin {
    targets: u64,
}

impl RoundRobin {
    /// The order of so many targets.
    pub(super) fn new(targets: usize) -> Self {
        Self { targets: targets.max(1) as u64 }
    }
}

impl Strategy for RoundRobin {
    fn target_at(&self, position: u64) -> usize {
        (position % self.targets) as usize
    }

    /// As many positions later as `target` comes after the target of `position`, going round at the end of the list.
    fn next_position(&self, target: usize, position: u64) -> Option<u64> {
        let others = (target as u64 + self.targets - position % self.targets) % self.targets;
        Some(position + others)
    }

    fn expected_share(&self, _: usize) -> f64 {
        1.0 / self.targets as f64
    }

    fn owing(&self, debts: &[f64]) -> Option<Arc<dyn Strategy>> {
        Some(Arc::new(Carried::new(&vec![1; self.targets as usize], debts)))
    }
}
