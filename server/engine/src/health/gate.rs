//! Whether a hit that is due may go to its target now.

use crate::{bulkhead::Bulkhead, run::state::Run};
use tokio::time::{Instant, sleep_until};

/// Waits until the target may be sent to what is `ready`. Gives since when both is so; `None` when that is not
/// by `deadline`, or when the target is open. Visits that began at a target finish there, but nothing but
/// probes goes to one that is open: what is due meanwhile is lost.
pub async fn let_in<T>(run: &Run<T>, bulkhead: &Bulkhead<T>, ready: Instant, deadline: Instant) -> Option<Instant> {
    let mut since = ready;
    while bulkhead.monitor.admits() {
        let Some(until) = rest(run, bulkhead) else { return Some(since) };
        if until > deadline {
            sleep_until(deadline).await;
            // The rest may have been called off meanwhile; one that goes on is longer than the patience.
            return is_free(run, bulkhead).then_some(deadline);
        }
        sleep_until(until).await;
        since = until;
    }
    None
}

/// Whether the target may be sent to now.
pub fn is_free<T>(run: &Run<T>, bulkhead: &Bulkhead<T>) -> bool {
    bulkhead.monitor.admits() && rest(run, bulkhead).is_none()
}

/// Waits until the target does not want to be left alone; gives since when both that is so and `ready`.
pub async fn rested<T>(run: &Run<T>, bulkhead: &Bulkhead<T>, ready: Instant) -> Instant {
    let mut since = ready;
    while let Some(until) = rest(run, bulkhead) {
        sleep_until(until).await;
        since = until;
    }
    since
}

/// When the target's rest is over, if it rests.
fn rest<T>(run: &Run<T>, bulkhead: &Bulkhead<T>) -> Option<Instant> {
    // A look is all that the usual hit costs.
    if !bulkhead.monitor.may_rest() {
        return None;
    }
    bulkhead.monitor.rests_until(run.elapsed()).map(|until| run.started + until)
}
