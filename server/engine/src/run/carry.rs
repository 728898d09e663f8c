//! One visit from arrival to end: its hits one after the other, each when it is due.
//!
//! A real Matomo splits a visit whose first hits arrive together (measured), so the next hit always
//! waits for the answer to the one before. A hit that is late because of that keeps its planned time.

use super::state::Run;
use crate::{
    bulkhead::Bulkhead,
    epoch::Route,
    metrics::books::{Page, Sample, VisitEnd},
    transport::{Answer, Cause, OutgoingHit, Transport},
    visit::{Recipient, Visit},
};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, SemaphorePermit},
    time::{Instant, sleep_until, timeout_at},
};

/// A visit in progress. Dropping it, for whatever reason (abandoned at stop, a panic in the visit's
/// own code), settles what is left of it in the books, so that no hit is ever lost from them.
pub struct Journey<T> {
    run: Arc<Run<T>>,
    visit: Box<dyn Visit>,
    index: u64,
    route: Route<T>,
    pace: Pace,
    /// The first hit that is not settled yet.
    next: usize,
    /// Whether that hit is in flight.
    in_flight: bool,
    /// When the hit before it was settled.
    settled: Option<Instant>,
    _place: Option<OwnedSemaphorePermit>,
}

/// When a visit's hits are due.
#[derive(Clone, Copy, Debug)]
pub enum Pace {
    /// At the arrival plus each hit's offset.
    Planned(Duration),
    /// As soon as the one before is answered.
    Immediate,
}

impl<T: Transport> Journey<T> {
    /// Books the arrival of `visit`; it is in progress from now on. `place` is its place among the
    /// visits in progress at its target.
    pub fn begin(
        run: Arc<Run<T>>,
        visit: Box<dyn Visit>,
        index: u64,
        route: Route<T>,
        pace: Pace,
        place: Option<OwnedSemaphorePermit>,
    ) -> Self {
        run.books.lane(index).arrive(route.slots(0, visit.hit_count()));
        Self { run, visit, index, route, pace, next: 0, in_flight: false, settled: None, _place: place }
    }

    /// Sends hit after hit. A hit that is not delivered does not end the visit.
    pub async fn carry(mut self) {
        while self.next < self.visit.hit_count() {
            let Some(bulkhead) = self.route.bulkhead(self.next).cloned() else { break };
            let due = match self.pace {
                Pace::Planned(arrival) => self.run.started + arrival + self.visit.offset(self.next),
                Pace::Immediate => Instant::now(),
            };
            if due > Instant::now() {
                sleep_until(due).await;
            }
            self.send(&bulkhead, due).await;
            self.next += 1;
            self.settled = Some(Instant::now());
        }
    }

    async fn send(&mut self, bulkhead: &Bulkhead<T>, due: Instant) {
        let Some(_slot) = self.free_slot(bulkhead, due).await else {
            self.page().drop_waiting(bulkhead.slot);
            return;
        };
        let hit = self.hit(bulkhead, due);
        let sent = Instant::now();
        self.page().send(bulkhead.slot);
        self.in_flight = true;
        let outgoing = OutgoingHit {
            parameters: hit,
            user_agent: self.visit.user_agent(),
            accept_language: self.visit.accept_language(),
        };
        let answer = timeout_at(sent + self.run.timeout, bulkhead.transport.send(outgoing)).await;
        let answer = answer.unwrap_or_else(|_| self.timed_out());
        let now = Instant::now();
        bulkhead.observe(&answer);
        let sample = Sample { slot: bulkhead.slot, from_planned: now - due, from_send: now - sent };
        self.in_flight = false;
        self.page().answer(answer, sample);
    }

    /// A place among the target's hits in flight; `None` when none was free in time, or when this
    /// machine is too late with the hit already.
    async fn free_slot<'a>(&self, bulkhead: &'a Bulkhead<T>, due: Instant) -> Option<SemaphorePermit<'a>> {
        // A hit is ready when it is due and its predecessor is settled: that wait is the visitor's.
        let ready = self.settled.map_or(due, |settled| settled.max(due));
        let deadline = ready + self.run.timeout;
        if Instant::now() > deadline {
            return None;
        }
        if let Ok(slot) = bulkhead.in_flight.try_acquire() {
            return Some(slot);
        }
        timeout_at(deadline, bulkhead.in_flight.acquire()).await.ok()?.ok()
    }

    fn hit(&self, bulkhead: &Bulkhead<T>, due: Instant) -> String {
        let recipient = Recipient {
            site_id: bulkhead.target.site_id,
            token_auth: bulkhead.target.token().map(|token| token.expose()),
            planned_unix_ms: self.run.unix_ms(due.saturating_duration_since(self.run.started)),
        };
        let mut parameters = String::with_capacity(768);
        self.visit.write_parameters(self.next, &recipient, &mut parameters);
        parameters
    }

    fn timed_out(&self) -> Answer {
        let seconds = self.run.timeout.as_secs_f64();
        Answer::failed(
            Cause::Timeout,
            None,
            format!("no complete answer within {seconds} s; the target may have recorded the hit all the same"),
        )
    }
}

impl<T> Journey<T> {
    fn page(&self) -> Page<'_> {
        self.run.books.lane(self.index)
    }
}

impl<T> Drop for Journey<T> {
    fn drop(&mut self) {
        let hits = self.visit.hit_count();
        let mut waiting_from = self.next;
        if self.in_flight {
            if let Some(bulkhead) = self.route.bulkhead(self.next) {
                self.page().cancel_in_flight(bulkhead.slot);
            }
            waiting_from += 1;
        }
        self.page().cancel_waiting(self.route.slots(waiting_from, hits));
        if let Some(first) = self.route.bulkhead(0) {
            let end = if self.next < hits { VisitEnd::Cancelled } else { VisitEnd::Completed };
            self.page().end_visit(first.slot, end);
        }
    }
}
