//! What is wrong with how much load is asked for, how it is split and sent.

use super::{Sentence, amount, size};
use crate::config::{DistributionStrategy, OnUnhealthy};
use serde::Serialize;

/// What is wrong with the load shape.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum ShapeFinding {
    #[error("must have 1 to {} steps, has {}", size(*.most), size(*.has))]
    StepCountNotBetween { most: usize, has: usize },
    #[error("must have {count} numbers, has {}", size(*.has))]
    CurveLengthWrong { count: usize, has: usize },
    #[error("must not all be 0")]
    HoursAllZero,
    #[error("every level is 0, so no visit would ever arrive; raise at least one")]
    EveryLevelZero,
}

impl Sentence for ShapeFinding {}

/// What does not go together in how load is split and sent, and what is more of it than is likely meant.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum LoadFinding {
    #[error("has {} {list}; at most {} are possible", size(*.has), size(*.most))]
    TooManyEntries { list: &'static str, has: usize, most: usize },
    #[error("must be visit with the {strategy} strategy, which gives out whole visits")]
    WholeVisitsByHit { strategy: DistributionStrategy },
    #[error(
        "{} target(s) have no token; Matomo takes visitors' addresses only with one, so their countries come from the \
         language alone",
        size(*.targets)
    )]
    CountriesWithoutTokens { targets: usize },
    #[error("{} visits a day on the busiest target are more than most Matomo servers can take", amount(.visits.round()))]
    ManyVisitsPerDay { visits: f64 },
    #[error("{} visits in progress per target are more than most Matomo servers can take", amount((*.visits).into()))]
    HighConcurrency { visits: u32 },
    #[error(
        "about {} visits will be in progress at once on the busiest target, more than {}; the rest will be dropped",
        amount(.needed.round()), amount((*.concurrency).into())
    )]
    LowConcurrency { needed: f64, concurrency: u32 },
}

impl Sentence for LoadFinding {}

/// What of how targets' health is judged has no effect, or another than it seems.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum HealthFinding {
    #[error(
        "{} targets are probed {} times a second; a longer interval leaves more for hits",
        size(*.targets), amount(.per_second.round())
    )]
    ManyProbes { targets: usize, per_second: f64 },
    #[error(
        "{} has no effect on a backfill: each target gets the visits of its days, whatever its health",
        .on_unhealthy.as_str()
    )]
    OnUnhealthyInBackfill { on_unhealthy: OnUnhealthy },
    #[error("hold has no effect under failover: the next target takes over from one that is unhealthy")]
    HoldUnderFailover,
    #[error(
        "there is no other target to take over from the only enabled one, so it is sent its load whatever its health"
    )]
    NothingToTakeOver,
}

impl Sentence for HealthFinding {}
