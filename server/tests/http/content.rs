//! What Matomo makes of the visits: N visits sent are recorded as exactly N visits with the actions, orders
//! and revenue that were planned, and each rule of how hits become visits is kept.
//!
//! Most of it sends the hits itself, in order of their planned times while the simulator's clock follows, so
//! that it is the content that is tested; `runs` sends them with the real binary.

mod backfills;
mod planned;
mod recorded;
mod rules;
mod runs;
mod sender;
