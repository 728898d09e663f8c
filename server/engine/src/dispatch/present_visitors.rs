//! Who is visiting a target right now, where visits come without a schedule: somebody who comes again must not overtake
//! themselves. Matomo recorded a quarter of a backfill's returning visitors as new whose earlier visit was still on its
//! way in another bulk (measured on 5.2).

use parking_lot::Mutex;
use std::{collections::HashSet, sync::Arc};
use tokio::sync::Notify;

/// The visitors of one target whose visits are in progress.
#[derive(Debug, Default)]
pub(super) struct PresentVisitors {
    visitors: Mutex<HashSet<u64>>,
    left: Notify,
}

/// Some visitors who are there until this is dropped.
#[derive(Debug)]
pub(super) struct VisitorsHere {
    present: Arc<PresentVisitors>,
    visitors: Vec<u64>,
}

impl VisitorsHere {
    /// Nobody yet.
    pub(super) fn nobody(present: &Arc<PresentVisitors>) -> Self {
        Self { present: Arc::clone(present), visitors: Vec::new() }
    }

    /// Lets `visitor` join those who are here, once they are not elsewhere any more.
    pub(super) async fn join(&mut self, visitor: u64) {
        if self.visitors.contains(&visitor) {
            return;
        }
        loop {
            let left = self.present.left.notified();
            tokio::pin!(left);
            // Before the look, or else a leave right after it would be missed.
            left.as_mut().enable();
            if self.present.visitors.lock().insert(visitor) {
                self.visitors.push(visitor);
                return;
            }
            left.await;
        }
    }
}

impl Drop for VisitorsHere {
    fn drop(&mut self) {
        if self.visitors.is_empty() {
            return;
        }
        let mut visitors = self.present.visitors.lock();
        self.visitors.iter().for_each(|visitor| {
            visitors.remove(visitor);
        });
        drop(visitors);
        self.present.left.notify_waiters();
    }
}
