//! What makes sides of a comparison hard to compare.

use super::{Sentence, duration};
use serde::Serialize;
use thiserror::Error;

/// Why a difference may come from something else than what is compared.
#[derive(Clone, Debug, PartialEq, Serialize, Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its sentence says")]
pub enum ComparisonCaveat {
    #[error("One run sends live visits and another fills past days.")]
    OtherKind,
    #[error("The settings differ in {count} {}, listed below.", if *count == 1 { "place" } else { "places" })]
    OtherSettings { count: usize },
    #[error("The seeds differ, so the runs did not send the same visits.")]
    OtherVisits,
    #[error(
        "The runs lasted between {} and {}, so their counts differ for that alone.",
        duration(*shortest),
        duration(*longest)
    )]
    OtherDuration { shortest: f64, longest: f64 },
    #[error("The run does not mirror its visits, so each target was sent visits of its own.")]
    NotMirrored,
    #[error("Run {run} is still active, so its figures change.")]
    StillActive { run: i64 },
    #[error("Run {run} failed before its end.")]
    ComparedRunFailed { run: i64 },
    #[error("Run {run} was interrupted when the server ended, so its last figures are missing.")]
    RunInterrupted { run: i64 },
    #[error("This machine did not keep up in run {run}, so latencies are partly its own.")]
    GeneratorLimited { run: i64 },
}

impl Sentence for ComparisonCaveat {}
