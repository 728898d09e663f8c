//! How the load would be split, while it is still being typed. Never builds a whole period of the
//! weighted order (up to a million positions): the first positions are enough to see it.

use domain::{DistributionStrategy, MultiTargetConfig, Sequence, sequence::WeightedOrder};

/// Positions shown of the sequence.
pub const STRIP_LENGTH: usize = 60;

/// A target's part of the load.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// Index in the configuration's list.
    pub index: usize,
    /// Name.
    pub name: String,
    /// 0–1; the enabled targets' shares add up to 1.
    pub share: f64,
}

/// The split over the enabled targets.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// One entry per enabled target, in list order.
    pub shares: Vec<Share>,
    /// Who takes positions 0, 1, 2, …, as indices into `shares`.
    pub strip: Vec<usize>,
}

impl Split {
    /// The split of a configuration, or `None` without an enabled target. The random strategy without
    /// a seed is shown for seed 0: an example, as the seed is drawn at start.
    pub fn of(config: &MultiTargetConfig) -> Option<Self> {
        let strategy = config.distribution_strategy;
        let weights: Vec<u32> = config.enabled_targets().map(|(_, target)| target.weight.max(1)).collect();
        let due = |weight: u32| match strategy {
            DistributionStrategy::Weighted => f64::from(weight),
            DistributionStrategy::RoundRobin | DistributionStrategy::Random => 1.0,
        };
        let total: f64 = weights.iter().map(|&weight| due(weight)).sum();
        let strip = match strategy {
            DistributionStrategy::Weighted if weights.is_empty() => return None,
            DistributionStrategy::Weighted => WeightedOrder::new(&weights).take(STRIP_LENGTH).collect(),
            DistributionStrategy::RoundRobin | DistributionStrategy::Random => {
                let sequence = Sequence::new(strategy, &weights, config.seed.unwrap_or(0))?;
                (0..STRIP_LENGTH as u64).map(|position| sequence.target_at(position)).collect()
            }
        };
        let shares = config
            .enabled_targets()
            .zip(&weights)
            .map(|((index, target), &weight)| Share { index, name: target.name.clone(), share: due(weight) / total })
            .collect();
        Some(Self { shares, strip })
    }

    /// The share of the target at `index` of the configuration's list.
    pub fn share_of(&self, index: usize) -> Option<f64> {
        let place = self.shares.binary_search_by_key(&index, |share| share.index).ok()?;
        self.shares.get(place).map(|share| share.share)
    }
}

/// One sentence per strategy, for the picker.
pub fn explain(strategy: DistributionStrategy) -> &'static str {
    match strategy {
        DistributionStrategy::RoundRobin => "One target after the other, in list order; every target gets the same.",
        DistributionStrategy::Weighted => {
            "In proportion to the weights, interleaved evenly: never a whole visit off its share."
        }
        DistributionStrategy::Random => "Each one drawn at random with equal chances; the seed makes it repeatable.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Target;

    fn config(strategy: DistributionStrategy, weights: &[u32]) -> MultiTargetConfig {
        let targets = weights
            .iter()
            .enumerate()
            .map(|(site, &weight)| Target { weight, ..Target::new("https://m.example", site as u32 + 1) })
            .collect();
        MultiTargetConfig { targets, distribution_strategy: strategy, seed: Some(42), ..Default::default() }
    }

    #[test]
    fn the_strip_is_what_the_engine_will_do() {
        for strategy in DistributionStrategy::ALL {
            let mut config = config(strategy, &[5, 3, 2, 9]);
            config.targets[1].enabled = false;
            let split = Split::of(&config).unwrap();
            let sequence = Sequence::of(&config, 42).unwrap();
            let expected: Vec<_> = (0..STRIP_LENGTH as u64).map(|position| sequence.target_at(position)).collect();
            assert_eq!(split.strip, expected, "{strategy}");
            for (place, share) in split.shares.iter().enumerate() {
                assert!((share.share - sequence.expected_share(place)).abs() < 1e-12, "{strategy}");
            }
            assert_eq!(split.shares.iter().map(|share| share.index).collect::<Vec<_>>(), [0, 2, 3]);
            assert_eq!(split.share_of(1), None);
            assert_eq!(split.share_of(3), Some(split.shares[2].share));
        }
    }

    #[test]
    fn nothing_enabled_splits_nothing() {
        for strategy in DistributionStrategy::ALL {
            let mut config = config(strategy, &[1, 2]);
            config.targets.iter_mut().for_each(|target| target.enabled = false);
            assert_eq!(Split::of(&config), None);
        }
    }
}
