//! Where the figures of a target stand.

/// A target's number in order of appearance in the run.
pub(crate) type Slot = usize;
