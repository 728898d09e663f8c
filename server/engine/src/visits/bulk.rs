//! Bulk mode: a visit travels as a whole, with other whole visits of its target, in one request.
//!
//! Matomo splits visits whose hits come in several bulks at once (measured), so a visit is never torn
//! apart. Under a schedule it is handed to its target's bulk when its last hit is due; that moment
//! counts as the planned time of all its hits where latency is measured, while each hit says with `cdt`
//! when it was really due. Several bulks of a target may be in flight, with different visits.

use super::{
    Channel,
    admission::free_slot,
    in_progress::{Times, Unanswered, VisitInProgress, timed_out},
    observation::observe,
    token_check,
};
use crate::metrics::bottleneck::strain::NOTICEABLE;
use domain::messages::NotDelivered;
use std::{sync::Arc, time::Duration};
use tokio::{
    select,
    time::{Instant, sleep_until, timeout_at},
};
use transport::{Answer, BulkAnswer, BulkBody, Cause, OutgoingBulk, Transport};

/// The longest a visit waits for its bulk to fill.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Runs a planned visit: waits for its last hit, joins its target's bulk and, as the first in it, sends the bulk when
/// it has `size` hits, when it has waited long enough, or at once after a stop.
pub(crate) async fn send_in_bulk<T: Transport>(visit: VisitInProgress<T>, channel: Arc<Channel<T>>, size: u64) {
    let due = last_due(&visit);
    if due > Instant::now() {
        sleep_until(due).await;
    }
    let context = Arc::clone(&visit.context);
    let index = visit.index;
    let late = due.elapsed();
    if late > NOTICEABLE {
        let hits = visit.hit_count() as u64;
        context.shard(index).strain(channel.slot, |strain| strain.delay(late, hits));
    }
    let Some(bulk) = channel.outlet.bulk_queue.join(visit, size) else { return };
    let latest = due + LONGEST_WAIT;
    select! {
        biased;
        () = bulk.full.notified() => {}
        () = context.stop.requested.cancelled() => {}
        () = sleep_until(latest) => {}
    }
    let mut visits = channel.outlet.bulk_queue.close(&bulk);
    // Ready when it could go; a machine that is late with it by more than the time-out gives it up.
    let hits = visits.iter().map(|visit| visit.hit_count() as u64).sum();
    let now = Instant::now();
    match free_slot(&context, &channel, latest.min(now), now, (index, hits)).await {
        Some(_slot) => send(&channel, &mut visits).await,
        None => visits.iter_mut().for_each(|visit| visit.drop_hits(&channel, visit.hit_count())),
    }
}

/// Sends `visits`, all of whose hits are due, in one request, and counts what became of them. They need
/// a place among the target's requests in flight.
pub(crate) async fn send<T: Transport>(channel: &Channel<T>, visits: &mut [VisitInProgress<T>]) {
    let Some(context) = visits.first().map(|visit| Arc::clone(&visit.context)) else { return };
    if channel.has_token()
        && let Some(refusal) = token_check::refusal(&context, channel).await
    {
        for visit in visits {
            visit.refuse(channel, visit.hit_count(), refusal.clone());
        }
        return;
    }
    let dues: Vec<Instant> = visits.iter().map(last_due).collect();
    let bulk = write(channel, visits);
    let hits = bulk.hits;
    let sent = Instant::now();
    for visit in visits.iter_mut() {
        visit.mark_sent(channel, visit.hit_count(), sent);
    }
    let index = visits.first().map_or(0, |visit| visit.index);
    let due = dues.first().copied().unwrap_or(sent);
    let unanswered = Unanswered { context: &context, index, slot: channel.slot, hits, due, sent };
    let answer = timeout_at(sent + context.timeout, channel.outlet.transport.send_bulk(bulk)).await;
    unanswered.answered();
    let mut answer = answer.unwrap_or_else(|_| BulkAnswer::whole(timed_out(&context), hits));
    answer.parts_mut().for_each(|answer| channel.in_view_of_the_past(answer));
    let answered = Instant::now();
    observe(&context, channel, answer.parts(), sent);
    token_check::learn(channel, answer.parts());
    let is_certain = answer.parts().len() == 1;
    let mut parts = Portions::of(answer);
    for (visit, due) in visits.iter_mut().zip(dues) {
        let times = Times { due, sent, answered };
        let mut left = visit.hit_count() as u64;
        while left > 0 {
            let (answer, hits) = parts.take(left);
            visit.settle(channel, answer, hits as usize, times, is_certain);
            left -= hits;
        }
    }
}

/// When the last hit is due, and with it the visit.
fn last_due<T: Transport>(visit: &VisitInProgress<T>) -> Instant {
    visit.due(visit.hit_count().saturating_sub(1), Instant::now())
}

fn write<T: Transport>(channel: &Channel<T>, visits: &[VisitInProgress<T>]) -> OutgoingBulk {
    let hits = visits.iter().map(|visit| visit.hit_count() as u64).sum();
    let mut body = BulkBody::new(hits);
    let mut parameters = String::with_capacity(1_024);
    let now = Instant::now();
    for visit in visits {
        for hit in 0..visit.hit_count() {
            parameters.clear();
            visit.write(hit, channel, visit.due(hit, now), true, &mut parameters);
            body.push(&parameters);
        }
    }
    body.finish(channel.target.token().map(|token| token.expose()))
}

/// Distributes the outcomes of a bulk's hits over its visits, in order; which hit had which outcome is not known.
struct Portions {
    parts: Vec<(Answer, u64)>,
}

impl Portions {
    fn of(answer: BulkAnswer) -> Self {
        let mut parts = answer.parts().to_vec();
        parts.reverse();
        Self { parts }
    }

    /// The end of at least one and at most `hits` of the hits that are left.
    fn take(&mut self, hits: u64) -> (Answer, u64) {
        while let Some((answer, left)) = self.parts.last_mut() {
            if *left > 0 {
                let taken = hits.min(*left);
                *left -= taken;
                return (answer.clone(), taken);
            }
            self.parts.pop();
        }
        // Only reached with a transport that counts fewer hits than it was given.
        (Answer::failed(Cause::InvalidResponse, None, NotDelivered::BulkUnreported), hits)
    }
}
