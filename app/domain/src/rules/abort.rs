//! When a run is ended because it goes wrong.

use super::{Condition, amount::number};
use crate::messages::{RuleExample, RuleFinding, RuleProblem};
use std::{fmt, time::Duration};

/// The longest time a rule may ask for.
const LONGEST: Duration = Duration::from_secs(24 * 3_600);

/// Ends a run as failed once its condition has been true without a break for the given time.
///
/// It is judged about once a second by the hits that came to an end since the time before, not by the
/// whole run. A second in which nothing could be measured neither makes nor breaks it. Time during which
/// the run is paused does not count.
#[derive(Clone, Debug, PartialEq)]
pub struct AbortRule {
    /// What must not be true for long.
    pub condition: Condition,
    /// How long, 0 to 24 hours, in whole milliseconds.
    pub lasts: Duration,
}

impl AbortRule {
    /// Reads `condition for duration`.
    ///
    /// # Errors
    /// [`RuleFinding`] with what is wrong and an example.
    pub fn parse(text: &str) -> Result<Self, RuleFinding> {
        Self::read(text).map_err(|problem| RuleFinding { problem, example: RuleExample::AbortRule })
    }

    fn read(text: &str) -> Result<Self, RuleProblem> {
        if text.trim().is_empty() {
            return Err(RuleProblem::RuleEmpty);
        }
        // A colon behind it shows that the word is part of a target's name.
        let (condition, time) =
            text.rsplit_once(" for ").filter(|(_, time)| !time.contains(':')).ok_or(RuleProblem::RuleWithoutTime)?;
        Ok(Self { condition: Condition::read(condition)?, lasts: duration(time)? })
    }
}

fn duration(text: &str) -> Result<Duration, RuleProblem> {
    let bad = || RuleProblem::NotATime { text: text.trim().to_owned() };
    let (number, unit) = number(text).ok_or_else(bad)?;
    let millis = match unit {
        "ms" => 1.0,
        "s" => 1_000.0,
        "m" | "min" => 60_000.0,
        "h" => 3_600_000.0,
        _ => return Err(bad()),
    } * number;
    if millis > LONGEST.as_millis() as f64 {
        return Err(RuleProblem::TimeTooLong { text: text.trim().to_owned() });
    }
    Ok(Duration::from_millis(millis.round() as u64))
}

impl fmt::Display for AbortRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.lasts.as_millis() as u64;
        write!(f, "{} for ", self.condition)?;
        match millis {
            _ if millis > 0 && millis.is_multiple_of(3_600_000) => write!(f, "{}h", millis / 3_600_000),
            _ if millis > 0 && millis.is_multiple_of(60_000) => write!(f, "{}m", millis / 60_000),
            _ if millis.is_multiple_of(1_000) => write!(f, "{}s", millis / 1_000),
            _ => write!(f, "{millis}ms"),
        }
    }
}
