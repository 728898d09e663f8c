//! What keeps a text from being a threshold or an abort rule.

use super::{Sentence, size};
use serde::Serialize;
use std::fmt;

/// Why a text is no rule, with an example of one.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[error("{problem}; write it as {example}")]
pub struct RuleFinding {
    /// What is wrong with it.
    #[serde(flatten)]
    pub problem: RuleProblem,
    /// What was to be written.
    #[serde(skip)]
    pub example: RuleExample,
}

impl Sentence for RuleFinding {}

/// What is shown with what is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleExample {
    /// Thresholds.
    Threshold,
    /// Abort rules.
    AbortRule,
}

impl fmt::Display for RuleExample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Threshold => "for example p95<500ms, error_rate<1% or eu-1: lag.p99<=10ms",
            Self::AbortRule => "for example error_rate>50% for 30s or eu-1: p95>2s for 1m",
        })
    }
}

/// What is wrong with a rule.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum RuleProblem {
    #[error("is empty")]
    RuleEmpty,
    #[error("does not say for how long it must be true")]
    RuleWithoutTime,
    #[error("{text:?} is no time; it takes a number and ms, s, m or h")]
    NotATime { text: String },
    #[error("{text:?} is longer than 24h")]
    TimeTooLong { text: String },
    #[error("{metric} is compared with {text:?}, which is no number from 0 up")]
    LimitNotANumber { metric: String, text: String },
    #[error("{unit:?} is no unit of {metric}, which {}", can(.units))]
    UnknownUnit { unit: String, metric: String, units: Vec<&'static str> },
    #[error("{metric} is a part of 1 at most; write {limit}% if that is meant")]
    PartAboveOne { metric: String, limit: f64 },
    #[error("{metric} is 100% at most")]
    PercentAboveHundred { metric: String },
    #[error("has no name of a target before its colon")]
    RuleTargetMissing,
    #[error("{text:?} has none of the comparisons < <= > >=")]
    ComparisonMissing { text: String },
    #[error("has no metric before its comparison")]
    MetricMissing,
    #[error("{metric:?} is no metric, did you mean {near}?")]
    MetricMisspelt { metric: String, near: String },
    #[error("{metric:?} is no metric; it must be one of {}", .known.join(", "))]
    UnknownMetric { metric: String, known: Vec<String> },
}

fn can(units: &[&str]) -> String {
    if units.is_empty() { "is written without a unit".to_owned() } else { format!("takes {}", units.join(", ")) }
}

/// What is wrong with rules beyond how they are written.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum RulesFinding {
    #[error("has {} rules; at most {} are possible", size(*.has), size(*.most))]
    TooManyRules { has: usize, most: usize },
    #[error("{target:?} is disabled: nothing will be measured of it")]
    RuleTargetDisabled { target: String },
    #[error("no target is called {target:?}{}", hint(.near))]
    RuleTargetUnknown {
        target: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        near: Option<String>,
    },
    #[error("{rule:?} is about this target; change or remove it first")]
    RuleAboutTarget { rule: String },
}

impl Sentence for RulesFinding {}

fn hint(near: &Option<String>) -> String {
    near.as_ref().map(|near| format!(", did you mean {near:?}?")).unwrap_or_default()
}
