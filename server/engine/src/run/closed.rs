//! The closed loop of `--as-fast-as-possible` and of a backfill: each target has `concurrency` visits in progress, each
//! on its own or several in a bulk, followed at once by that target's next.
//!
//! Each target walks the sequence by itself and takes the visits that are its own. So a slow target
//! holds up nobody, and visit i still goes to the target it goes to in every other run (law 2).

use super::{
    bulk,
    carry::carry,
    feed::{Feed, Next},
    journey::{Journey, Pace},
    presence::{Presence, Present},
    state::Run,
};
use crate::{
    bulkhead::Bulkhead,
    epoch::{Epoch, Route},
    health,
};
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

/// The walk of one target; whoever takes a visit from it is alone with it.
type Shared<T> = Arc<Mutex<Feed<T>>>;

/// Runs until every visit is done, the time is over or a stop is asked for. Gives the targets' walks,
/// for [`settle`] when the visits in progress are done, too.
pub async fn loop_visits<T: Transport>(run: &Arc<Run<T>>, visits: &mut JoinSet<()>) -> Vec<Shared<T>> {
    let feeds: Vec<_> = Feed::all(run).into_iter().map(|feed| Arc::new(Mutex::new(feed))).collect();
    let epoch = run.epoch.load_full();
    let config = &run.plan.config;
    // A visit has at most one request in flight: with more visits some would only wait.
    let workers = config.concurrency.min(config.request.max_in_flight_per_target);
    for (place, (feed, bulkhead)) in feeds.iter().zip(epoch.bulkheads()).enumerate() {
        let presence = Arc::default();
        let worker = || Worker {
            run: Arc::clone(run),
            epoch: Arc::clone(&epoch),
            place,
            bulkhead: Arc::clone(bulkhead),
            feed: Arc::clone(feed),
            presence: Arc::clone(&presence),
        };
        for _ in 0..workers {
            match run.plan.bulk_size() {
                Some(size) => visits.spawn(worker().send_bulks(size)),
                None => visits.spawn(worker().send_visits()),
            };
        }
    }
    select! {
        () = async { while visits.join_next().await.is_some() {} } => {}
        () = run.stop.cancelled() => {}
        () = run.out_of_time() => run.over.cancel(),
    }
    feeds
}

/// Gives back what was reserved and not begun. Says whether every visit was begun.
pub async fn settle<T: Transport>(run: &Run<T>, feeds: &[Shared<T>], patience: Duration) -> bool {
    let give_back = async {
        for feed in feeds {
            feed.lock().await.settle().await;
        }
    };
    if timeout(patience, give_back).await.is_err() {
        tracing::warn!(run = run.plan.id, "what was reserved and not begun could not be given back in time");
    }
    feeds.iter().all(|feed| feed.try_lock().is_ok_and(|feed| feed.is_done()))
}

/// One of the visits (or bulks) that a target has in progress.
struct Worker<T> {
    run: Arc<Run<T>>,
    epoch: Arc<Epoch<T>>,
    /// The target's number in the sequence.
    place: usize,
    bulkhead: Arc<Bulkhead<T>>,
    feed: Shared<T>,
    /// Who is visiting the target.
    presence: Arc<Presence>,
}

impl<T: Transport> Worker<T> {
    /// Carries visit after visit.
    async fn send_visits(self) {
        loop {
            let mut present = Present::nobody(&self.presence);
            let mut feed = self.feed.lock().await;
            let Next::Visit { index, position, person } = feed.next(&self.run, None).await else { return };
            let Some(journey) = self.begin((index, position), person, None) else { return };
            // Nobody begins meanwhile, so whoever comes for the third time does not overtake the second.
            join(&mut present, &journey).await;
            drop(feed);
            carry(journey).await;
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
            let Ok(_slot) = self.bulkhead.in_flight.acquire().await else { return };
            let mut present = Present::nobody(&self.presence);
            let (mut visits, mut hits, mut latest) = (Vec::new(), 0, None);
            let mut feed = self.feed.lock().await;
            while hits < size {
                let Some(place) = self.place(visits.len(), latest).await else { break };
                let Next::Visit { index, position, person } = feed.next(&self.run, latest).await else { break };
                let Some(journey) = self.begin((index, position), person, Some(place)) else { break };
                join(&mut present, &journey).await;
                hits += journey.visit.hit_count() as u64;
                visits.push(journey);
                latest.get_or_insert(Instant::now() + bulk::LONGEST_WAIT);
            }
            drop(feed);
            if visits.is_empty() {
                return;
            }
            bulk::send(&self.bulkhead, &mut visits).await;
            drop(present);
            consume_budget().await;
        }
    }

    /// Waits until the target may be sent to; false if nothing is left to send, be it that others sent it
    /// meanwhile. Without a look at that, a target that answers its last bulk with an hour's rest would keep
    /// the run from ending.
    async fn is_needed(&self) -> bool {
        let ended = {
            let mut feed = self.feed.lock().await;
            if !feed.has_next(&self.run).await {
                return false;
            }
            feed.ended()
        };
        select! {
            _ = health::rested(&self.run, &self.bulkhead, Instant::now()) => true,
            () = ended.cancelled() => false,
            () = self.run.over.cancelled() => false,
        }
    }

    /// A place among the target's visits in progress, for a bulk that has so many; waits for it until `by`, if it is
    /// given. None if others do not give theirs up in time, or if the bulk has all of them.
    async fn place(&self, held: usize, by: Option<Instant>) -> Option<OwnedSemaphorePermit> {
        if held >= self.run.plan.config.concurrency as usize {
            return None;
        }
        let place = Arc::clone(&self.bulkhead.visits).acquire_owned();
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
    ) -> Option<Journey<T>> {
        let visit = self.run.plan.source.visit_by(index, person);
        let route = match self.run.plan.config.distribute_by {
            DistributeBy::Visit => {
                self.epoch.span().count_apart(self.place, 1);
                Route::One(Arc::clone(&self.bulkhead))
            }
            DistributeBy::Hit => self.epoch.route_hits(position, visit.hit_count())?,
        };
        Some(Journey::begin(Arc::clone(&self.run), visit, index, route, Pace::Immediate, place))
    }
}

/// Waits until the visitor of `journey` is nowhere else. It has begun: whatever becomes of it is in the books.
async fn join<T: Transport>(present: &mut Present, journey: &Journey<T>) {
    if let Some(visitor) = journey.visit.visitor() {
        present.join(visitor).await;
    }
}
