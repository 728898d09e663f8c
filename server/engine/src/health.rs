//! How targets are: what their hits and probes say of them. Decides, and never acts: what follows for the load is for
//! rooms above.

pub mod changes;
mod machine;
mod monitor;
mod outages;
mod policy;
mod window;

pub use machine::Flip;
pub use monitor::{Monitor, Rest};
pub use outages::{Detection, Losses, OutageLog};
pub use policy::Policy;
