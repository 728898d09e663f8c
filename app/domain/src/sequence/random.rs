//! Random: each position is drawn with equal chances, independently of all others.
//!
//! Guarantee: the same seed gives the same order, position by position. Counts scatter as those of a fair
//! draw do (binomial: about √(n/k) around n/k for k targets); whoever needs exact shares takes another
//! strategy.

use super::Strategy;
use crate::mix::{Stream, keyed};

/// Drawn from a stream of its own, keyed by the position.
#[derive(Debug)]
pub(super) struct Random {
    targets: u64,
    seed: u64,
}

impl Random {
    /// The draws of `seed` among so many targets.
    pub(super) fn new(targets: usize, seed: u64) -> Self {
        Self { targets: targets.max(1) as u64, seed }
    }
}

impl Strategy for Random {
    /// Lemire's multiply-shift ("Fast Random Integer Generation in an Interval", ACM TOMACS 29, 2019);
    /// with at most 65,535 targets its bias is below 2^-48.
    fn target_at(&self, position: u64) -> usize {
        let drawn = u128::from(keyed(self.seed, Stream::Target, position));
        ((drawn * u128::from(self.targets)) >> 64) as usize
    }

    /// Every position of a run has its own draw, however often its targets change.
    fn goes_on(&self) -> bool {
        true
    }

    fn expected_share(&self, _: usize) -> f64 {
        1.0 / self.targets as f64
    }
}
