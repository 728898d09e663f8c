//! Mirror: every visit goes to every target.
//!
//! Guarantee: a visit takes one position for each target, in list order, all at the same planned time and
//! with the same content. So every target has every visit, and between two visits all shares are exact.

use super::Strategy;

/// Every visit to every target.
#[derive(Debug)]
pub(super) struct Mirror {
    targets: usize,
}

impl Mirror {
    /// So many targets under the same load.
    pub(super) fn new(targets: usize) -> Self {
        Self { targets: targets.max(1) }
    }
}

impl Strategy for Mirror {
    fn target_at(&self, position: u64) -> usize {
        (position % self.targets as u64) as usize
    }

    fn expected_share(&self, _: usize) -> f64 {
        1.0 / self.targets as f64
    }

    fn copies(&self) -> usize {
        self.targets
    }
}
