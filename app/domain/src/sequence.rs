//! Which target a position of the sequence goes to: the heart of every strategy, as pure functions.
//!
//! Engine, editor preview and reports all ask here, so that what is previewed is what is sent. A [`Sequence`] answers
//! for any position in any order, which lets several processes share one run later.

mod carried;
mod failover;
mod independent;
mod merge;
mod mirror;
mod random;
mod round_robin;
mod track;
mod weighted;

pub use merge::Merge;
pub use track::Track;
pub use weighted::WeightedOrder;

use crate::config::{Arrivals, DistributionStrategy, MultiTargetConfig, Split};
use failover::Failover;
use independent::Independent;
use mirror::Mirror;
use random::Random;
use round_robin::RoundRobin;
use std::{fmt::Debug, sync::Arc};
use weighted::Weighted;

/// The most targets of a sequence.
const MOST: usize = u16::MAX as usize;
/// A debt below this comes from rounding.
const SETTLED: f64 = 1e-6;

/// How a strategy decides. Targets are numbered from 0 in the order they were given in.
///
/// A position is one visit at one target (one hit, when distributed by hit).
pub trait Strategy: Debug + Send + Sync {
    /// The target of `position`: a pure function, cheapest when positions are asked for in order.
    fn target_at(&self, position: u64) -> usize;

    /// The first of `target`'s positions from `position` on, where a formula tells it; `None` where it takes asking
    /// one position after the other.
    fn next_position(&self, _target: usize, _position: u64) -> Option<u64> {
        None
    }

    /// The share `target` is due in the long run, 0–1.
    fn expected_share(&self, target: usize) -> f64;

    /// How many positions in a row each visit takes: one, unless it goes to several targets.
    fn copies(&self) -> usize {
        1
    }

    /// Whether its positions are those of the whole run, so that a new beginning goes on with it; otherwise each
    /// beginning is position 0.
    fn goes_on(&self) -> bool {
        false
    }

    /// The same for targets that are behind by so many positions already (ahead below 0); `None` if it owes nothing.
    fn owing(&self, _debts: &[f64]) -> Option<Arc<dyn Strategy>> {
        None
    }

    /// A copy at its beginning, for another task that asks in order; `None` if all can share one.
    fn fork(&self) -> Option<Arc<dyn Strategy>> {
        None
    }
}

/// The order in which targets take positions 0, 1, 2, … Clones are the same sequence.
#[derive(Clone, Debug)]
pub struct Sequence {
    strategy: Arc<dyn Strategy>,
    targets: usize,
}

impl Sequence {
    /// The sequence of `strategy` over targets with these `weights` (each 1–1000, at most 65,535 of
    /// them; only the weighted strategy looks at their values). `seed` decides the random strategy. Under
    /// the independent strategy all have the same rate; see [`Sequence::independent`] for others.
    /// Returns `None` when there is no target.
    pub fn new(strategy: DistributionStrategy, weights: &[u32], seed: u64) -> Option<Self> {
        let targets = weights.len();
        let strategy: Arc<dyn Strategy> = match strategy {
            DistributionStrategy::RoundRobin => Arc::new(RoundRobin::new(targets)),
            DistributionStrategy::Weighted => Arc::new(Weighted::new(weights)),
            DistributionStrategy::Random => Arc::new(Random::new(targets, seed)),
            DistributionStrategy::Mirror => Arc::new(Mirror::new(targets)),
            DistributionStrategy::Failover => Arc::new(Failover),
            DistributionStrategy::Independent => {
                let equal: Vec<_> = (0..targets).map(|place| (place, 1.0)).collect();
                return Self::independent(&equal, Arrivals::Constant, seed);
            }
        };
        (1..=MOST).contains(&targets).then_some(Self { strategy, targets })
    }

    /// The same for targets that are behind by so many positions already (ahead below 0), which round-robin and
    /// weighted make good for; the other strategies owe nothing.
    #[must_use]
    pub fn owing(&self, debts: &[f64]) -> Self {
        if debts.iter().all(|debt| debt.abs() < SETTLED) {
            return self.clone();
        }
        let strategy = self.strategy.owing(debts).unwrap_or_else(|| Arc::clone(&self.strategy));
        Self { strategy, targets: self.targets }
    }

    /// The sequence of the independent strategy: the merge of the schedules of targets with these
    /// `(key, visits per day)`; the key stands for the target in [`Merge`].
    pub fn independent(rates: &[(usize, f64)], arrivals: Arrivals, seed: u64) -> Option<Self> {
        let strategy = Arc::new(Independent::new(rates, arrivals, seed));
        (1..=MOST).contains(&rates.len()).then_some(Self { strategy, targets: rates.len() })
    }

    /// The sequence over the enabled targets of `config`.
    pub fn of(config: &MultiTargetConfig, seed: u64) -> Option<Self> {
        if config.distribution_strategy.split() == Split::ByOwnRate {
            let rates = config.own_rates().into_iter().enumerate().zip(&config.targets);
            let rates: Vec<_> = rates.filter(|(_, target)| target.enabled).map(|(rate, _)| rate).collect();
            return Self::independent(&rates, config.arrivals, seed);
        }
        let weights: Vec<u32> = config.enabled_targets().map(|(_, target)| target.weight).collect();
        Self::new(config.distribution_strategy, &weights, seed)
    }

    /// The target of `position`.
    pub fn target_at(&self, position: u64) -> usize {
        self.strategy.target_at(position)
    }

    /// The first of `target`'s positions from `position` on, `position` itself included, without a walk past those
    /// of the others. `None` where the strategy has no formula for it (only round-robin has one), so that only
    /// [`target_at`](Self::target_at) tells, and for a target that is not in the sequence.
    pub fn next_position(&self, target: usize, position: u64) -> Option<u64> {
        if target < self.targets { self.strategy.next_position(target, position) } else { None }
    }

    /// The number of targets.
    pub fn target_count(&self) -> usize {
        self.targets
    }

    /// How many positions in a row each visit takes: one, or one for each target if every visit goes to
    /// every target.
    pub fn copies(&self) -> usize {
        self.strategy.copies()
    }

    /// Whether [`target_at`](Self::target_at) wants positions of the whole run, also where the sequence begins
    /// within it.
    pub fn goes_on(&self) -> bool {
        self.strategy.goes_on()
    }

    /// The same sequence, for a task that asks for other positions at the same time.
    #[must_use]
    pub fn fork(&self) -> Self {
        let strategy = self.strategy.fork().unwrap_or_else(|| Arc::clone(&self.strategy));
        Self { strategy, targets: self.targets }
    }

    /// The share `target` is due in the long run, 0–1.
    pub fn expected_share(&self, target: usize) -> f64 {
        if target < self.targets { self.strategy.expected_share(target) } else { 0.0 }
    }

    /// How many of the first `positions` each target takes.
    pub fn counts(&self, positions: u64) -> Vec<u64> {
        let mut counts = vec![0; self.targets];
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
