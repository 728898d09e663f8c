//! Waiting for a planned time: to the microsecond where the kernel helps, else to tokio's millisecond.
//!
//! tokio's timer counts whole milliseconds and rounds up, so at 2,000 arrivals a second each would leave
//! half a millisecond late on average. A timer of the kernel's in the same event loop (`timerfd`) is some
//! ten times closer. A run has two: one for its arrivals, which come one after the other, and one that the later
//! hits of all its visits share.

#[cfg(target_os = "linux")]
mod kernel_timer;
#[cfg(not(target_os = "linux"))]
#[path = "timer/no_kernel_timer.rs"]
mod kernel_timer;
mod shared_timer;
#[cfg(test)]
mod tests;

use kernel_timer::KernelTimer;
pub(crate) use shared_timer::SharedTimer;
use tokio::time::{Instant, sleep_until};

/// Wakes one task at one time after the other.
pub(crate) struct Timer {
    /// `None` leaves it to tokio's timer.
    kernel: Option<KernelTimer>,
}

impl Timer {
    /// A timer that goes by the kernel's timer if `fine`, else by tokio's, the only one that knows of
    /// tokio's paused time. Without a file descriptor to be had it is tokio's all the same, and a warning
    /// says so. Must be made within a runtime.
    pub(crate) fn new(fine: bool) -> Self {
        Self::of(fine.then(KernelTimer::new))
    }

    fn of(made: Option<std::io::Result<KernelTimer>>) -> Self {
        Self { kernel: made.and_then(|made| made.inspect_err(complain).ok()) }
    }

    /// Waits until `due`, never less; returns at once when that is past. May be dropped while it waits.
    pub(crate) async fn wait_until(&mut self, due: Instant) {
        if let Some(timer) = &mut self.kernel {
            match timer.wait_until(due).await {
                Ok(()) => return,
                Err(error) => {
                    complain(&error);
                    self.kernel = None;
                }
            }
        }
        sleep_until(due).await;
    }
}

fn complain(error: &std::io::Error) {
    tracing::warn!(%error, "no fine timer for this run: its arrivals leave up to 2 ms after their planned times");
}
