//! Linux's `timerfd` (timerfd_create(2)) on tokio's event loop.

use rustix::{
    fd::OwnedFd,
    time::{Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime},
};
use std::{io, time::Duration};
use tokio::{
    io::{Interest, unix::AsyncFd},
    time::Instant,
};

/// The shortest wait. Every wait costs a round through the event loop, some ten microseconds of
/// processor time: above 20,000 arrivals a second those due within one such step share a round, and leave
/// up to this much later.
const SHORTEST: Duration = Duration::from_micros(50);

/// One file descriptor, closed when dropped.
pub(super) struct KernelTimer {
    fd: AsyncFd<OwnedFd>,
}

impl KernelTimer {
    /// A timer that is not set yet, on the clock that [`Instant`] reads.
    ///
    /// # Errors
    /// When the process has as many files open as it may.
    pub(super) fn new() -> io::Result<Self> {
        let fd = timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC)?;
        #[expect(deprecated, reason = "what replaces it is unsafe; sound for an OwnedFd, which the AsyncFd keeps")]
        let fd = AsyncFd::with_interest(fd, Interest::READABLE)?;
        Ok(Self { fd })
    }

    /// Waits until `due`, never less. Dropping the future leaves the timer set, which costs the next wait
    /// one round at most.
    ///
    /// # Errors
    /// When the timer cannot be set; not to be expected.
    pub(super) async fn wait_until(&mut self, due: Instant) -> io::Result<()> {
        loop {
            let left = due.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            self.set(left.max(SHORTEST))?;
            // Setting it again clears an expiry that was not read, and the event loop reports each expiry once: so
            // there is no need to read, and a stale report costs only one extra round.
            self.fd.readable_mut().await?.clear_ready();
        }
    }

    /// Lets it expire once, `after` now.
    fn set(&self, after: Duration) -> io::Result<()> {
        let never = Timespec { tv_sec: 0, tv_nsec: 0 };
        let seconds = i64::try_from(after.as_secs()).unwrap_or(i64::MAX);
        let it_value = Timespec { tv_sec: seconds, tv_nsec: after.subsec_nanos().into() };
        timerfd_settime(&self.fd, TimerfdTimerFlags::empty(), &Itimerspec { it_interval: never, it_value })?;
        Ok(())
    }
}
