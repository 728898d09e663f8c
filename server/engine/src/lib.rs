//! When and how hits are sent, and what became of them.
//!
//! The engine knows how to send and count; what a visit contains comes from a [`VisitSource`](visit::VisitSource), and
//! where the figures go is up to whoever watches [`Engine::watch`].
//!
//! Its rooms look down only, in this order: `engine` and `run` know all others; then `dispatch`, `visits`, `routing`,
//! `target`, `tokens`, `metrics`, `health`, `schedule`, `timer`. `docs/architecture.md` has the table, and a test reads it.

mod dispatch;
mod engine;
mod error;
mod health;
mod metrics;
mod plan;
mod routing;
mod run;
mod run_clock;
pub mod schedule;
mod slot;
mod stop_signal;
mod target;
mod timer;
mod tokens;
mod visits;

pub use engine::{Engine, Turn};
pub use error::EngineError;
pub use plan::{BackfillPlan, Checkpoint, EngineSettings, Pacing, RunPlan};
pub use run::Published;
