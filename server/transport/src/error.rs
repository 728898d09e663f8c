//! Why hits cannot be sent to a target at all.

use thiserror::Error;

/// No connections can be made, whatever the network says.
#[derive(Debug, Error)]
pub enum TransportError {
    /// The client side of TLS could not be set up.
    #[error("the system's certificates could not be loaded: {0}")]
    Tls(String),
    /// What the target's `connection` asks for cannot be done.
    #[error("no connections can be made to {target}: {reason}")]
    Unusable {
        /// Name of the target.
        target: String,
        /// Why not.
        reason: String,
    },
}
