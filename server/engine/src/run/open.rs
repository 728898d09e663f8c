//! The open model: visits begin when the schedule says so, whatever the targets do.

use super::{
    bulk,
    carry::carry,
    journey::{Journey, Pace},
    state::Run,
};
use crate::{schedule::Schedule, transport::Transport};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
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
    for arrival in Schedule::new(&run.plan.config, run.plan.seed, run.plan.time_limit(), run.clock()) {
        let planned = select! {
            biased;
            () = &mut stop => return,
            planned = come(run, arrival.planned) => planned,
        };
        position += begin(run, arrival.index, planned, position, visits);
        run.position.store(position, Ordering::Relaxed);
        while visits.try_join_next().is_some() {}
    }
}

/// Waits for what is planned at `planned` on the schedule's clock, which stands still during a pause.
/// Gives when that was since the start of the run, all pauses counted.
async fn come<T: Transport>(run: &Run<T>, planned: Duration) -> Duration {
    loop {
        if run.is_paused() {
            run.unpaused().await;
        }
        let shifted = planned + run.shift();
        let due = run.started + shifted;
        if due <= Instant::now() {
            // Late: catch up without starving the visits in progress.
            consume_budget().await;
            if !run.is_paused() {
                return shifted;
            }
            continue;
        }
        select! {
            biased;
            () = run.paused() => {}
            () = sleep_until(due) => return shifted,
        }
    }
}

/// Begins visit `index`, which arrives at `planned`, or drops it when its target has `concurrency`
/// visits in progress or when this machine is so late with it that its first hit could not be sent in
/// time. Returns how many positions of the sequence it takes.
fn begin<T: Transport>(
    run: &Arc<Run<T>>,
    index: u64,
    planned: Duration,
    position: u64,
    visits: &mut JoinSet<()>,
) -> u64 {
    let visit = run.plan.source.visit(index);
    let hits = visit.hit_count();
    let by = run.plan.config.distribute_by;
    let positions = match by {
        domain::DistributeBy::Visit => 1,
        domain::DistributeBy::Hit => hits as u64,
    };
    let Some(route) = run.epoch.load().route(by, position, hits) else { return positions };
    run.planned.add((0..hits).map(|hit| planned + visit.offset(hit)));
    let is_in_time = run.started + planned + run.timeout >= Instant::now();
    let first = route.bulkhead(0).filter(|_| is_in_time).cloned();
    let place = first.and_then(|first| Some((Arc::clone(&first.visits).try_acquire_owned().ok()?, first)));
    let Some((place, first)) = place else {
        run.books.lane(index).arrive_dropped(route.slots(0, hits));
        return positions;
    };
    let journey = Journey::begin(Arc::clone(run), visit, index, route, Pace::Planned(planned), Some(place));
    match run.plan.bulk_size() {
        Some(size) => visits.spawn(bulk::ride(journey, first, size)),
        None => visits.spawn(carry(journey)),
    };
    positions
}
