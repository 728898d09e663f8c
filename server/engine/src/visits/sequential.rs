//! One visit from arrival to end: its hits one after the other, each when it is due.
//!
//! A real Matomo splits a visit whose first hits arrive together (measured), so the next hit always
//! waits for the answer to the one before. A hit that is late because of that keeps its planned time.

use super::{
    Channel,
    admission::free_slot,
    in_progress::{Times, Unanswered, VisitInProgress, timed_out},
    observation::observe,
    token_check,
};
use domain::DistributeBy;
use tokio::{
    sync::{SemaphorePermit, TryAcquireError},
    time::{Instant, timeout_at},
};
use transport::{OutgoingHit, Transport};

/// Sends hit after hit. A hit that is not delivered does not end the visit.
#[expect(clippy::manual_async_fn, reason = "an async fn would keep room for the visit twice")]
pub(crate) fn send_hits<T: Transport>(mut visit: VisitInProgress<T>) -> impl Future<Output = ()> + Send {
    async move {
        // Passed from step to step: reading the clock is a notable part of the cost of a hit.
        let mut now = Instant::now();
        // When the latest hit at another target than that of the hits since was settled.
        let mut elsewhere: Option<Instant> = None;
        while visit.next() < visit.hit_count() {
            let due = visit.due(visit.next(), now);
            if visit.changes_target() {
                elsewhere = Some(now);
            }
            // A hit is ready when it is due and its predecessor is settled: that wait is the visitor's.
            let ready = if due > now {
                visit.context.shared_timer.wait_until(due).await;
                now = Instant::now();
                due
            } else if visit.next() == 0 {
                due
            } else {
                now
            };
            let Some(channel) = visit.route.channel(visit.next()).cloned() else { break };
            // Time that another target took is not charged to the one that comes after it.
            let since = elsewhere.map_or(due, |settled| settled.max(due));
            // Boxed, because visits wait most of the time and would keep the memory for it meanwhile.
            now = Box::pin(send(&mut visit, &channel, (due, since, ready), now)).await;
        }
    }
}

/// Sends the next hit, which is `due`, `ready` since then, and answered for by the target since `since`. Gives the
/// moment when it was settled.
async fn send<T: Transport>(
    visit: &mut VisitInProgress<T>,
    channel: &Channel<T>,
    (due, since, ready): (Instant, Instant, Instant),
    now: Instant,
) -> Instant {
    let Ok(_place) = place_of_hit(visit, channel) else {
        visit.context.shard(visit.index).strain(channel.slot, |strain| strain.unplaced += 1);
        visit.drop_hits(channel, 1);
        return now;
    };
    let mut ready = ready;
    let mut now = now;
    if channel.has_token() && !token_check::is_good(channel) {
        let asked = now;
        if let Some(refusal) = token_check::refusal(&visit.context, channel).await {
            return visit.refuse(channel, 1, refusal);
        }
        now = Instant::now();
        // The wait was for the target.
        ready += now.saturating_duration_since(asked);
    }
    let Some(_slot) = free_slot(&visit.context, channel, ready, now, (visit.index, 1)).await else {
        visit.drop_hits(channel, 1);
        return Instant::now();
    };
    // Most hits fit.
    let mut parameters = String::with_capacity(1_024);
    visit.write(visit.next(), channel, due, false, &mut parameters);
    let sent = Instant::now();
    visit.mark_sent(channel, 1, sent);
    let user_agent = visit.content.user_agent();
    let accept_language = visit.content.accept_language();
    let outgoing = OutgoingHit { parameters, user_agent, accept_language };
    let context = &visit.context;
    let unanswered = Unanswered { context, index: visit.index, slot: channel.slot, hits: 1, due: since, sent };
    let answer = timeout_at(sent + context.timeout, channel.outlet.transport.send(outgoing)).await;
    unanswered.answered();
    let mut answer = answer.unwrap_or_else(|_| timed_out(&visit.context));
    channel.in_view_of_the_past(&mut answer);
    let answered = Instant::now();
    let answers = [(answer, 1)];
    observe(&visit.context, channel, &answers, sent);
    token_check::learn(channel, &answers);
    let [(answer, _)] = answers;
    visit.settle(channel, answer, 1, Times { due: since, sent, answered }, true);
    answered
}

/// Split by hit, a place of its own for the next hit among `concurrency`; otherwise its visit has one.
fn place_of_hit<'a, T: Transport>(
    visit: &VisitInProgress<T>,
    channel: &'a Channel<T>,
) -> Result<Option<SemaphorePermit<'a>>, TryAcquireError> {
    let plan = &visit.context.plan;
    if plan.config.distribute_by == DistributeBy::Visit || !plan.is_open() {
        return Ok(None);
    }
    channel.visits.try_acquire().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use transport::HttpTransport;

    fn size<F>(_: impl FnOnce(VisitInProgress<HttpTransport>) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn a_visit_that_waits_is_small() {
        // A hundred thousand may be in progress.
        assert!(size(send_hits::<HttpTransport>) <= 256, "{}", size(send_hits::<HttpTransport>));
    }
}
