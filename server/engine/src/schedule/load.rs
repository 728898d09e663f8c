//! The part of a configuration that says when visits arrive.

use domain::{Arrivals, LoadShape, MultiTargetConfig, config::Split};

/// A rate over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// How the rate changes.
    pub shape: LoadShape,
    /// When visits arrive at that rate.
    pub arrivals: Arrivals,
    /// How many they are.
    pub rates: Rates,
}

/// Visits per day at level 1.
#[derive(Clone, Debug, PartialEq)]
pub enum Rates {
    /// Of the whole run.
    Common(f64),
    /// Of each target on a schedule of its own, by its key, in the order of the list.
    Own(Vec<(usize, f64)>),
}

impl Load {
    /// The load of `config`; the key of a target is its place in the list.
    pub fn of(config: &MultiTargetConfig) -> Self {
        Self::over(config, config.enabled_targets().map(|(place, _)| (place, place)))
    }

    /// The load of `config` over these targets: `(place in the list, key)`.
    pub fn over(config: &MultiTargetConfig, targets: impl Iterator<Item = (usize, usize)>) -> Self {
        let rates = match config.distribution_strategy.split() {
            Split::ByOwnRate => {
                let rates = config.own_rates();
                Rates::Own(targets.filter_map(|(place, key)| Some((key, *rates.get(place)?))).collect())
            }
            _ => Rates::Common(config.target_visits_per_day),
        };
        Self { shape: config.load_shape.clone(), arrivals: config.arrivals, rates }
    }

    /// Visits per day at level 1 that are a unit of the integral per 86,400 s. With schedules of their own
    /// it counts seconds, so that no target's times depend on another's rate.
    pub fn scale(&self) -> f64 {
        match &self.rates {
            Rates::Common(per_day) => *per_day,
            Rates::Own(_) => 86_400.0,
        }
    }
}
