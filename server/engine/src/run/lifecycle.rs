//! A run from start to its last figure: dispatch, drain, settle.

use super::{Run, Snapshots, health_control::follow_policy, idle_connections::close_idle, probes, publish::Publisher};
use crate::{
    dispatch::{closed_loop, open_loop},
    plan::EngineSettings,
    timer::Timer,
};
use domain::{EventKind, RunState, messages::RunStep};
use std::{sync::Arc, time::Duration};
use tokio::{
    select,
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};
use tracing::Instrument;
use transport::Transport;

/// Drives `run` to its end. Returns when every hit has its outcome and the final figures are published.
async fn drive<T: Transport>(run: Arc<Run<T>>, snapshots: Arc<Snapshots>, settings: EngineSettings) {
    let EngineSettings { tick, stop_grace: grace, fine_timer } = settings;
    let settled = CancellationToken::new();
    let publishing =
        tokio::spawn(publish(Publisher::new(Arc::clone(&run)), Arc::clone(&snapshots), tick, settled.clone()));
    let mut visits = JoinSet::new();
    // Until the last visit is over; without it they go by tokio's timer.
    let _running = fine_timer.then(|| {
        let context = Arc::clone(run.context());
        AbortOnDropHandle::new(tokio::spawn(async move { context.shared_timer.run(Timer::new(true)).await }))
    });
    follow_policy(&run);
    let mut background = JoinSet::new();
    background.spawn(probes::probe_targets(Arc::clone(&run)));
    background.spawn(close_idle(Arc::clone(&run)));
    run.begin();
    let (arrivals, cursors) = if run.plan().is_open() {
        (Some(open_loop::dispatch(&run.dispatch, &mut visits, Timer::new(fine_timer)).await), Vec::new())
    } else {
        (None, closed_loop::loop_visits(&run.dispatch, &mut visits).await)
    };
    // Set once, here.
    let _ = run.scheduled.set(scheduled(&run, arrivals));
    run.clock().enter(RunState::Stopping);
    drain(&run, &mut visits, grace).await;
    let is_complete = closed_loop::settle(run.context(), &cursors, grace).await;
    background.shutdown().await;
    settled.cancel();
    // Only a panic ends the publisher early; what is counted is whole all the same.
    let (mut publisher, ended) = match publishing.await {
        Ok(publisher) => (publisher, end(&run, is_complete)),
        Err(_) => (Publisher::new(Arc::clone(&run)), RunState::Failed),
    };
    come_to(&run, ended);
    publisher.publish(&snapshots);
}

/// For how long load was scheduled, now that the last was; pauses do not count. The dispatcher is done with the last
/// of the `arrivals` before the end of the time, and each arrival stands for the time to the next.
fn scheduled<T: Transport>(run: &Run<T>, arrivals: Option<u64>) -> Duration {
    let running = run.clock().running();
    let Some(arrivals) = arrivals.filter(|_| !run.context().stop.requested.is_cancelled()) else { return running };
    let limits = run.dispatch.arrivals.borrow().limits;
    match arrivals {
        _ if arrivals < limits.visits && limits.has_end() => limits.end.max(running),
        // The shape of the load came to its end.
        _ if arrivals < limits.visits => running,
        0 | 1 => running,
        _ => running.mul_f64(arrivals as f64 / (arrivals - 1) as f64),
    }
}

/// How the run ended; `is_complete` says whether all visits of a backfill were begun.
fn end<T: Transport>(run: &Run<T>, is_complete: bool) -> RunState {
    let is_backfill = run.plan().backfill.is_some();
    let stop = &run.context().stop;
    if stop.failure().is_some() {
        RunState::Failed
    } else if stop.requested.is_cancelled() {
        RunState::Stopped
    } else if is_complete || !is_backfill {
        RunState::Finished
    } else if stop.no_more_arrivals.is_cancelled() {
        // Its time was over; what is left of the days can be continued.
        RunState::Stopped
    } else {
        RunState::Failed
    }
}

/// The run is over: adds the event that says so.
fn come_to<T: Transport>(run: &Run<T>, ended: RunState) {
    let stop = &run.context().stop;
    let step = match (ended, stop.failure()) {
        (RunState::Failed, Some(reason)) => RunStep::RunFailed { reason: reason.clone() },
        (RunState::Failed, None) => RunStep::RunFaulted,
        (RunState::Stopped, _) if stop.requested.is_cancelled() => RunStep::RunStopped,
        (RunState::Stopped, _) => RunStep::BackfillOutOfTime,
        _ => RunStep::RunFinished,
    };
    run.note(EventKind::Run, ended == RunState::Failed, None, step);
    run.clock().enter(ended);
}

/// As [`drive`], and whatever happens the run ends visibly.
pub(crate) async fn supervise<T: Transport>(run: Arc<Run<T>>, snapshots: Arc<Snapshots>, settings: EngineSettings) {
    let span = tracing::info_span!("run", run = run.plan().id);
    let driven = tokio::spawn(drive(Arc::clone(&run), Arc::clone(&snapshots), settings).instrument(span));
    if driven.await.is_err() {
        // The visits in progress went with it, and settled what is counted of them as they went.
        tracing::error!(run = run.plan().id, "the run's driver panicked");
        come_to(&run, RunState::Failed);
        Publisher::new(run).publish(&snapshots);
    }
}

/// Waits for the visits in progress. From a stop on, and in a closed loop whose time is over, they
/// have the grace period, and otherwise as long as the plan says; then they are abandoned.
async fn drain<T: Transport>(run: &Run<T>, visits: &mut JoinSet<()>, grace: Duration) {
    let mut patience = grace;
    let bound = run.plan().drain;
    let stop = &run.context().stop;
    let mut all_done = async || while visits.join_next().await.is_some() {};
    if !stop.no_more_arrivals.is_cancelled() {
        select! {
            biased;
            () = all_done() => return,
            () = stop.requested.cancelled() => {}
            () = sleep(bound.unwrap_or_default()), if bound.is_some() => patience = Duration::ZERO,
        }
    }
    if timeout(patience, all_done()).await.is_err() {
        visits.abort_all();
        while visits.join_next().await.is_some() {}
    }
}

/// Publishes at each tick and change of state until the run is settled.
async fn publish<T: Transport>(
    mut publisher: Publisher<T>,
    snapshots: Arc<Snapshots>,
    tick: Duration,
    settled: CancellationToken,
) -> Publisher<T> {
    let mut ticks = interval(tick);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut states = publisher.run().clock().watch_state();
    loop {
        select! {
            biased;
            () = settled.cancelled() => return publisher,
            _ = ticks.tick() => {}
            _ = states.changed() => {}
        }
        publisher.publish(&snapshots);
    }
}
