//! One grammar for what is measured against a limit: thresholds, which must hold at the end of a run, and
//! abort rules, which end it.
//!
//! ```text
//! threshold  = [ target name ":" ] metric comparison number [ unit ]
//! abort rule = threshold " for " number ( "ms" | "s" | "m" | "h" )
//! comparison = "<" | "<=" | ">" | ">="
//! ```
//!
//! | metric | unit | what it is |
//! |---|---|---|
//! | `p50` `p90` `p95` `p99` `max` `mean` | `us`, `ms` (if left out), `s` | latency from the planned time |
//! | `send.p50` … | the same | latency from the send time |
//! | `lag.p50` … | the same | how late hits were sent |
//! | `error_rate` | `%`, or none for a part of 1 | (rejected + failed + unknown) / (delivered + rejected + failed + unknown) |
//! | `drop_rate` | the same | dropped / all hits that came to an end |
//! | `delivery_rate` | the same | delivered / all hits that came to an end |
//! | `hits_per_second` `visits_per_second` | none | hits that came to an end, visits begun |
//!
//! Without a target's name all targets together are meant. A name may hold blanks and colons: the last
//! colon ends it. Blanks around the parts do not matter.

mod abort;
mod amount;
mod condition;
mod metric;
mod naming;
mod nearest;
#[cfg(test)]
mod tests;

pub use abort::AbortRule;
pub use amount::{Amount, Unit};
pub use condition::{Comparison, Condition};
pub use metric::{Metric, Statistic, TimeFrom};
pub use naming::{AboutTarget, about_target, rename_targets};

pub(crate) use nearest::nearest;

use crate::status::{StatusSnapshot, ThresholdStatus};

/// The most thresholds a configuration may hold, and the most abort rules.
pub const MAX_RULES: usize = 100;

/// How the run in `status` stands with each of `thresholds`, in their order and as they were written. One
/// that cannot be read does not hold.
pub fn evaluate_all(thresholds: &[String], status: &StatusSnapshot) -> Vec<ThresholdStatus> {
    thresholds
        .iter()
        .map(|text| {
            let found = Condition::parse(text).map(|condition| condition.evaluate(status)).unwrap_or_default();
            ThresholdStatus { threshold: text.trim().to_owned(), ..found }
        })
        .collect()
}
