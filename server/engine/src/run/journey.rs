//! A visit in progress, and its hits in the books.

use super::state::Run;
use crate::{
    bulkhead::Bulkhead,
    epoch::Route,
    health,
    metrics::books::{Page, Sample, Slot, VisitEnd, Wholeness},
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::OwnedSemaphorePermit, time::Instant};
use transport::{Answer, Cause, Outcome, Transport};
use visit::{FunnelPart, Recipient, Visit};

/// A visit in progress. Dropping it, for whatever reason (abandoned at stop, a panic in the visit's
/// own code), settles what is left of it in the books, so that no hit is ever lost from them.
pub struct Journey<T> {
    pub(super) run: Arc<Run<T>>,
    pub(super) visit: Box<dyn Visit>,
    pub(super) route: Route<T>,
    pub(super) index: u64,
    pace: Pace,
    /// The first hit that is not settled yet.
    next: u32,
    /// Number of hits in flight, from that one on.
    flying: u32,
    /// The second of the run in which they were sent.
    sent_in: u32,
    /// Number of hits delivered.
    delivered: u32,
    /// The visit's funnel, as long as it can still be completed.
    funnel: Option<FunnelPart>,
    _place: Option<OwnedSemaphorePermit>,
}

/// When a visit's hits are due.
#[derive(Clone, Copy, Debug)]
pub enum Pace {
    /// At the arrival, this long after the start of the run, plus each hit's offset.
    Planned(Duration),
    /// As soon as they can be sent.
    Immediate,
}

/// When hits were due and when they were sent, for their latency.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// When they were due.
    pub due: Instant,
    /// When they were sent.
    pub sent: Instant,
    /// When the answer was complete.
    pub answered: Instant,
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
        let funnel = visit.funnel();
        Self { run, visit, route, index, pace, next: 0, flying: 0, sent_in: 0, delivered: 0, funnel, _place: place }
    }

    /// Number of the first hit that is not settled yet.
    pub fn next(&self) -> usize {
        self.next as usize
    }

    /// Whether the next hit goes to another target than the one before it.
    pub fn changes_target(&self) -> bool {
        let slot = |hit: usize| self.route.bulkhead(hit).map(|bulkhead| bulkhead.slot);
        self.next() > 0 && slot(self.next() - 1) != slot(self.next())
    }

    /// When hit `hit` is due; without a plan that is `now`.
    pub fn due(&self, hit: usize, now: Instant) -> Instant {
        match self.pace {
            Pace::Planned(arrival) => self.run.started + arrival + self.visit.offset(hit),
            Pace::Immediate => now,
        }
    }

    /// Appends the parameters of hit `hit` as `bulkhead`'s target is to get them.
    pub fn write(&self, hit: usize, bulkhead: &Bulkhead<T>, due: Instant, in_bulk: bool, out: &mut String) {
        let recipient = Recipient {
            site_id: bulkhead.target.site_id,
            token_auth: bulkhead.target.token().map(|token| token.expose()),
            planned_unix_ms: self.run.unix_ms(due.saturating_duration_since(self.run.started)),
            in_bulk,
        };
        self.visit.write_parameters(hit, &recipient, out);
    }

    /// The next `hits` hits are sent at `sent`.
    pub fn take_off(&mut self, bulkhead: &Bulkhead<T>, hits: usize, sent: Instant) {
        self.sent_in = sent.saturating_duration_since(self.run.started).as_secs() as u32;
        self.page().send(bulkhead.slot, hits as u64, self.sent_in);
        self.flying = hits as u32;
    }

    /// The next `hits` of the hits in flight have their end. `is_certain` says whether that is known of
    /// these hits, not just of as many among others.
    pub fn land(&mut self, bulkhead: &Bulkhead<T>, answer: Answer, hits: usize, times: Times, is_certain: bool) {
        let Times { due, sent, answered } = times;
        let (from_planned, from_send) = (answered.saturating_duration_since(due), answered - sent);
        let is_delivered = answer.outcome == Outcome::Delivered;
        self.pass_funnel(hits, is_certain && is_delivered);
        self.flying -= hits as u32;
        self.next += hits as u32;
        self.delivered += if is_delivered { hits as u32 } else { 0 };
        let slot = bulkhead.slot;
        let sample = Sample { slot, hits: hits as u64, from_planned, from_send, is_delivered };
        self.page().answer(answer, sample, self.sent_in);
    }

    /// The next `hits` hits count as refused with `answer`, without being sent. Gives the moment.
    pub fn refuse(&mut self, bulkhead: &Bulkhead<T>, hits: usize, answer: Answer) -> Instant {
        let now = Instant::now();
        let answers = [(answer, hits as u64)];
        health::observe(&self.run, bulkhead, &answers, now);
        let [(answer, _)] = answers;
        self.pass_funnel(hits, false);
        self.next += hits as u32;
        self.page().refuse(bulkhead.slot, answer, hits as u64);
        now
    }

    /// The next `hits` hits are given up for lack of capacity.
    pub fn forgo(&mut self, bulkhead: &Bulkhead<T>, hits: usize) {
        self.pass_funnel(hits, false);
        self.next += hits as u32;
        self.page().drop_waiting(bulkhead.slot, hits as u64);
    }

    /// Counts the funnel on past the next `hits` hits, all delivered or not.
    fn pass_funnel(&mut self, hits: usize, delivered: bool) {
        let Some(part) = self.funnel else { return };
        if !delivered {
            self.funnel = None;
            return;
        }
        if self.next == 0 {
            self.run.funnels.start(part.funnel);
        }
        if self.next() + hits >= part.hits {
            self.run.funnels.complete(part.funnel);
            self.funnel = None;
        }
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
        let next = self.next as usize;
        let waiting_from = next + self.flying as usize;
        if self.flying > 0 {
            self.page().cancel_in_flight(self.route.slots(next, waiting_from), self.sent_in);
        }
        self.page().cancel_waiting(self.route.slots(waiting_from, hits));
        let is_whole = next >= hits;
        if let Some(first) = self.route.bulkhead(0) {
            let end = if is_whole { VisitEnd::Completed } else { VisitEnd::Cancelled };
            self.page().end_visit(first.slot, end, Wholeness::of(self.delivered as usize, hits));
        }
        if let Some(days) = self.run.days.as_ref().filter(|_| is_whole) {
            days.send(self.index);
        }
    }
}

/// Hits in flight. Dropped before they are [answered](Unanswered::answered), as at a stop, they count in the latencies
/// of undelivered hits with the time they have been without an answer: without them, a target that hangs would look
/// quick (right-censored values).
pub struct Unanswered<'a, T> {
    pub run: &'a Run<T>,
    /// The visit whose lane it is noted on.
    pub index: u64,
    pub slot: Slot,
    pub hits: u64,
    pub due: Instant,
    pub sent: Instant,
}

impl<T> Unanswered<'_, T> {
    /// The answer has come, or the time-out.
    pub fn answered(self) {
        std::mem::forget(self);
    }
}

impl<T> Drop for Unanswered<'_, T> {
    fn drop(&mut self) {
        let now = Instant::now();
        let from_planned = now.saturating_duration_since(self.due);
        let from_send = now.saturating_duration_since(self.sent);
        let (slot, hits) = (self.slot, self.hits);
        let sample = Sample { slot, hits, from_planned, from_send, is_delivered: false };
        self.run.books.lane(self.index).note_unanswered(sample);
    }
}

/// What it means that no complete answer came within the run's time-out.
pub fn timed_out<T>(run: &Run<T>) -> Answer {
    let seconds = run.timeout.as_secs_f64();
    Answer::unknown(
        Cause::Timeout,
        None,
        format!("no complete answer within {seconds} s; the target may have recorded it all the same"),
    )
}
