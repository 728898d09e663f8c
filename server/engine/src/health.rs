//! The health of targets, judged by their hits and probes. This room decides and never acts: rooms above draw the
//! consequences.

pub(crate) mod changes;
mod machine;
mod monitor;
mod outages;
mod policy;
mod window;

pub(crate) use machine::Flip;
pub(crate) use monitor::{Monitor, Rest};
pub(crate) use outages::{Detection, Losses, OutageLog};
pub(crate) use policy::Policy;
