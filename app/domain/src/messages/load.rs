//! What is wrong with how much load is asked for, how it is split and sent.

use super::{Sentence, amount, exact, size};
use crate::config::{DistributionStrategy, OnUnhealthy};
use serde::Serialize;

/// What is wrong with the load shape.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is said by its sentence")]
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
#[expect(missing_docs, reason = "each is said by its sentence")]
pub enum LoadFinding {
    #[error("has {} {list}; at most {} are possible", size(*.has), size(*.most))]
    TooManyEntries { list: &'static str, has: usize, most: usize },
    #[error("needs distribute_by visit: a bulk carries whole visits; set it to 1 or split by visit")]
    BulkByHit,
    #[error("must be visit with the {strategy} strategy, which gives out whole visits")]
    WholeVisitsByHit { strategy: DistributionStrategy },
    #[error(
        "must not be mirror in a backfill, which sends each visit once; to fill the same days at two targets, run one \
         backfill for each with the same backfill_seed"
    )]
    MirrorInBackfill,
    #[error(
        "must not be independent in a backfill, which has no schedule; choose weighted, with weights in proportion to the \
         targets' visits_per_day"
    )]
    IndependentInBackfill,
    #[error(
        "{} target(s) have no token; Matomo takes visitors' addresses only with one, so their countries come from the \
         language alone",
        size(*.targets)
    )]
    CountriesWithoutTokens { targets: usize },
    #[error("neither auto_stop_after_hours nor max_total_visits is set; the run goes on until somebody stops it")]
    RunWithoutEnd,
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
#[expect(missing_docs, reason = "each is said by its sentence")]
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
        "with distribute_by hit a visit is split over targets and cannot be held back as a whole: the hits of an unhealthy \
         target are dropped one by one, and no visit is counted as held"
    )]
    HoldByHit,
    #[error(
        "there is no other target to take over from the only enabled one, so it is sent its load whatever its health"
    )]
    NothingToTakeOver,
    #[error(
        "hits for a target that asks to be left alone are dropped after {} s of waiting; with on_unhealthy skip the other \
         targets take over its visits meanwhile",
        exact(*.timeout_seconds)
    )]
    RetryAfterDrops { timeout_seconds: f64 },
}

impl Sentence for HealthFinding {}
