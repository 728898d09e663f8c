//! The seam to name servers: what is asked of them, and how it can go wrong.

use super::answer::Shortage;
use async_trait::async_trait;
use std::{net::IpAddr, time::Duration};

/// Looks host names up. Must not block a thread: the dead name server of one target is to hold up
/// nothing else (law 4).
#[async_trait]
pub trait Names: Send + Sync + 'static {
    /// The addresses of `host`, the ones to try first in front. Asked once at a time for each target.
    ///
    /// # Errors
    /// [`NameError`]: why there are none.
    async fn look_up(&self, host: &str) -> Result<Found, NameError>;
}

/// The addresses of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// At least one.
    pub addresses: Vec<IpAddr>,
    /// How long they hold.
    pub valid_for: Duration,
}

/// Why a host name has no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// The name does not exist, or has no address.
    Unknown,
    /// No name server answered.
    NoAnswer,
    /// The name server answered that it cannot tell.
    Refused,
    /// This machine could not ask.
    Shortage(Shortage),
}
