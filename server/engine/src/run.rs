//! The conductor: the only room that knows all others. It takes a run from its start to its final figures, acts on
//! changes and on the health of targets, and publishes.

mod changes;
mod health_control;
mod idle_connections;
mod lifecycle;
mod probes;
mod publish;
mod published;
mod reconfigure;
mod returning_targets;
mod run_info;
mod state;

pub(crate) use lifecycle::supervise;
pub(crate) use publish::Publisher;
pub use published::Published;
pub(crate) use published::Snapshots;
pub(crate) use state::Run;
