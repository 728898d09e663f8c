//! Index of a target's figures.

/// A target's number in order of appearance in the run.
pub(crate) type Slot = usize;
