//! What a simulated visit sends: a pure function of seed, index and configuration (law 2), no I/O.
//!
//! A visit is an ordered list of typed hits by one visitor; a source such as [`PlainTraffic`]
//! decides which hits there are, `session` writes them the way a tracker sends them. New kinds of
//! hit go into `hit`, new ways to compose a visit become a source of their own.

pub mod countries;
mod draw;
mod form;
mod hit;
mod plain;
mod session;
pub mod site;
mod visitor;
mod weighted;

pub use plain::PlainTraffic;
