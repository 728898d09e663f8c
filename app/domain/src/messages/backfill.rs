//! What is wrong with a backfill: its days, and settings that it ignores.

use super::{Number, Sentence, amount, grouped};
use serde::Serialize;

/// What is wrong with the window of a backfill. Days are written as `2026-01-31`.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum WindowFinding {
    #[error("the first day is {first}; Matomo takes times of 20 years ago for now, so begin on {oldest} or later")]
    TooLongAgo { first: String, oldest: String },
    #[error("the last day is {last}, which is after today ({today}); a backfill ends today at the latest")]
    EndsInTheFuture { last: String, today: String },
    #[error("the window has {} days; at most {most} are possible", grouped(&.days.to_string()))]
    TooManyDays { days: i64, most: u32 },
    #[error("must be a day like 2026-01-31")]
    NotADay,
    #[error("name the days: start and end date, or days back and duration")]
    NoWindow,
    #[error("use either start and end date or days back and duration, not both")]
    TwoWindows,
    #[error("is missing; start and end date go together")]
    OtherDateMissing,
    #[error("is missing; days back and duration go together")]
    OtherDaysMissing,
}

impl Sentence for WindowFinding {}

/// What is much for a backfill, and what has no effect on one.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum BackfillFinding {
    #[error("{days} days take long to send, and Matomo long to archive")]
    ManyDays { days: i64 },
    #[error("{} visits a day take long to send and to archive", amount(.visits.round()))]
    ManyBackfilledVisits { visits: f64 },
    #[error("{limit} visits per second are more than most Matomo servers can take")]
    FastBackfill { limit: Number },
    #[error("a backfill spreads its visits evenly over each day or by the day curve; other shapes have no effect")]
    ShapeInBackfill,
    #[error("a backfill has an exact number of visits a day; poisson has no effect")]
    PoissonInBackfill,
}

impl Sentence for BackfillFinding {}
