//! Where there is no `timerfd`.

use std::{convert::Infallible, io};
use tokio::time::Instant;

/// Never made.
pub struct KernelTimer(Infallible);

impl KernelTimer {
    /// # Errors
    /// Always: this system has none.
    pub fn new() -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// # Errors
    /// None: there is nothing to wait with.
    pub async fn wait_until(&mut self, _: Instant) -> io::Result<()> {
        match self.0 {}
    }
}
