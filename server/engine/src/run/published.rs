//! What is published of a run, and where.

use domain::{RunInfo, SeriesPoint, StatusSnapshot};
use parking_lot::Mutex;
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

/// Publishes snapshots: readers see the latest, and a slow one holds up nobody.
#[derive(Debug, Default)]
pub(crate) struct Snapshots {
    latest: watch::Sender<Arc<Published>>,
    /// The run that was given another name than its plan has, and that.
    renamed: Mutex<Option<(i64, String)>>,
}

impl Snapshots {
    /// Follows the publications.
    pub(crate) fn watch(&self) -> watch::Receiver<Arc<Published>> {
        self.latest.subscribe()
    }

    /// The latest publication.
    pub(crate) fn latest(&self) -> Arc<Published> {
        Arc::clone(&self.latest.borrow())
    }

    /// Publishes a snapshot under the next number.
    pub(crate) fn publish(&self, turn: u64, mut status: StatusSnapshot, history: History, trends: Vec<Vec<f32>>) {
        let History { series, seconds } = history;
        let trends = Arc::new(trends);
        // Until it is published, so that whoever renames the run changes either this or what comes after it.
        let renamed = self.renamed.lock();
        if let (Some(run), Some((id, name))) = (&mut status.run, &*renamed)
            && run.id == *id
        {
            run.name = Some(name.clone());
        }
        let status = Arc::new(status);
        self.replace(|seq| Published { seq, turn, status, series, seconds, trends });
    }

    /// From now on run `id` is published under this name. What is published of it already is published again.
    pub(crate) fn rename(&self, id: i64, name: &str) {
        let mut renamed = self.renamed.lock();
        let latest = self.latest();
        let Some(run) = latest.status.run.clone().filter(|run| run.id == id) else { return };
        *renamed = Some((id, name.to_owned()));
        let run = Some(RunInfo { name: Some(name.to_owned()), ..run });
        let status = StatusSnapshot { run, ..(*latest.status).clone() };
        self.replace(|seq| Published { seq, status: Arc::new(status), ..(*latest).clone() });
    }

    fn replace(&self, next: impl FnOnce(u64) -> Published) {
        let mut before = None;
        self.latest.send_modify(|latest| {
            let next = Arc::new(next(latest.seq + 1));
            before = Some(std::mem::replace(latest, next));
        });
        // Dropped outside the lock: freeing a thousand targets' figures takes a while, and readers would wait.
        drop(before);
    }
}
