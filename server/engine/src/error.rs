//! Why the engine could not do what it was asked to.

use thiserror::Error;
use transport::TransportError;

/// The engine's errors.
#[derive(Debug, Error)]
pub enum EngineError {
    /// One run at a time.
    #[error("a run is active; stop it first")]
    Busy,
    /// Only a run that is running can be paused.
    #[error("no run is running, so there is nothing to pause")]
    NotRunning,
    /// Only a paused run can be resumed.
    #[error("no run is paused, so there is nothing to resume")]
    NotPaused,
    /// Nothing to send to.
    #[error("no target is enabled")]
    NoTargets,
    /// A target cannot be sent to at all.
    #[error(transparent)]
    Transport(#[from] TransportError),
}
