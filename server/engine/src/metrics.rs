//! What became of every hit: counted without loss, measured without averaging.
//!
//! Hot path: [`counters`], one short lock per change of state, on a shard that other workers rarely
//! touch. Each tick [`aggregator`] takes the shards' samples and counts and merges them by addition.

pub mod abort_rules;
pub mod aggregator;
pub mod bottleneck;
pub mod counters;
pub mod days;
pub mod events;
pub mod funnels;
mod in_flight;
mod latency;
pub mod planned;
mod rates;
mod series;
pub mod target_counts;
pub mod wall_clock;
