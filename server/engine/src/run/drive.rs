//! A run from start to its last figure: dispatch, drain, settle.

use super::{closed, open, state::Run, tidy::tidy, wording};
use crate::{
    clock::Alarm,
    health,
    lifecycle::EngineSettings,
    metrics::{board::Board, ledger::Ledger},
};
use domain::{EventKind, RunState};
use std::{sync::Arc, time::Duration};
use tokio::{
    select,
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};
use transport::Transport;

/// Carries `run` through. Returns when every hit is settled and the final figures are published.
async fn drive<T: Transport>(run: Arc<Run<T>>, board: Arc<Board>, settings: EngineSettings) {
    let EngineSettings { tick, stop_grace: grace, fine_timer } = settings;
    let settled = CancellationToken::new();
    let publisher = tokio::spawn(publish(Ledger::new(Arc::clone(&run)), Arc::clone(&board), tick, settled.clone()));
    let mut visits = JoinSet::new();
    // Until the last visit is over; without it they go by tokio's timer.
    let _ringing = fine_timer.then(|| {
        let run = Arc::clone(&run);
        AbortOnDropHandle::new(tokio::spawn(async move { run.chimes.ring(Alarm::new(true)).await }))
    });
    health::follow(&run);
    let mut keeper = JoinSet::new();
    keeper.spawn(health::keep(Arc::clone(&run)));
    keeper.spawn(tidy(Arc::clone(&run)));
    run.begin();
    let (arrivals, feeds) = if run.plan.is_open() {
        (Some(open::dispatch(&run, &mut visits, Alarm::new(fine_timer)).await), Vec::new())
    } else {
        (None, closed::loop_visits(&run, &mut visits).await)
    };
    // Set once, here.
    let _ = run.scheduled.set(scheduled(&run, arrivals));
    run.enter(RunState::Stopping);
    drain(&run, &mut visits, grace).await;
    let is_complete = closed::settle(&run, &feeds, grace).await;
    keeper.shutdown().await;
    settled.cancel();
    // Only a panic ends the publisher early; the books are whole all the same.
    let (mut ledger, ended) = match publisher.await {
        Ok(ledger) => (ledger, end(&run, is_complete)),
        Err(_) => (Ledger::new(Arc::clone(&run)), RunState::Failed),
    };
    come_to(&run, ended);
    ledger.publish(&board);
}

/// For how long load was scheduled, now that the last was; pauses do not count. The dispatcher is done with the last
/// of the `arrivals` before the end of the time, and each arrival stands for the time to the next.
fn scheduled<T: Transport>(run: &Run<T>, arrivals: Option<u64>) -> Duration {
    let running = run.running();
    let Some(arrivals) = arrivals.filter(|_| !run.stop.is_cancelled()) else { return running };
    let limits = run.course.borrow().limits;
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
    let is_backfill = run.plan.backfill.is_some();
    if run.failure.get().is_some() {
        RunState::Failed
    } else if run.stop.is_cancelled() {
        RunState::Stopped
    } else if is_complete || !is_backfill {
        RunState::Finished
    } else if run.over.is_cancelled() {
        // Its time was over; what is left of the days can be continued.
        RunState::Stopped
    } else {
        RunState::Failed
    }
}

/// The run is over, and people are told.
fn come_to<T: Transport>(run: &Run<T>, ended: RunState) {
    let message = wording::ended(ended, run.failure.get(), run.stop.is_cancelled());
    run.note(EventKind::Run, ended == RunState::Failed, None, message);
    run.enter(ended);
}

/// As [`drive`], and whatever happens the run comes to an end that everybody sees.
pub async fn supervise<T: Transport>(run: Arc<Run<T>>, board: Arc<Board>, settings: EngineSettings) {
    let driven = tokio::spawn(drive(Arc::clone(&run), Arc::clone(&board), settings));
    if driven.await.is_err() {
        // The visits in progress went with it, and settled their books as they went.
        tracing::error!(run = run.plan.id, "the run's driver panicked");
        come_to(&run, RunState::Failed);
        Ledger::new(run).publish(&board);
    }
}

/// Waits for the visits in progress. From a stop on, and in a closed loop whose time is over, they
/// have the grace period, and otherwise as long as the plan says; then they are abandoned.
async fn drain<T: Transport>(run: &Run<T>, visits: &mut JoinSet<()>, grace: Duration) {
    let mut patience = grace;
    let bound = run.plan.drain;
    let mut all_done = async || while visits.join_next().await.is_some() {};
    if !run.over.is_cancelled() {
        select! {
            biased;
            () = all_done() => return,
            () = run.stop.cancelled() => {}
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
    mut ledger: Ledger<T>,
    board: Arc<Board>,
    tick: Duration,
    settled: CancellationToken,
) -> Ledger<T> {
    let mut ticks = interval(tick);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut states = ledger.run().state.subscribe();
    loop {
        select! {
            biased;
            () = settled.cancelled() => return ledger,
            _ = ticks.tick() => {}
            _ = states.changed() => {}
        }
        ledger.publish(&board);
    }
}
