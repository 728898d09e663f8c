//! How the load would be split, while it is still being typed. Never builds a whole period of the
//! weighted order (up to a million positions): the first positions are enough to see it.

use crate::format;
use domain::{DistributionStrategy, MultiTargetConfig, Sequence, config::Split as Parts, sequence::WeightedOrder};

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
    /// Visits per day it gets at the base rate.
    pub visits_per_day: f64,
}

/// The split over the enabled targets, all of them well.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// How it is split.
    pub strategy: DistributionStrategy,
    /// One entry per enabled target, in list order.
    pub shares: Vec<Share>,
    /// Who takes positions 0, 1, 2, …, as indices into `shares`; empty where that is no question of turns:
    /// a mirrored visit goes to all, and failover has a first one.
    pub strip: Vec<usize>,
}

impl Split {
    /// The split of a configuration, or `None` without an enabled target. The random strategy without
    /// a seed is shown for seed 0: an example, as the seed is drawn at start.
    pub fn of(config: &MultiTargetConfig) -> Option<Self> {
        let strategy = config.distribution_strategy;
        let part = config.equal_part();
        let due: Vec<f64> = config
            .enabled_targets()
            .enumerate()
            .map(|(place, (_, target))| match strategy.split() {
                Parts::ByWeight => f64::from(target.weight.max(1)),
                Parts::ByOwnRate => target.visits_per_day.unwrap_or(part).max(f64::MIN_POSITIVE),
                Parts::AllToFirst => f64::from(u8::from(place == 0)),
                Parts::Equal | Parts::AllToEach => 1.0,
            })
            .collect();
        if due.is_empty() {
            return None;
        }
        let total = due.iter().sum::<f64>();
        let visits_per_day = config.visits_per_day();
        let shares = config
            .enabled_targets()
            .zip(&due)
            .map(|((index, target), due)| {
                let share = due / total;
                Share { index, name: target.name.clone(), share, visits_per_day: share * visits_per_day }
            })
            .collect();
        Some(Self { strategy, shares, strip: strip(config) })
    }

    /// The share of the target at `index` of the configuration's list.
    pub fn share_of(&self, index: usize) -> Option<f64> {
        let place = self.shares.binary_search_by_key(&index, |share| share.index).ok()?;
        self.shares.get(place).map(|share| share.share)
    }
}

/// Who takes the first positions.
fn strip(config: &MultiTargetConfig) -> Vec<usize> {
    match config.distribution_strategy.split() {
        Parts::ByWeight => {
            let weights: Vec<u32> = config.enabled_targets().map(|(_, target)| target.weight.max(1)).collect();
            WeightedOrder::new(&weights).take(STRIP_LENGTH).collect()
        }
        Parts::Equal | Parts::ByOwnRate => {
            let sequence = Sequence::of(config, config.seed.unwrap_or(0));
            let Some(sequence) = sequence else { return Vec::new() };
            (0..STRIP_LENGTH as u64).map(|position| sequence.target_at(position)).collect()
        }
        Parts::AllToEach | Parts::AllToFirst => Vec::new(),
    }
}

/// Visits per day as they are shown; what is less than a hundredth part of them is left out.
pub fn per_day(visits: f64) -> String {
    format::amount(if visits >= 100.0 { visits.round() } else { visits })
}

/// What the rate of a configuration means under its strategy, where that is not simply shared out.
pub fn about_rate(config: &MultiTargetConfig) -> Option<String> {
    match config.distribution_strategy.split() {
        Parts::AllToEach => {
            let targets = config.enabled_targets().count();
            (targets > 1)
                .then(|| format!("Each of the {} enabled targets gets all of them.", format::count(targets as u64)))
        }
        Parts::ByOwnRate => Some(format!(
            "Targets without visits per day of their own get {} each; all together get {} a day.",
            per_day(config.equal_part()),
            per_day(config.visits_per_day())
        )),
        Parts::Equal | Parts::ByWeight | Parts::AllToFirst => None,
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
        let in_turns = [
            DistributionStrategy::RoundRobin,
            DistributionStrategy::Weighted,
            DistributionStrategy::Random,
            DistributionStrategy::Independent,
        ];
        for strategy in in_turns {
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

    #[test]
    fn tenants_get_what_each_has_of_its_own() {
        let mut config = config(DistributionStrategy::Independent, &[1, 1, 1]);
        config.target_visits_per_day = 900.0;
        config.targets[0].visits_per_day = Some(600.0);
        let split = Split::of(&config).unwrap();
        let per_day: Vec<_> = split.shares.iter().map(|share| share.visits_per_day.round()).collect();
        assert_eq!(per_day, [600.0, 300.0, 300.0], "without its own, the equal part of the run's");
        assert_eq!(split.share_of(0), Some(0.5));
        assert_eq!(
            about_rate(&config).as_deref(),
            Some("Targets without visits per day of their own get 300 each; all together get 1,200 a day.")
        );
        let of_first = split.strip.iter().filter(|&&place| place == 0).count();
        assert_eq!(of_first * 2, STRIP_LENGTH, "as often as both others together");
    }

    #[test]
    fn a_mirrored_visit_goes_to_all_and_failover_has_a_first_one() {
        let mut config = config(DistributionStrategy::Mirror, &[1, 1]);
        config.target_visits_per_day = 100.0;
        let split = Split::of(&config).unwrap();
        assert_eq!(
            split.shares.iter().map(|share| (share.share, share.visits_per_day)).collect::<Vec<_>>(),
            [(0.5, 100.0), (0.5, 100.0)]
        );
        config.distribution_strategy = DistributionStrategy::Failover;
        config.targets[0].enabled = false;
        config.targets.push(Target::new("https://third.example", 3));
        let split = Split::of(&config).unwrap();
        assert_eq!(
            split.shares.iter().map(|share| (share.index, share.share)).collect::<Vec<_>>(),
            [(1, 1.0), (2, 0.0)]
        );
        assert_eq!(split.strip, [0; 0]);
    }
}
