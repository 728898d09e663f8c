//! The laws of DESIGN.md, held against the engine: first with a network made up in memory and paused
//! time, then over real sockets.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy exempts test functions, but not the helpers they share"
)]

#[path = "engine/arrivals.rs"]
mod arrivals;
#[path = "engine/backfill.rs"]
mod backfill;
#[path = "engine/bottlenecks.rs"]
mod bottlenecks;
#[path = "engine/bulks.rs"]
mod bulks;
#[path = "engine/caps.rs"]
mod caps;
#[path = "engine/chaos.rs"]
mod chaos;
#[path = "engine/conservation.rs"]
mod conservation;
#[path = "engine/epochs.rs"]
mod epochs;
#[path = "engine/exactness.rs"]
mod exactness;
#[path = "engine/fake.rs"]
mod fake;
#[path = "engine/flapping.rs"]
mod flapping;
#[path = "engine/fuzz.rs"]
mod fuzz;
#[path = "engine/health.rs"]
mod health;
#[path = "engine/in_order.rs"]
mod in_order;
#[path = "engine/isolation.rs"]
mod isolation;
#[path = "engine/live_change.rs"]
mod live_change;
#[path = "engine/measured.rs"]
mod measured;
#[path = "engine/over_sockets.rs"]
mod over_sockets;
#[path = "engine/pacing.rs"]
mod pacing;
#[path = "engine/pausing.rs"]
mod pausing;
#[path = "engine/rules.rs"]
mod rules;
#[path = "engine/sockets.rs"]
mod sockets;
#[path = "engine/stopping.rs"]
mod stopping;
#[path = "engine/strategies.rs"]
mod strategies;
#[path = "engine/threads.rs"]
mod threads;
#[path = "engine/tokens.rs"]
mod tokens;
#[path = "engine/verdicts.rs"]
mod verdicts;
