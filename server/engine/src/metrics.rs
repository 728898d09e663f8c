//! What became of every hit: counted without loss, measured without averaging.
//!
//! Hot path: [`counters`], one short lock per change of state, on a shard that other workers rarely
//! touch. Each tick [`aggregator`] takes the shards' samples and counts and merges them by addition.

pub(crate) mod abort_rules;
pub(crate) mod aggregator;
pub(crate) mod bottleneck;
pub(crate) mod counters;
pub(crate) mod days;
pub(crate) mod events;
pub(crate) mod funnels;
mod in_flight;
mod latency;
pub(crate) mod planned;
mod rates;
mod series;
pub(crate) mod target_counts;
pub(crate) mod wall_clock;
