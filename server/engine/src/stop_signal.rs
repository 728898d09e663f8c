//! How a run is stopped.

use domain::messages::RunFailure;
use std::sync::OnceLock;
use tokio_util::sync::CancellationToken;

/// Tells all tasks of a run that it is to end, and why.
#[derive(Debug)]
pub(crate) struct StopSignal {
    /// No more arrivals; visits in progress have the grace period.
    pub requested: CancellationToken,
    /// No more arrivals: cancelled with `requested`, and when the time of a closed loop is over.
    pub no_more_arrivals: CancellationToken,
    /// Why the run cannot go on, if it cannot.
    failure: OnceLock<RunFailure>,
}

impl Default for StopSignal {
    fn default() -> Self {
        let requested = CancellationToken::new();
        Self { no_more_arrivals: requested.child_token(), requested, failure: OnceLock::new() }
    }
}

impl StopSignal {
    /// Ends the run as failed; the first reason stays.
    pub(crate) fn fail(&self, reason: RunFailure) {
        self.failure.get_or_init(|| reason);
        self.requested.cancel();
    }

    /// Why the run failed, if it did.
    pub(crate) fn failure(&self) -> Option<&RunFailure> {
        self.failure.get()
    }
}
