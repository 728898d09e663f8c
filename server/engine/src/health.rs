//! How targets are: what their hits and probes say of them. Decides, and never acts: what follows for the load is for
//! rooms above.

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
