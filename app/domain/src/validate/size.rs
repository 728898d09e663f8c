//! How long the lists of a configuration may be. Looked at before all else, so that what is far too large costs no
//! more than to say so.

use super::Validation;
use crate::{
    config::{MAX_TARGETS, MultiTargetConfig},
    error::FieldError,
    funnel::MAX_FUNNELS,
    journey::MAX_JOURNEYS,
    messages::LoadFinding,
};

/// The lists of objects, and how many each may have.
const MOST: [(&str, usize); 3] = [("targets", MAX_TARGETS), ("funnels", MAX_FUNNELS), ("journeys", MAX_JOURNEYS)];

/// What is wrong with `count` entries in the list called `list`, if anything is.
pub fn too_many(list: &str, count: usize) -> Option<FieldError> {
    let (name, most) = *MOST.iter().find(|(name, most)| *name == list && count > *most)?;
    Some(FieldError::new(name, LoadFinding::TooManyEntries { list: name, has: count, most }))
}

/// The findings about all lists.
pub(super) fn check(config: &MultiTargetConfig) -> Validation {
    let counts = [config.targets.len(), config.funnels.len(), config.journeys.len()];
    let errors = MOST.iter().zip(counts).filter_map(|((list, _), count)| too_many(list, count));
    Validation { errors: errors.collect(), warnings: Vec::new() }
}
