//! The time the simulated Matomo believes in.
//!
//! Visits depend on the time of day (they end at midnight), locks and archives on elapsed time. A clock that can be set
//! lets tests cross those borders without waiting and without failing at midnight.

use std::time::{SystemTime, UNIX_EPOCH};

use parking_lot::Mutex;

/// Seconds in a day of UTC, the time zone of every simulated site.
pub(crate) const DAY: i64 = 86_400;

/// Wall clock in whole Unix seconds, as Matomo keeps time; frozen when set.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    frozen: Mutex<Option<i64>>,
}

impl Clock {
    pub(crate) fn now(&self) -> i64 {
        (*self.frozen.lock()).unwrap_or_else(system_seconds)
    }

    /// Stops the clock at `seconds`, or lets it follow the system again.
    pub(crate) fn set(&self, seconds: Option<i64>) {
        *self.frozen.lock() = seconds;
    }
}

fn system_seconds() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|elapsed| i64::try_from(elapsed.as_secs()).ok())
        .unwrap_or_default()
}
