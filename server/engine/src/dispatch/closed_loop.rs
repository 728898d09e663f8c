//! The closed loop of `--as-fast-as-possible` and of a backfill: each target has `concurrency` visits in progress, each
//! on its own or several in a bulk, followed at once by that target's next.
//!
//! Each target walks the sequence by itself and takes its own visits. So a slow target holds up no other, and visit i
//! goes to the same target as in every other run (law 2).

use super::{
    Dispatch, Epoch,
    cursor::{Next, TargetCursor},
    present_visitors::{PresentVisitors, VisitorsHere},
};
use crate::visits::{Channel, Context, Pace, Route, VisitInProgress, bulk, rested, send_hits};
use domain::DistributeBy;
use std::{sync::Arc, time::Duration};
use tokio::{
    select,
    sync::{Mutex, OwnedSemaphorePermit},
    task::{JoinSet, consume_budget},
    time::{Instant, timeout, timeout_at},
};
use transport::Transport;
use visit::visitors::Person;

/// The walk of one target; the lock lets one task at a time take a visit from it.
type Shared<T> = Arc<Mutex<TargetCursor<T>>>;

/// Runs until every visit is done, the time is over or a stop is requested. Returns the targets' walks,
/// for [`settle`] when the visits in progress are done, too.
pub(crate) async fn loop_visits<T: Transport>(dispatch: &Dispatch<T>, visits: &mut JoinSet<()>) -> Vec<Shared<T>> {
    let cursors: Vec<_> = TargetCursor::all(dispatch).into_iter().map(|cursor| Arc::new(Mutex::new(cursor))).collect();
    let epoch = dispatch.epoch.load_full();
    let context = &dispatch.context;
    let config = &context.plan.config;
    // A visit has at most one request in flight: with more visits some would only wait.
    let workers = config.concurrency.min(config.request.max_in_flight_per_target);
    for (place, (cursor, channel)) in cursors.iter().zip(epoch.channels()).enumerate() {
        let present = Arc::default();
        for _ in 0..workers {
            let worker = Worker {
                context: Arc::clone(context),
                epoch: Arc::clone(&epoch),
                place,
                channel: Arc::clone(channel),
                cursor: Arc::clone(cursor),
                present: Arc::clone(&present),
            };
            match context.plan.bulk_size() {
                Some(size) => visits.spawn(worker.send_bulks(size)),
                None => visits.spawn(worker.send_visits()),
            };
        }
    }
    select! {
        () = async { while visits.join_next().await.is_some() {} } => {}
        () = context.stop.requested.cancelled() => {}
        () = context.clock.out_of_time(context.plan.time_limit()) => context.stop.no_more_arrivals.cancel(),
    }
    cursors
}

/// Releases what was reserved and not begun. Returns whether every visit was begun.
pub(crate) async fn settle<T>(context: &Context<T>, cursors: &[Shared<T>], patience: Duration) -> bool {
    let give_back = async {
        for cursor in cursors {
            cursor.lock().await.settle().await;
        }
    };
    if timeout(patience, give_back).await.is_err() {
        tracing::warn!(run = context.plan.id, "what was reserved and not begun could not be given back in time");
    }
    cursors.iter().all(|cursor| cursor.try_lock().is_ok_and(|cursor| cursor.is_done()))
}

/// One of the visits (or bulks) that a target has in progress.
struct Worker<T> {
    context: Arc<Context<T>>,
    epoch: Arc<Epoch<T>>,
    /// The target's number in the sequence.
    place: usize,
    channel: Arc<Channel<T>>,
    cursor: Shared<T>,
    /// Who is visiting the target.
    present: Arc<PresentVisitors>,
}

impl<T: Transport> Worker<T> {
    /// Runs one visit after the other.
    async fn send_visits(self) {
        loop {
            let mut present = VisitorsHere::nobody(&self.present);
            let mut cursor = self.cursor.lock().await;
            let Next::Visit { index, position, person } = cursor.next(&self.context, None).await else { return };
            let Some(visit) = self.begin((index, position), person, None) else { return };
            // No other visit begins meanwhile, so a visitor's third visit cannot overtake their second.
            join(&mut present, &visit).await;
            drop(cursor);
            send_hits(visit).await;
            drop(present);
            consume_budget().await;
        }
    }

    /// Fills and sends bulk after bulk of at least `size` hits, or less when no more visits are due for
    /// a while or as many are in progress as may be. Only one worker fills at a time, or else each would have a part of what one needs.
    async fn send_bulks(self, size: u64) {
        loop {
            if !self.is_needed().await {
                return;
            }
            let Ok(_slot) = self.channel.in_flight.acquire().await else { return };
            let mut present = VisitorsHere::nobody(&self.present);
            let mut visits = Vec::new();
            let mut hits = 0;
            let mut latest = None;
            let mut cursor = self.cursor.lock().await;
            while hits < size {
                let Some(place) = self.place(visits.len(), latest).await else { break };
                let Next::Visit { index, position, person } = cursor.next(&self.context, latest).await else { break };
                let Some(visit) = self.begin((index, position), person, Some(place)) else { break };
                join(&mut present, &visit).await;
                hits += visit.hit_count() as u64;
                visits.push(visit);
                latest.get_or_insert(Instant::now() + bulk::LONGEST_WAIT);
            }
            drop(cursor);
            if visits.is_empty() {
                return;
            }
            bulk::send(&self.channel, &mut visits).await;
            drop(present);
            consume_budget().await;
        }
    }

    /// Waits until the target may be sent to; false if nothing is left to send, for example because others sent it
    /// meanwhile. Without that check, a target that answers its last bulk with `Retry-After: 3600` would keep the run
    /// from ending.
    async fn is_needed(&self) -> bool {
        let ended = {
            let mut cursor = self.cursor.lock().await;
            if !cursor.has_next(&self.context).await {
                return false;
            }
            cursor.ended()
        };
        select! {
            _ = rested(&self.context, &self.channel, Instant::now()) => true,
            () = ended.cancelled() => false,
            () = self.context.stop.no_more_arrivals.cancelled() => false,
        }
    }

    /// A place among the target's visits in progress, for a bulk that has so many; waits for it until `by`, if it is
    /// given. None if others do not give theirs up in time, or if the bulk has all of them.
    async fn place(&self, held: usize, by: Option<Instant>) -> Option<OwnedSemaphorePermit> {
        if held >= self.context.plan.config.concurrency as usize {
            return None;
        }
        let place = Arc::clone(&self.channel.visits).acquire_owned();
        match by {
            Some(by) => timeout_at(by, place).await.ok()?.ok(),
            None => place.await.ok(),
        }
    }

    fn begin(
        &self,
        (index, position): (u64, u64),
        person: Person,
        place: Option<OwnedSemaphorePermit>,
    ) -> Option<VisitInProgress<T>> {
        let visit = self.context.plan.source.visit_by(index, person);
        let route = match self.context.plan.config.distribute_by {
            DistributeBy::Visit => {
                self.epoch.record().count_apart(self.place, 1);
                Route::One(Arc::clone(&self.channel))
            }
            DistributeBy::Hit => self.epoch.route_hits(position, visit.hit_count())?,
        };
        Some(VisitInProgress::begin(Arc::clone(&self.context), visit, index, route, Pace::Immediate, place))
    }
}

/// Waits until the visitor of `visit` has no other visit in progress. The visit has begun, so its outcome is counted.
async fn join<T: Transport>(present: &mut VisitorsHere, visit: &VisitInProgress<T>) {
    if let Some(visitor) = visit.visitor() {
        present.join(visitor).await;
    }
}
