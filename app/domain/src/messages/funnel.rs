//! What is wrong with a funnel.

use super::{Sentence, size};
use crate::funnel::StepKind;
use serde::Serialize;

/// What is wrong with a funnel or one of its steps.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum FunnelFinding {
    #[error("{name:?} is already the name of a funnel; names must be unique")]
    FunnelNameTwice { name: String },
    #[error("must have 1 to {} steps, has {}", size(*.most), size(*.has))]
    FunnelSteps { most: usize, has: usize },
    #[error("must be pageview: a visit begins with a page")]
    FirstStepIsNoPage,
    #[error("is required for a step of type {}", .step.as_str())]
    StepFieldMissing { step: StepKind },
    #[error("must be three capital letters like EUR, or empty")]
    NotACurrencyOrEmpty,
    #[error("Matomo begins a new visit after 30 minutes without a hit; waits that long split the visit")]
    WaitSplitsVisit,
}

impl Sentence for FunnelFinding {}
