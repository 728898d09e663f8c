//! The open model: visits begin when the schedule says so, whatever the targets do.

use super::{
    carry::{Journey, Pace},
    state::Run,
};
use crate::{
    schedule::{Arrival, Schedule},
    transport::Transport,
};
use std::sync::{Arc, atomic::Ordering};
use tokio::{
    pin, select,
    task::{JoinSet, consume_budget},
    time::{Instant, sleep_until},
};

/// Begins visit after visit until the schedule ends or a stop is asked for.
pub async fn dispatch<T: Transport>(run: &Arc<Run<T>>, visits: &mut JoinSet<()>) {
    let stop = run.stop.cancelled();
    pin!(stop);
    let mut position = 0;
    for arrival in Schedule::new(&run.plan.config, run.plan.seed, run.plan.time_limit()) {
        let due = run.started + arrival.planned;
        if due > Instant::now() {
            select! {
                biased;
                () = &mut stop => return,
                () = sleep_until(due) => {}
            }
        } else {
            // Late: catch up without starving the visits in progress.
            consume_budget().await;
            if run.stop.is_cancelled() {
                return;
            }
        }
        position += begin(run, arrival, position, visits);
        run.position.store(position, Ordering::Relaxed);
        while visits.try_join_next().is_some() {}
    }
}

/// Begins the visit of `arrival`, or drops it when its target has `concurrency` visits in progress or
/// when this machine is so late with it that its first hit could not be sent in time.
/// Returns how many positions of the sequence it takes.
fn begin<T: Transport>(run: &Arc<Run<T>>, arrival: Arrival, position: u64, visits: &mut JoinSet<()>) -> u64 {
    let visit = run.plan.source.visit(arrival.index);
    let hits = visit.hit_count();
    let by = run.plan.config.distribute_by;
    let positions = match by {
        domain::DistributeBy::Visit => 1,
        domain::DistributeBy::Hit => hits as u64,
    };
    let Some(route) = run.epoch.load().route(by, position, hits) else { return positions };
    run.planned.add((0..hits).map(|hit| arrival.planned + visit.offset(hit)));
    let is_in_time = run.started + arrival.planned + run.timeout >= Instant::now();
    let first = route.bulkhead(0).filter(|_| is_in_time);
    let place = first.and_then(|first| Arc::clone(&first.visits).try_acquire_owned().ok());
    if place.is_some() {
        let pace = Pace::Planned(arrival.planned);
        visits.spawn(Journey::begin(Arc::clone(run), visit, arrival.index, route, pace, place).carry());
    } else {
        run.books.lane(arrival.index).arrive_dropped(route.slots(0, hits));
    }
    positions
}
