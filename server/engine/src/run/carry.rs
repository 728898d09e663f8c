//! One visit from arrival to end: its hits one after the other, each when it is due.
//!
//! A real Matomo splits a visit whose first hits arrive together (measured), so the next hit always
//! waits for the answer to the one before. A hit that is late because of that keeps its planned time.

use super::{
    journey::{Journey, Times, timed_out},
    state::Run,
};
use crate::{
    bulkhead::Bulkhead,
    transport::{OutgoingHit, Transport},
};
use tokio::{
    sync::SemaphorePermit,
    time::{Instant, sleep_until, timeout_at},
};

/// Sends hit after hit. A hit that is not delivered does not end the visit.
pub async fn carry<T: Transport>(mut journey: Journey<T>) {
    // When the hit before the next one was settled.
    let mut settled = None;
    while journey.next < journey.visit.hit_count() {
        let Some(bulkhead) = journey.route.bulkhead(journey.next).cloned() else { break };
        let due = journey.due(journey.next);
        if due > Instant::now() {
            sleep_until(due).await;
        }
        // A hit is ready when it is due and its predecessor is settled: that wait is the visitor's.
        let ready = settled.map_or(due, |settled: Instant| settled.max(due));
        send(&mut journey, &bulkhead, due, ready).await;
        settled = Some(Instant::now());
    }
}

async fn send<T: Transport>(journey: &mut Journey<T>, bulkhead: &Bulkhead<T>, due: Instant, ready: Instant) {
    let Some(_slot) = free_slot(&journey.run, bulkhead, ready).await else {
        journey.forgo(bulkhead, 1);
        return;
    };
    let mut parameters = String::with_capacity(768);
    journey.write(journey.next, bulkhead, due, false, &mut parameters);
    let sent = Instant::now();
    journey.take_off(bulkhead, 1);
    let (user_agent, accept_language) = (journey.visit.user_agent(), journey.visit.accept_language());
    let outgoing = OutgoingHit { parameters, user_agent, accept_language };
    let answer = timeout_at(sent + journey.run.timeout, bulkhead.transport.send(outgoing)).await;
    let answer = answer.unwrap_or_else(|_| timed_out(&journey.run));
    let answered = Instant::now();
    bulkhead.observe(&answer, 1);
    journey.land(bulkhead, answer, 1, Times { due, sent, answered }, true);
}

/// A place among the target's requests in flight; `None` when none was free in time, or when this
/// machine is too late with what has been `ready` already.
pub async fn free_slot<'a, T>(run: &Run<T>, bulkhead: &'a Bulkhead<T>, ready: Instant) -> Option<SemaphorePermit<'a>> {
    let deadline = ready + run.timeout;
    if Instant::now() > deadline {
        return None;
    }
    if let Ok(slot) = bulkhead.in_flight.try_acquire() {
        return Some(slot);
    }
    timeout_at(deadline, bulkhead.in_flight.acquire()).await.ok()?.ok()
}
