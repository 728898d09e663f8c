//! One target: what keeps its failures from reaching the others.

mod channel;
mod rate_cap;

pub(crate) use channel::Channel;
