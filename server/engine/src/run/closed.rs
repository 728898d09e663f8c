//! The closed loop of `--as-fast-as-possible`: `concurrency` visits per target, each followed at once
//! by that target's next.
//!
//! Each target walks the sequence by itself and takes the visits that are its own. So a slow target
//! holds up nobody, and visit i still goes to the target it goes to in every other run (law 2).

use super::{
    carry::{Journey, Pace},
    state::Run,
};
use crate::{schedule::visit_limit, transport::Transport};
use domain::DistributeBy;
use parking_lot::Mutex;
use std::sync::Arc;
use tokio::{select, task::JoinSet, time::sleep_until};

/// Where a target is in its walk.
#[derive(Debug, Default)]
struct Walk {
    index: u64,
    position: u64,
}

/// Runs until every visit below the limit is done, the time is over or a stop is asked for.
pub async fn loop_visits<T: Transport>(run: &Arc<Run<T>>, visits: &mut JoinSet<()>) {
    let epoch = run.epoch.load_full();
    // The sequence is walked from its beginning by every target.
    epoch.place_at(0);
    for place in 0..epoch.bulkheads().len() {
        let walk = Arc::new(Mutex::new(Walk::default()));
        for _ in 0..run.plan.config.concurrency {
            visits.spawn(work(Arc::clone(run), place, Arc::clone(&walk)));
        }
    }
    let time_is_up = async {
        match run.plan.time_limit() {
            Some(limit) => sleep_until(run.started + limit).await,
            None => std::future::pending().await,
        }
    };
    select! {
        () = async { while visits.join_next().await.is_some() {} } => {}
        () = run.stop.cancelled() => {}
        () = time_is_up => {}
    }
}

async fn work<T: Transport>(run: Arc<Run<T>>, place: usize, walk: Arc<Mutex<Walk>>) {
    while let Some((index, position)) = next_visit(&run, place, &walk) {
        let visit = run.plan.source.visit(index);
        let Some(route) = run.epoch.load().route(run.plan.config.distribute_by, position, visit.hit_count()) else {
            return;
        };
        Journey::begin(Arc::clone(&run), visit, index, route, Pace::Immediate, None).carry().await;
        tokio::task::consume_budget().await;
    }
}

/// The next visit that is the target's own.
fn next_visit<T: Transport>(run: &Run<T>, place: usize, walk: &Mutex<Walk>) -> Option<(u64, u64)> {
    let limit = visit_limit(&run.plan.config);
    let epoch = run.epoch.load();
    let mut walk = walk.lock();
    while walk.index < limit && !run.stop.is_cancelled() && !run.time_is_up() {
        let (index, position) = (walk.index, walk.position);
        walk.index += 1;
        walk.position += match run.plan.config.distribute_by {
            DistributeBy::Visit => 1,
            DistributeBy::Hit => run.plan.source.hit_count(index) as u64,
        };
        if epoch.place_at(position) == place {
            return Some((index, position));
        }
    }
    None
}
