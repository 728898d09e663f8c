//! Saves a run's figures while it lasts and when it ends, so that a kill loses only the last seconds. The last
//! ones are saved until they are.

use domain::{RunOutcome, SeriesPoint, StatusSnapshot, live::in_detail};
use engine::Published;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use store::{Store, StoreError};
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval, sleep},
};

/// Before the last figures are tried again; then twice as long each time, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Clones are of the same saver.
#[derive(Clone)]
pub(super) struct FigureSaver {
    store: Store,
    is_behind: Arc<AtomicBool>,
}

impl FigureSaver {
    pub(super) fn new(store: Store) -> Self {
        Self { store, is_behind: Arc::default() }
    }

    /// Whether the last figures of a run could not be saved yet.
    pub(super) fn is_behind(&self) -> bool {
        self.is_behind.load(Ordering::Relaxed)
    }

    /// Runs until run `id` has ended and its last figures are saved. `watch` comes from before its start.
    pub(super) async fn save_while_it_lasts(
        self,
        mut watch: watch::Receiver<Arc<Published>>,
        id: i64,
        every: Duration,
    ) {
        let mut due = interval(every);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        due.reset();
        loop {
            let latest = Arc::clone(&watch.borrow_and_update());
            let is_ours = latest.status.run.as_ref().is_some_and(|run| run.id == id);
            if is_ours && !latest.status.state.is_active() {
                log_end(id, &latest.status);
                return self.save_last(id, &latest.status, &history(&latest)).await;
            }
            tokio::select! {
                // Whatever fails here is saved with the next.
                _ = due.tick() => if is_ours { self.save(id, &latest.status, &history(&latest)).await; },
                changed = watch.changed() => if changed.is_err() { return },
            }
        }
    }

    /// Saves the last figures of run `id` until they are.
    pub(super) async fn save_last(&self, id: i64, status: &StatusSnapshot, series: &[SeriesPoint]) {
        let mut pause = FIRST_PAUSE;
        while !self.save(id, status, series).await {
            self.is_behind.store(true, Ordering::Relaxed);
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        self.is_behind.store(false, Ordering::Relaxed);
    }

    /// Whether the figures are stored now.
    pub(super) async fn save(&self, id: i64, status: &StatusSnapshot, series: &[SeriesPoint]) -> bool {
        match self.store.save_run(id, RunOutcome::from(status.state), status, series).await {
            Ok(()) => true,
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
                tracing::error!(run = id, %error, cause, "the figures of the run could not be saved, and will be tried again");
                // A run that is gone will not come back.
                matches!(error, StoreError::NotFound { .. })
            }
        }
    }
}

/// In as much detail as there is.
fn history(published: &Published) -> Vec<SeriesPoint> {
    in_detail(&published.series, &published.seconds)
}

fn log_end(id: i64, status: &StatusSnapshot) {
    let hits = status.totals.hits;
    let seconds = status.run.as_ref().map_or(0.0, |run| run.elapsed_seconds);
    tracing::info!(
        run = id,
        state = status.state.as_str(),
        seconds,
        planned = hits.planned,
        delivered = hits.delivered,
        rejected = hits.rejected,
        failed = hits.failed,
        unknown = hits.unknown,
        dropped = hits.dropped,
        cancelled = hits.cancelled,
        "run ended"
    );
}
