//! The choices a configuration offers.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How visits are split over the enabled targets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DistributionStrategy {
    /// One after the other, in list order.
    #[default]
    RoundRobin,
    /// In proportion to the weights, exact at every prefix.
    Weighted,
    /// Uniformly at random, seeded.
    Random,
    /// Every target has its own `visits_per_day` and its own schedule, as the tenants of a hosting
    /// provider do.
    Independent,
    /// Every visit goes to every target, at the same planned time and with the same content.
    Mirror,
    /// List order is priority: the first target that is well takes everything.
    Failover,
}

impl DistributionStrategy {
    /// Every strategy, in the order the picker shows them.
    pub const ALL: [Self; 6] =
        [Self::RoundRobin, Self::Weighted, Self::Random, Self::Independent, Self::Mirror, Self::Failover];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RoundRobin => "round-robin",
            Self::Weighted => "weighted",
            Self::Random => "random",
            Self::Independent => "independent",
            Self::Mirror => "mirror",
            Self::Failover => "failover",
        }
    }
}

impl fmt::Display for DistributionStrategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the strategy hands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DistributeBy {
    /// All hits of a visit go to one target, as separate instances need.
    #[default]
    Visit,
    /// Each hit on its own, as replicas behind one database allow.
    Hit,
}

/// When visits arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Arrivals {
    /// Evenly spaced.
    #[default]
    Constant,
    /// Independent visitors: exponential gaps with the same mean rate, seeded.
    Poisson,
}

/// How a hit is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Parameters in a form body; the only way "secure only" tokens are accepted.
    #[default]
    Post,
    /// Parameters in the query string.
    Get,
}
