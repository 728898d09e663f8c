//! Passes on what hits say about the health of their target.

use super::{Channel, Context, HealthObserver};
use tokio::time::Instant;
use transport::{Answer, Outcome, Transport};

/// Takes note of what became of hits that were sent together at `sent`: a number for each answer. Hits that never
/// left this machine say nothing about the target.
pub(super) fn observe<T: Transport>(
    context: &Context<T>,
    channel: &Channel<T>,
    answers: &[(Answer, u64)],
    sent: Instant,
) {
    let mut delivered = 0;
    let mut lost = 0;
    let mut undelivered = None;
    for (answer, hits) in answers {
        match answer.outcome {
            Outcome::Delivered => delivered += hits,
            Outcome::NotSent(_) => {}
            Outcome::Rejected(_) | Outcome::Failed(_) | Outcome::Unknown(_) => {
                lost += hits;
                undelivered = Some(answer);
            }
        }
    }
    if delivered + lost == 0 || lost == 0 && channel.monitor.count_delivered(delivered) {
        return;
    }
    let now = context.clock.elapsed();
    let sent = sent.saturating_duration_since(context.clock.started);
    if let Some(flip) = channel.monitor.observe(delivered, lost, sent, now) {
        tell(context, |observer| observer.on_flip(channel, &flip, undelivered, now));
    }
    if let Some(answer) = undelivered
        && let Some(rest) = answer.retry_after.and_then(|length| channel.monitor.ask_for_rest(length, now))
    {
        tell(context, |observer| observer.on_rest(channel, &rest, answer, now));
    }
}

/// Calls the observer, while there is one: visits may outlive their run for a moment.
fn tell<T>(context: &Context<T>, what: impl FnOnce(&dyn HealthObserver<T>)) {
    if let Some(observer) = context.observer.upgrade() {
        what(&*observer);
    }
}
