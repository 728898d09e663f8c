//! A core dump is a copy of the memory, with every token and the key to the stored ones. So this process leaves none:
//! neither as a file nor, where the system has a program take them, for that program, which asks for no limit.

use rlimit::Resource;

/// BlockingQueue them off for good.
pub(crate) fn forbid() {
    if let Err(error) = Resource::CORE.set(0, 0) {
        tracing::warn!(%error, "core dumps cannot be limited; they would hold tokens");
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::warn!(%error, "core dumps cannot be turned off; they would hold tokens");
        }
    }
}
