//! Whether a hit that is due may be sent now: the target accepts load, and has a free place in flight.

use super::{Channel, Context};
use crate::metrics::{bottleneck::strain::NOTICEABLE, counters::ShardWriter};
use tokio::{
    sync::SemaphorePermit,
    time::{Instant, sleep_until, timeout_at},
};

/// Waits until the target may be sent to what is `ready`. Returns since when both hold; `None` if they do not by
/// `deadline`, or if the target is open. Visits that began at a target finish there, but nothing but
/// probes goes to one that is open: what is due meanwhile is lost.
async fn let_in<T>(context: &Context<T>, channel: &Channel<T>, ready: Instant, deadline: Instant) -> Option<Instant> {
    let mut since = ready;
    while channel.monitor.admits() {
        let Some(until) = rest(context, channel) else { return Some(since) };
        if until > deadline {
            sleep_until(deadline).await;
            // The rest may have ended early meanwhile; one that goes on lasts past the deadline.
            return is_free(context, channel).then_some(deadline);
        }
        sleep_until(until).await;
        since = until;
    }
    None
}

/// Whether the target may be sent to now.
fn is_free<T>(context: &Context<T>, channel: &Channel<T>) -> bool {
    channel.monitor.admits() && rest(context, channel).is_none()
}

/// Waits until the target's rest is over; returns when that and `ready` both hold.
pub(crate) async fn rested<T>(context: &Context<T>, channel: &Channel<T>, ready: Instant) -> Instant {
    let mut since = ready;
    while let Some(until) = rest(context, channel) {
        sleep_until(until).await;
        since = until;
    }
    since
}

/// When the target's rest is over, if it rests.
fn rest<T>(context: &Context<T>, channel: &Channel<T>) -> Option<Instant> {
    // The usual hit costs one read.
    if !channel.monitor.may_rest() {
        return None;
    }
    channel.monitor.rests_until(context.clock.elapsed()).map(|until| context.clock.started + until)
}

/// A place among the target's requests in flight, when it may be sent to. `None` when that was not in time
/// or the target is open, or when this machine is too late with what has been `ready` already. What keeps
/// it is noted for so many hits, the first of them of visit `index`. `now` was just looked up.
pub(super) async fn free_slot<'a, T>(
    context: &Context<T>,
    channel: &'a Channel<T>,
    ready: Instant,
    mut now: Instant,
    (index, hits): (u64, u64),
) -> Option<SemaphorePermit<'a>> {
    let shard = context.shard(index);
    if now > ready + context.timeout {
        shard.strain(channel.slot, |strain| strain.missed_hits += hits);
        return None;
    }
    let (mut ready, mut deadline) = (ready, ready + context.timeout);
    if !context.plan.is_open() {
        // Without a schedule nothing is due, so nothing is late.
        let rested = rested(context, channel, ready).await;
        if rested != ready {
            (ready, now) = (rested, Instant::now());
        }
        deadline = ready + context.timeout;
    }
    loop {
        let let_in = let_in(context, channel, ready, deadline).await?;
        if let_in != ready {
            (ready, now) = (let_in, Instant::now());
        }
        let place = take_place(shard, channel, (ready, now, deadline), hits).await?;
        // Things may have changed during the wait.
        if is_free(context, channel) {
            return Some(place);
        }
        now = Instant::now();
    }
}

async fn take_place<'a, T>(
    shard: ShardWriter<'_>,
    channel: &'a Channel<T>,
    (ready, now, deadline): (Instant, Instant, Instant),
    hits: u64,
) -> Option<SemaphorePermit<'a>> {
    let slot = channel.slot;
    let late = now.saturating_duration_since(ready);
    if late > NOTICEABLE {
        shard.strain(slot, |strain| strain.delay(late, hits));
    }
    if let Ok(place) = channel.in_flight.try_acquire() {
        return Some(place);
    }
    let place = timeout_at(deadline, channel.in_flight.acquire()).await.ok().and_then(Result::ok);
    let waited = now.elapsed();
    if place.is_none() {
        shard.strain(slot, |strain| strain.crowded_out += hits);
    } else if waited > NOTICEABLE {
        shard.strain(slot, |strain| strain.queue(waited, hits));
    }
    place
}
