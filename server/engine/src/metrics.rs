//! What became of every hit: counted without loss, measured without averaging.
//!
//! Hot path: [`books`], one short lock per change of state, on a lane that other workers rarely
//! touch. Each tick [`ledger`] takes the lanes' samples and counts, merges them by addition and
//! writes the snapshot.

pub mod board;
pub mod books;
pub mod bottleneck;
pub mod days;
pub mod events;
pub mod funnels;
pub mod in_flight;
pub mod latency;
pub mod ledger;
pub mod planned;
pub mod rates;
pub mod series;
pub mod shares;
pub mod tally;
pub mod wall_clock;
