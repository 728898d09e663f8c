//! The choices a configuration offers.

use serde::{Deserialize, Serialize};

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

impl DistributeBy {
    /// Every choice, in the order the picker shows them.
    pub const ALL: [Self; 2] = [Self::Visit, Self::Hit];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visit => "visit",
            Self::Hit => "hit",
        }
    }
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

impl Arrivals {
    /// Every choice, in the order the picker shows them.
    pub const ALL: [Self; 2] = [Self::Constant, Self::Poisson];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Poisson => "poisson",
        }
    }
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

impl Method {
    /// Every method.
    pub const ALL: [Self; 2] = [Self::Post, Self::Get];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Get => "get",
        }
    }
}
