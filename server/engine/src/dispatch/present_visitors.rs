//! Who is visiting a target right now, where visits come without a schedule: a returning visitor's next visit must
//! not overtake the one before. Matomo recorded a quarter of a backfill's returning visitors as new whose earlier
//! visit was still on its way in another bulk (measured on 5.2).

use parking_lot::Mutex;
use std::{collections::HashSet, sync::Arc};
use tokio::sync::Notify;

/// The visitors of one target whose visits are in progress.
#[derive(Debug, Default)]
pub(super) struct PresentVisitors {
    visitors: Mutex<HashSet<u64>>,
    left: Notify,
}

/// Visitors who are present until this is dropped.
#[derive(Debug)]
pub(super) struct VisitorsHere {
    present: Arc<PresentVisitors>,
    visitors: Vec<u64>,
}

impl VisitorsHere {
    /// No visitor yet.
    pub(super) fn nobody(present: &Arc<PresentVisitors>) -> Self {
        Self { present: Arc::clone(present), visitors: Vec::new() }
    }

    /// Adds `visitor` to those present, once their earlier visit is over.
    pub(super) async fn join(&mut self, visitor: u64) {
        if self.visitors.contains(&visitor) {
            return;
        }
        loop {
            let left = self.present.left.notified();
            tokio::pin!(left);
            // Subscribed before the check, or a visitor who leaves right after it would be missed.
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
