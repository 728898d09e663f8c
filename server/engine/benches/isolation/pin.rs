//! Which processor a thread runs on.

/// Keeps the calling thread, and those it starts, on one processor; on systems other than Linux, or with fewer
/// processors, it stays where it is.
pub(crate) fn to_processor(number: usize) {
    #[cfg(target_os = "linux")]
    {
        let mut set = rustix::thread::CpuSet::new();
        set.set(number);
        // A machine without that processor measures all the same, with more noise.
        let _ = rustix::thread::sched_setaffinity(None, &set);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = number;
}
