//! Where figures are published.

use crate::run::Published;
use domain::{SeriesPoint, StatusSnapshot};
use std::sync::Arc;
use tokio::sync::watch;

/// Where snapshots are hung out: whoever looks sees the latest, a slow reader holds up nobody.
#[derive(Debug, Default)]
pub struct Board(watch::Sender<Arc<Published>>);

impl Board {
    /// Follows the publications.
    pub fn watch(&self) -> watch::Receiver<Arc<Published>> {
        self.0.subscribe()
    }

    /// The latest publication.
    pub fn latest(&self) -> Arc<Published> {
        Arc::clone(&self.0.borrow())
    }

    /// Hangs out a new picture under the next number.
    pub fn hang(&self, turn: u64, status: StatusSnapshot, series: Arc<Vec<SeriesPoint>>, trends: Vec<Vec<f32>>) {
        let (status, trends) = (Arc::new(status), Arc::new(trends));
        let mut before = None;
        self.0.send_modify(|latest| {
            let seq = latest.seq + 1;
            before = Some(std::mem::replace(latest, Arc::new(Published { seq, turn, status, series, trends })));
        });
        // Not within: to take a thousand targets' figures apart takes a while, and who looks would wait.
        drop(before);
    }
}
