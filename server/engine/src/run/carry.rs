//! One visit from arrival to end: its hits one after the other, each when it is due.
//!
//! A real Matomo splits a visit whose first hits arrive together (measured), so the next hit always
//! waits for the answer to the one before. A hit that is late because of that keeps its planned time.

use super::{
    journey::{Journey, Times, Unanswered, timed_out},
    state::Run,
};
use crate::{
    bulkhead::Bulkhead,
    health,
    metrics::{books::Page, bottleneck::strain::NOTICEABLE},
    tokens,
};
use domain::DistributeBy;
use tokio::{
    sync::{SemaphorePermit, TryAcquireError},
    time::{Instant, timeout_at},
};
use transport::{OutgoingHit, Transport};

/// Sends hit after hit. A hit that is not delivered does not end the visit.
#[expect(clippy::manual_async_fn, reason = "an async fn would keep room for the journey twice")]
pub fn carry<T: Transport>(mut journey: Journey<T>) -> impl Future<Output = ()> + Send {
    async move {
        // Handed on from step to step: looking at the clock is a notable part of what a hit costs.
        let mut now = Instant::now();
        // When the latest hit at another target than that of the hits since was settled.
        let mut elsewhere: Option<Instant> = None;
        while journey.next() < journey.visit.hit_count() {
            let due = journey.due(journey.next(), now);
            if journey.changes_target() {
                elsewhere = Some(now);
            }
            // A hit is ready when it is due and its predecessor is settled: that wait is the visitor's.
            let ready = if due > now {
                journey.run.chimes.wait_until(due).await;
                now = Instant::now();
                due
            } else if journey.next() == 0 {
                due
            } else {
                now
            };
            let Some(bulkhead) = journey.route.bulkhead(journey.next()).cloned() else { break };
            // Time that another target took is not charged to the one that comes after it.
            let since = elsewhere.map_or(due, |settled| settled.max(due));
            // Boxed, because visits wait most of the time and would keep room for it meanwhile.
            now = Box::pin(send(&mut journey, &bulkhead, (due, since, ready), now)).await;
        }
    }
}

/// Sends the next hit, which is `due`, `ready` since then, and answered for by the target since `since`. Gives the
/// moment when it was settled.
async fn send<T: Transport>(
    journey: &mut Journey<T>,
    bulkhead: &Bulkhead<T>,
    (due, since, ready): (Instant, Instant, Instant),
    now: Instant,
) -> Instant {
    let Ok(_place) = place_of_hit(journey, bulkhead) else {
        journey.run.books.lane(journey.index).strain(bulkhead.slot, |strain| strain.unplaced += 1);
        journey.forgo(bulkhead, 1);
        return now;
    };
    let (mut ready, mut now) = (ready, now);
    if bulkhead.has_token() && !tokens::is_good(bulkhead) {
        let asked = now;
        if let Some(refusal) = tokens::refusal(&journey.run, bulkhead).await {
            return journey.refuse(bulkhead, 1, refusal);
        }
        now = Instant::now();
        // It was the target that was waited for.
        ready += now.saturating_duration_since(asked);
    }
    let Some(_slot) = free_slot(&journey.run, bulkhead, ready, now, (journey.index, 1)).await else {
        journey.forgo(bulkhead, 1);
        return Instant::now();
    };
    // Most hits fit.
    let mut parameters = String::with_capacity(1_024);
    journey.write(journey.next(), bulkhead, due, false, &mut parameters);
    let sent = Instant::now();
    journey.take_off(bulkhead, 1, sent);
    let (user_agent, accept_language) = (journey.visit.user_agent(), journey.visit.accept_language());
    let outgoing = OutgoingHit { parameters, user_agent, accept_language };
    let (run, index, slot) = (&journey.run, journey.index, bulkhead.slot);
    let unanswered = Unanswered { run, index, slot, hits: 1, due: since, sent };
    let answer = timeout_at(sent + run.timeout, bulkhead.transport.send(outgoing)).await;
    unanswered.answered();
    let mut answer = answer.unwrap_or_else(|_| timed_out(&journey.run));
    bulkhead.in_view_of_the_past(&mut answer);
    let answered = Instant::now();
    let answers = [(answer, 1)];
    health::observe(&journey.run, bulkhead, &answers, sent);
    tokens::learn(bulkhead, &answers);
    let [(answer, _)] = answers;
    journey.land(bulkhead, answer, 1, Times { due: since, sent, answered }, true);
    answered
}

/// Split by hit, a place of its own for the next hit among `concurrency`; otherwise its visit has one.
fn place_of_hit<'a, T: Transport>(
    journey: &Journey<T>,
    bulkhead: &'a Bulkhead<T>,
) -> Result<Option<SemaphorePermit<'a>>, TryAcquireError> {
    let plan = &journey.run.plan;
    if plan.config.distribute_by == DistributeBy::Visit || !plan.is_open() {
        return Ok(None);
    }
    bulkhead.visits.try_acquire().map(Some)
}

/// A place among the target's requests in flight, when it may be sent to. `None` when that was not in time
/// or the target is open, or when this machine is too late with what has been `ready` already. What keeps
/// it is noted for so many hits, the first of them of visit `index`. `now` was just looked up.
pub async fn free_slot<'a, T>(
    run: &Run<T>,
    bulkhead: &'a Bulkhead<T>,
    ready: Instant,
    mut now: Instant,
    (index, hits): (u64, u64),
) -> Option<SemaphorePermit<'a>> {
    let page = run.books.lane(index);
    if now > ready + run.timeout {
        page.strain(bulkhead.slot, |strain| strain.missed_hits += hits);
        return None;
    }
    let (mut ready, mut deadline) = (ready, ready + run.timeout);
    if !run.plan.is_open() {
        // Without a schedule nothing is due, so nothing is late.
        let rested = health::rested(run, bulkhead, ready).await;
        if rested != ready {
            (ready, now) = (rested, Instant::now());
        }
        deadline = ready + run.timeout;
    }
    loop {
        let let_in = health::let_in(run, bulkhead, ready, deadline).await?;
        if let_in != ready {
            (ready, now) = (let_in, Instant::now());
        }
        let place = take_place(page, bulkhead, (ready, now, deadline), hits).await?;
        // What was so before the wait need not be so now.
        if health::is_free(run, bulkhead) {
            return Some(place);
        }
        now = Instant::now();
    }
}

async fn take_place<'a, T>(
    page: Page<'_>,
    bulkhead: &'a Bulkhead<T>,
    (ready, now, deadline): (Instant, Instant, Instant),
    hits: u64,
) -> Option<SemaphorePermit<'a>> {
    let slot = bulkhead.slot;
    let late = now.saturating_duration_since(ready);
    if late > NOTICEABLE {
        page.strain(slot, |strain| strain.delay(late, hits));
    }
    if let Ok(place) = bulkhead.in_flight.try_acquire() {
        return Some(place);
    }
    let place = timeout_at(deadline, bulkhead.in_flight.acquire()).await.ok().and_then(Result::ok);
    let waited = now.elapsed();
    if place.is_none() {
        page.strain(slot, |strain| strain.crowded_out += hits);
    } else if waited > NOTICEABLE {
        page.strain(slot, |strain| strain.queue(waited, hits));
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use transport::HttpTransport;

    fn size<F>(_: impl FnOnce(Journey<HttpTransport>) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn a_visit_that_waits_is_small() {
        // A hundred thousand may be in progress.
        assert!(size(carry::<HttpTransport>) <= 256, "{}", size(carry::<HttpTransport>));
    }
}
