//! One target: what keeps its trouble from reaching the others.

mod channel;
mod rate_cap;

pub use channel::Channel;
