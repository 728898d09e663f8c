//! Why a simulator could not start or refused a new set of faults.

use std::{io, net::SocketAddr};

/// Everything that can go wrong in this crate outside a simulated answer.
#[derive(Debug, thiserror::Error)]
pub enum SimError {
    /// The listen address is taken, not ours, or not allowed.
    #[error("cannot listen on {addr}: {source}")]
    Bind {
        /// The address asked for.
        addr: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// A setting has the wrong type, is out of range, or does not exist.
    #[error("{field}: {message}")]
    InvalidField {
        /// The field as it is spelt in JSON, for example `error_rate`.
        field: String,
        /// What is wrong with it and what would be right.
        message: String,
    },
}

impl SimError {
    pub(crate) fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::InvalidField { field: field.into(), message: message.into() }
    }
}
