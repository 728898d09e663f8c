//! Closes connections that are no longer needed while a run lasts. The rest close with the run.

use super::Run;
use std::{sync::Arc, time::Duration};
use tokio::time::{MissedTickBehavior, interval};
use transport::{LONGEST_IDLE, Transport};

/// Time between two checks.
const EVERY: Duration = Duration::from_secs(1);

/// The longest that a connection to a target that was disabled or removed waits for a request. Visits in progress
/// finish there, so it does for a moment.
const LONGEST_IDLE_WHEN_GONE: Duration = Duration::from_secs(2);

/// Closes idle connections of all targets of `run`, for ever.
pub(super) async fn close_idle<T: Transport>(run: Arc<Run<T>>) {
    let mut looks = interval(EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        looks.tick().await;
        let known: Vec<_> = {
            let registry = run.dispatch.registry.lock();
            registry.entries.iter().map(|entry| (Arc::clone(&entry.channel), entry.target.enabled)).collect()
        };
        for (channel, is_enabled) in known {
            channel.outlet.transport.tidy(if is_enabled { LONGEST_IDLE } else { LONGEST_IDLE_WHEN_GONE });
        }
    }
}
