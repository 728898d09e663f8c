//! A Matomo that is not there: a tracker and reporting API simulator with fault injection.
//!
//! Demo mode, integration tests and benchmarks need a Matomo that answers like the real one, counts every hit, and
//! breaks on command. The answers follow measurements on Matomo 5.2.0-b5 (PHP 8.2, MariaDB 10.11, nginx 1.22); each
//! measured row is a test in `tests/matomo`.
//!
//! ```no_run
//! # async fn demo() -> Result<(), matomo_sim::SimError> {
//! let sim = matomo_sim::start(matomo_sim::SimConfig::default()).await?;
//! println!("send hits to {}/matomo.php", sim.url());
//! println!("recorded so far: {}", sim.stats().totals.hits_recorded);
//! # Ok(()) }
//! ```
//!
//! What it leaves out of the real one: goals by address, "secure only" tokens, segments other than `referrerName==…`,
//! time zones other than UTC, and the race of a visitor's first hits sent concurrently.

mod access;
mod answer;
mod book;
mod clock;
mod config;
mod control;
mod error;
mod fault_switch;
mod faults;
mod incoming;
mod params;
mod reporting;
mod requests;
mod server;
mod sim;
mod site;
mod stats;
mod tracker;
mod visits;

pub use config::SimConfig;
pub use error::SimError;
pub use fault_switch::FaultSwitch;
pub use faults::{FaultMode, Faults};
pub use server::{SimHandle, start};
pub use site::SiteSettings;
pub use stats::{BulkStats, ContentStats, GoalStats, Kinds, Reason, RequestStats, SiteStats, Stats, VisitorStats};
