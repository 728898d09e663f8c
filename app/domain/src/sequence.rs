//! Which target a position of the sequence goes to: the heart of every strategy, as pure functions.
//!
//! Engine, editor preview and reports all ask here, so that what is previewed is what is sent. A
//! [`Sequence`] is immutable and answers any position in constant time, which is what lets several
//! processes share one run later.

mod weighted;

pub use weighted::WeightedOrder;

use crate::{
    config::{DistributionStrategy, MultiTargetConfig},
    mix::{Stream, keyed},
};

/// The order in which `n` targets take positions 0, 1, 2, … Targets are numbered 0 to n − 1 in the
/// order given (the enabled ones of a configuration).
#[derive(Clone, Debug)]
pub struct Sequence {
    order: Order,
    /// Exact share of each target as a fraction of `total_weight`.
    weights: Vec<u32>,
    total_weight: u64,
}

#[derive(Clone, Debug)]
enum Order {
    RoundRobin,
    /// One whole period; the order repeats after it.
    Weighted(Vec<u16>),
    Random {
        seed: u64,
    },
}

impl Sequence {
    /// The sequence of `strategy` over targets with these `weights` (each 1–1000, at most 65,535 of
    /// them; only the weighted strategy looks at their values). `seed` decides the random strategy.
    /// Returns `None` when there is no target.
    pub fn new(strategy: DistributionStrategy, weights: &[u32], seed: u64) -> Option<Self> {
        if weights.is_empty() || weights.len() > usize::from(u16::MAX) {
            return None;
        }
        let weights = match strategy {
            DistributionStrategy::Weighted => weights.iter().map(|&weight| weight.max(1)).collect(),
            DistributionStrategy::RoundRobin | DistributionStrategy::Random => vec![1; weights.len()],
        };
        let order = match strategy {
            DistributionStrategy::RoundRobin => Order::RoundRobin,
            DistributionStrategy::Weighted => Order::Weighted(WeightedOrder::period(&weights)),
            DistributionStrategy::Random => Order::Random { seed },
        };
        let total_weight = weights.iter().map(|&weight| u64::from(weight)).sum();
        Some(Self { order, weights, total_weight })
    }

    /// The sequence over the enabled targets of `config`.
    pub fn of(config: &MultiTargetConfig, seed: u64) -> Option<Self> {
        let weights: Vec<u32> = config.enabled_targets().map(|(_, target)| target.weight).collect();
        Self::new(config.distribution_strategy, &weights, seed)
    }

    /// The target of `position`.
    pub fn target_at(&self, position: u64) -> usize {
        let count = self.weights.len() as u64;
        let target = match &self.order {
            Order::RoundRobin => position % count,
            Order::Weighted(period) => {
                let place = (position % period.len() as u64) as usize;
                period.get(place).copied().map_or(0, u64::from)
            }
            // Lemire's multiply-shift; with at most 65,535 targets its bias is below 2^-48.
            Order::Random { seed } => {
                ((u128::from(keyed(*seed, Stream::Target, position)) * u128::from(count)) >> 64) as u64
            }
        };
        target as usize
    }

    /// The number of targets.
    pub fn target_count(&self) -> usize {
        self.weights.len()
    }

    /// The share `target` is due in the long run, 0–1.
    pub fn expected_share(&self, target: usize) -> f64 {
        self.weights.get(target).map_or(0.0, |&weight| f64::from(weight) / self.total_weight as f64)
    }

    /// How many of the first `positions` each target takes.
    pub fn counts(&self, positions: u64) -> Vec<u64> {
        let mut counts = vec![0; self.weights.len()];
        for position in 0..positions {
            if let Some(count) = counts.get_mut(self.target_at(position)) {
                *count += 1;
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests;
