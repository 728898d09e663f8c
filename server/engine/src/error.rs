//! Why the engine could not do what it was asked to.

use thiserror::Error;

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
    /// The client side of TLS could not be set up.
    #[error("the system's certificates could not be loaded: {0}")]
    Tls(String),
    /// A connection pool could not be built for a target.
    #[error("no connections can be made to {target}: {reason}")]
    Transport {
        /// Name of the target.
        target: String,
        /// What the HTTP client said.
        reason: String,
    },
}
