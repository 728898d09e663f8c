//! How much processor time this process has used.

use std::time::Duration;

/// Of all its threads since it started (POSIX `CLOCK_PROCESS_CPUTIME_ID`); `None` where the system has no
/// such clock.
#[cfg(unix)]
pub(crate) fn used() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Some(Duration::new(u64::try_from(time.tv_sec).ok()?, u32::try_from(time.tv_nsec).ok()?))
}

/// Of all its threads since it started; `None` where the system has no such clock.
#[cfg(not(unix))]
pub fn used() -> Option<Duration> {
    None
}

/// Cores this process may use, at least 1; a limit of a container counts.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
