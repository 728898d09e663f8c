//! A metric, a comparison and a limit.

use super::{Amount, Metric, nearest};
use crate::{
    messages::{RuleExample, RuleFinding, RuleProblem},
    status::{StatusSnapshot, TargetStatus, ThresholdStatus},
};
use std::fmt;

/// How a value is compared with its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// Every comparison, in the order a picker shows them.
    pub const ALL: [Self; 4] = [Self::Below, Self::AtMost, Self::Above, Self::AtLeast];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
        }
    }

    fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Self::Below => value < limit,
            Self::AtMost => value <= limit,
            Self::Above => value > limit,
            Self::AtLeast => value >= limit,
        }
    }
}

/// Something about a target, or all together, that is true or not. As a threshold it must hold at the end
/// of a run; in an [`AbortRule`](super::AbortRule) it must not hold for long.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Name of the target; `None`: all together.
    pub target: Option<String>,
    /// What is measured.
    pub metric: Metric,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what.
    pub limit: Amount,
}

impl Condition {
    /// Reads `[target:] metric comparison number [unit]`.
    ///
    /// # Errors
    /// [`RuleFinding`] with what is wrong and an example.
    pub fn parse(text: &str) -> Result<Self, RuleFinding> {
        Self::read(text).map_err(|problem| RuleFinding { problem, example: RuleExample::Threshold })
    }

    /// As [`Condition::parse`], without the example.
    pub(super) fn read(text: &str) -> Result<Self, RuleProblem> {
        if text.trim().is_empty() {
            return Err(RuleProblem::RuleEmpty);
        }
        let (target, rest) = match text.rsplit_once(':') {
            Some((name, _)) if name.trim().is_empty() => {
                return Err(RuleProblem::RuleTargetMissing);
            }
            Some((name, rest)) => (Some(name.trim().to_owned()), rest),
            None => (None, text),
        };
        // The longer ones first: `<` is in `<=`, too.
        let order = [Comparison::AtMost, Comparison::AtLeast, Comparison::Below, Comparison::Above];
        let (metric, comparison, limit) = order
            .into_iter()
            .find_map(|comparison| {
                let (metric, limit) = rest.split_once(comparison.as_str())?;
                Some((metric.trim(), comparison, limit))
            })
            .ok_or_else(|| RuleProblem::ComparisonMissing { text: rest.trim().to_owned() })?;
        let metric = named(metric)?;
        Ok(Self { target, metric, comparison, limit: Amount::parse(limit, metric)? })
    }

    /// Whether it is true of `value`, which is in the unit of [`Condition::measure`].
    pub fn holds(&self, value: f64) -> bool {
        self.comparison.holds(value, self.limit.value())
    }

    /// The value of its metric: milliseconds, a part of 1, or per second; `None` when there is nothing to
    /// measure it by. `status` is its target's, or the totals.
    pub fn measure(&self, status: &TargetStatus) -> Option<f64> {
        self.metric.measure(status)
    }

    /// How the run in `status` stands with it. What cannot be measured does not hold: no hit came to an
    /// end, or there is no such target.
    pub fn evaluate(&self, status: &StatusSnapshot) -> ThresholdStatus {
        let measured = match &self.target {
            None => self.measure(&status.totals),
            Some(name) => {
                // A name can stand for a target that was removed, too, and for the one that came after it.
                let named = || status.targets.iter().filter(|target| target.name == *name);
                named().find(|target| target.enabled).or_else(|| named().next()).and_then(|target| self.measure(target))
            }
        };
        ThresholdStatus {
            threshold: self.to_string(),
            measured: measured.map(|value| self.metric.words(value)),
            passed: measured.is_some_and(|value| self.holds(value)),
        }
    }
}

fn named(name: &str) -> Result<Metric, RuleProblem> {
    let names: Vec<(String, Metric)> = Metric::all().map(|metric| (metric.to_string(), metric)).collect();
    names.iter().find(|(known, _)| known == name).map(|(_, metric)| *metric).ok_or_else(|| {
        let metric = name.to_owned();
        match nearest(name, names.iter().map(|(known, _)| known.as_str())) {
            _ if name.is_empty() => RuleProblem::MetricMissing,
            Some(near) => RuleProblem::MetricMisspelt { metric, near: near.to_owned() },
            None => {
                RuleProblem::UnknownMetric { metric, known: names.iter().map(|(known, _)| known.clone()).collect() }
            }
        }
    })
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(target) = &self.target {
            write!(f, "{target}: ")?;
        }
        write!(f, "{}{}{}", self.metric, self.comparison.as_str(), self.limit)
    }
}
