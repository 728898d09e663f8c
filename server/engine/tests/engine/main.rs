//! The laws of DESIGN.md, held against the engine: first with a network made up in memory and paused
//! time, then over real sockets.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy exempts test functions, but not the helpers they share"
)]

mod arrivals;
mod backfill;
mod bottlenecks;
mod bulks;
mod caps;
mod chaos;
mod conservation;
mod epochs;
mod exactness;
mod fake;
mod flapping;
mod health;
mod in_order;
mod isolation;
mod live_change;
mod measured;
mod over_sockets;
mod pacing;
mod pausing;
mod rules;
mod stopping;
mod strategies;
mod threads;
mod tidying;
mod tokens;
mod verdicts;
