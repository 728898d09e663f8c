//! The distribution strategies: what each is called, and what sets it apart. Who asks goes by [`Split`] where that is the
//! question, so that one more strategy of a known kind changes nothing there; the order of targets is in [`crate::sequence`].

use serde::{Deserialize, Serialize};
use std::fmt;

/// How visits are split over the enabled targets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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

/// What part of the load a target gets while all are well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// All get equal parts.
    Equal,
    /// Each gets a part in proportion to its weight.
    ByWeight,
    /// Each has visits per day of its own.
    ByOwnRate,
    /// Each gets all of it.
    AllToEach,
    /// The first in the list gets all of it.
    AllToFirst,
}

/// What is known of a strategy.
struct Facts {
    /// In JSON.
    word: &'static str,
    /// For people.
    title: &'static str,
    /// In a sentence.
    about: &'static str,
    split: Split,
    /// Whether each target is never a whole visit off its part, and not only on average.
    is_exact: bool,
}

impl DistributionStrategy {
    /// Every strategy, in the order the picker shows them.
    pub const ALL: [Self; 6] =
        [Self::RoundRobin, Self::Weighted, Self::Random, Self::Independent, Self::Mirror, Self::Failover];

    const fn facts(self) -> Facts {
        match self {
            Self::RoundRobin => Facts {
                word: "round-robin",
                title: "Round-robin",
                about: "One target after the other, in list order; every target gets the same.",
                split: Split::Equal,
                is_exact: true,
            },
            Self::Weighted => Facts {
                word: "weighted",
                title: "Weighted",
                about: "In proportion to the weights, interleaved evenly: never a whole visit off its share.",
                split: Split::ByWeight,
                is_exact: true,
            },
            Self::Random => Facts {
                word: "random",
                title: "Random",
                about: "Each one drawn at random with equal chances; the seed makes it repeatable.",
                split: Split::Equal,
                is_exact: false,
            },
            Self::Independent => Facts {
                word: "independent",
                title: "Independent",
                about: "Every target has its own visits per day and its own schedule, as the tenants of a hosting provider do.",
                split: Split::ByOwnRate,
                is_exact: false,
            },
            Self::Mirror => Facts {
                word: "mirror",
                title: "Mirror",
                about: "Every visit goes to every target at the same time with the same content: two systems under one load.",
                split: Split::AllToEach,
                is_exact: false,
            },
            Self::Failover => Facts {
                word: "failover",
                title: "Failover",
                about: "List order is priority: the first target that is well takes everything, the next takes over when it fails.",
                split: Split::AllToFirst,
                is_exact: false,
            },
        }
    }

    /// The word used in JSON.
    pub const fn as_str(self) -> &'static str {
        self.facts().word
    }

    /// What people call it.
    pub const fn title(self) -> &'static str {
        self.facts().title
    }

    /// What it does, in a sentence.
    pub const fn about(self) -> &'static str {
        self.facts().about
    }

    /// What part of the load a target gets.
    pub const fn split(self) -> Split {
        self.facts().split
    }

    /// Whether each target is never a whole visit off its part, so that one that is behind is owed visits.
    pub const fn is_exact(self) -> bool {
        self.facts().is_exact
    }

    /// Whether it gives out whole visits only, so that it needs `distribute_by` visit, and a schedule.
    pub const fn needs_whole_visits(self) -> bool {
        matches!(self.split(), Split::ByOwnRate | Split::AllToEach)
    }

    /// Whether another target takes over from one that fails, whatever `on_unhealthy` says.
    pub const fn always_takes_over(self) -> bool {
        matches!(self.split(), Split::AllToFirst)
    }
}

impl fmt::Display for DistributionStrategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
