//! What is published of a run, and where.

use domain::{SeriesPoint, StatusSnapshot};
use std::sync::Arc;
use tokio::sync::watch;

/// What the engine publishes each tick and at each change of state.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// Counts publications of this engine from 0; consecutive numbers, nothing published twice.
    pub seq: u64,
    /// How often the run's state had changed by then.
    pub turn: u64,
    /// The figures.
    pub status: Arc<StatusSnapshot>,
    /// The run's history so far.
    pub series: Arc<Vec<SeriesPoint>>,
    /// Its latest minutes and what was around its incidents second by second; empty while the history itself is.
    pub seconds: Arc<Vec<SeriesPoint>>,
    /// Recent hits per second of each target, oldest first, in the order of `status.targets`.
    pub trends: Arc<Vec<Vec<f32>>>,
}

/// A run's history in points of equal length, and second by second as far as that is kept.
pub(crate) struct History {
    pub(crate) series: Arc<Vec<SeriesPoint>>,
    pub(crate) seconds: Arc<Vec<SeriesPoint>>,
}

/// Publishes snapshots: whoever looks sees the latest, a slow reader holds up nobody.
#[derive(Debug, Default)]
pub(crate) struct Snapshots(watch::Sender<Arc<Published>>);

impl Snapshots {
    /// Follows the publications.
    pub(crate) fn watch(&self) -> watch::Receiver<Arc<Published>> {
        self.0.subscribe()
    }

    /// The latest publication.
    pub(crate) fn latest(&self) -> Arc<Published> {
        Arc::clone(&self.0.borrow())
    }

    /// Publishes a snapshot under the next number.
    pub(crate) fn publish(&self, turn: u64, status: StatusSnapshot, history: History, trends: Vec<Vec<f32>>) {
        let History { series, seconds } = history;
        let status = Arc::new(status);
        let trends = Arc::new(trends);
        let mut before = None;
        self.0.send_modify(|latest| {
            let seq = latest.seq + 1;
            before =
                Some(std::mem::replace(latest, Arc::new(Published { seq, turn, status, series, seconds, trends })));
        });
        // Not within: to take a thousand targets' figures apart takes a while, and who looks would wait.
        drop(before);
    }
}
