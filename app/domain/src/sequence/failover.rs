//! Failover: the first target takes everything.
//!
//! Guarantee: list order is priority. Which targets are in the list is decided outside: one that is not
//! well leaves it and comes back, each time with a sequence (an epoch of the run) of its own, so within
//! one sequence the first has all positions and the others none.

use super::Strategy;

/// The first of the list.
#[derive(Debug)]
pub(super) struct Failover;

impl Strategy for Failover {
    fn target_at(&self, _: u64) -> usize {
        0
    }

    fn expected_share(&self, target: usize) -> f64 {
        if target == 0 { 1.0 } else { 0.0 }
    }
}
