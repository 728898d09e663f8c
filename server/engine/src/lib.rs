//! When and how hits are sent, and what became of them.
//!
//! The engine knows how to send and count; what a visit contains comes from a [`VisitSource`](visit::VisitSource), and
//! where the figures go is up to whoever watches [`Engine::watch`].

mod bulkhead;
mod clock;
mod epoch;
pub mod error;
mod health;
mod lifecycle;
mod limits;
mod metrics;
pub mod run;
pub mod schedule;
mod tokens;

pub use error::EngineError;
pub use lifecycle::{Engine, EngineSettings, Turn};
pub use run::{BackfillPlan, Checkpoint, Pacing, Published, RunPlan};
