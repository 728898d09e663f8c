//! A visit in progress, and what is counted of its hits.

use super::{Channel, Context, Route, observation::observe};
use crate::{
    metrics::counters::{Sample, ShardWriter, VisitEnd, Wholeness},
    slot::Slot,
};
use domain::messages::NotDelivered;
use std::{sync::Arc, time::Duration};
use tokio::{sync::OwnedSemaphorePermit, time::Instant};
use transport::{Answer, Cause, Outcome, Transport};
use visit::{FunnelPart, Recipient, Visit};

/// A visit in progress. Dropping it, for whatever reason (abandoned at stop, a panic in the visit's
/// own code), settles what is counted of it, so that no hit is ever lost.
pub(crate) struct VisitInProgress<T> {
    pub(super) context: Arc<Context<T>>,
    pub(super) content: Box<dyn Visit>,
    pub(super) route: Route<T>,
    pub(super) index: u64,
    pace: Pace,
    /// The first hit that is not settled yet.
    next: u32,
    /// Number of hits in flight, from that one on.
    in_flight: u32,
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
pub(crate) enum Pace {
    /// At the arrival, this long after the start of the run, plus each hit's offset.
    Planned(Duration),
    /// As soon as they can be sent.
    Immediate,
}

/// When hits were due and when they were sent, for their latency.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    /// When they were due.
    pub due: Instant,
    /// When they were sent.
    pub sent: Instant,
    /// When the answer was complete.
    pub answered: Instant,
}

impl<T: Transport> VisitInProgress<T> {
    /// Counts the arrival of `content`; it is in progress from now on. `place` is its place among the
    /// visits in progress at its target.
    pub(crate) fn begin(
        context: Arc<Context<T>>,
        content: Box<dyn Visit>,
        index: u64,
        route: Route<T>,
        pace: Pace,
        place: Option<OwnedSemaphorePermit>,
    ) -> Self {
        context.shard(index).arrive(route.slots(0, content.hit_count()));
        let funnel = content.funnel();
        Self {
            context,
            content,
            route,
            index,
            pace,
            next: 0,
            in_flight: 0,
            sent_in: 0,
            delivered: 0,
            funnel,
            _place: place,
        }
    }

    /// Number of the first hit that is not settled yet.
    pub(crate) fn next(&self) -> usize {
        self.next as usize
    }

    /// Whether the next hit goes to another target than the one before it.
    pub(crate) fn changes_target(&self) -> bool {
        let slot = |hit: usize| self.route.channel(hit).map(|channel| channel.slot);
        self.next() > 0 && slot(self.next() - 1) != slot(self.next())
    }

    /// When hit `hit` is due; without a plan that is `now`.
    pub(crate) fn due(&self, hit: usize, now: Instant) -> Instant {
        match self.pace {
            Pace::Planned(arrival) => self.context.clock.started + arrival + self.content.offset(hit),
            Pace::Immediate => now,
        }
    }

    /// Appends the parameters of hit `hit` as `channel`'s target is to get them.
    pub(crate) fn write(&self, hit: usize, channel: &Channel<T>, due: Instant, in_bulk: bool, out: &mut String) {
        let recipient = Recipient {
            site_id: channel.target.site_id,
            token_auth: channel.target.token().map(|token| token.expose()),
            planned_unix_ms: self.context.clock.unix_ms(due.saturating_duration_since(self.context.clock.started)),
            in_bulk,
        };
        self.content.write_parameters(hit, &recipient, out);
    }

    /// The next `hits` hits are sent at `sent`.
    pub(crate) fn mark_sent(&mut self, channel: &Channel<T>, hits: usize, sent: Instant) {
        self.sent_in = sent.saturating_duration_since(self.context.clock.started).as_secs() as u32;
        self.shard().send(channel.slot, hits as u64, self.sent_in);
        self.in_flight = hits as u32;
    }

    /// The next `hits` of the hits in flight have their end. `is_certain` says whether that is known of
    /// these hits, not just of as many among others.
    pub(crate) fn settle(&mut self, channel: &Channel<T>, answer: Answer, hits: usize, times: Times, is_certain: bool) {
        let Times { due, sent, answered } = times;
        let (from_planned, from_send) = (answered.saturating_duration_since(due), answered - sent);
        let is_delivered = answer.outcome == Outcome::Delivered;
        self.pass_funnel(hits, is_certain && is_delivered);
        self.in_flight -= hits as u32;
        self.next += hits as u32;
        self.delivered += if is_delivered { hits as u32 } else { 0 };
        let slot = channel.slot;
        let sample = Sample { slot, hits: hits as u64, from_planned, from_send, is_delivered };
        self.shard().answer(answer, sample, self.sent_in);
    }

    /// The next `hits` hits count as refused with `answer`, without being sent. Gives the moment.
    pub(crate) fn refuse(&mut self, channel: &Channel<T>, hits: usize, answer: Answer) -> Instant {
        let now = Instant::now();
        let answers = [(answer, hits as u64)];
        observe(&self.context, channel, &answers, now);
        let [(answer, _)] = answers;
        self.pass_funnel(hits, false);
        self.next += hits as u32;
        self.shard().refuse(channel.slot, answer, hits as u64);
        now
    }

    /// The next `hits` hits are given up for lack of capacity.
    pub(crate) fn drop_hits(&mut self, channel: &Channel<T>, hits: usize) {
        self.pass_funnel(hits, false);
        self.next += hits as u32;
        self.shard().drop_waiting(channel.slot, hits as u64);
    }

    /// Counts the funnel on past the next `hits` hits, all delivered or not.
    fn pass_funnel(&mut self, hits: usize, delivered: bool) {
        let Some(part) = self.funnel else { return };
        if !delivered {
            self.funnel = None;
            return;
        }
        if self.next == 0 {
            self.context.funnels.start(part.funnel);
        }
        if self.next() + hits >= part.hits {
            self.context.funnels.complete(part.funnel);
            self.funnel = None;
        }
    }
}

impl<T> VisitInProgress<T> {
    /// Number of its hits.
    pub(crate) fn hit_count(&self) -> usize {
        self.content.hit_count()
    }

    /// Who makes it, if they may make others, too.
    pub(crate) fn visitor(&self) -> Option<u64> {
        self.content.visitor()
    }

    fn shard(&self) -> ShardWriter<'_> {
        self.context.shard(self.index)
    }
}

impl<T> Drop for VisitInProgress<T> {
    fn drop(&mut self) {
        let hits = self.content.hit_count();
        let next = self.next as usize;
        let waiting_from = next + self.in_flight as usize;
        if self.in_flight > 0 {
            self.shard().cancel_in_flight(self.route.slots(next, waiting_from), self.sent_in);
        }
        self.shard().cancel_waiting(self.route.slots(waiting_from, hits));
        let is_whole = next >= hits;
        if let Some(first) = self.route.channel(0) {
            let end = if is_whole { VisitEnd::Completed } else { VisitEnd::Cancelled };
            self.shard().end_visit(first.slot, end, Wholeness::of(self.delivered as usize, hits));
        }
        if let Some(days) = self.context.days.as_ref().filter(|_| is_whole) {
            days.send(self.index);
        }
    }
}

/// Hits in flight. Dropped before they are [answered](Unanswered::answered), as at a stop, they count in the latencies
/// of undelivered hits with the time they have been without an answer: without them, a target that hangs would look
/// quick (right-censored values).
pub(super) struct Unanswered<'a, T> {
    pub context: &'a Context<T>,
    /// The visit by whose index it is counted.
    pub index: u64,
    pub slot: Slot,
    pub hits: u64,
    pub due: Instant,
    pub sent: Instant,
}

impl<T> Unanswered<'_, T> {
    /// The answer has come, or the time-out.
    pub(super) fn answered(self) {
        std::mem::forget(self);
    }
}

impl<T> Drop for Unanswered<'_, T> {
    fn drop(&mut self) {
        let now = Instant::now();
        let from_planned = now.saturating_duration_since(self.due);
        let from_send = now.saturating_duration_since(self.sent);
        let slot = self.slot;
        let hits = self.hits;
        let sample = Sample { slot, hits, from_planned, from_send, is_delivered: false };
        self.context.shard(self.index).note_unanswered(sample);
    }
}

/// What it means that no complete answer came within the run's time-out.
pub(super) fn timed_out<T>(context: &Context<T>) -> Answer {
    let seconds = context.timeout.as_secs_f64();
    Answer::unknown(Cause::Timeout, None, NotDelivered::Timeout { seconds })
}
