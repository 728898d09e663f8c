//! Collects visits of one target for one bulk request.

use super::VisitInProgress;
use parking_lot::Mutex;
use std::{
    fmt,
    sync::{Arc, Weak},
};
use tokio::sync::Notify;

/// The bulk of a target that can still be joined, if there is one. Its first visit's task owns it and
/// sends it; if that task is abandoned, the visits in it settle what is counted of them as it is dropped.
pub(crate) struct BulkQueue<T>(Mutex<Weak<OpenBulk<T>>>);

/// Visits waiting for their bulk to go.
pub(crate) struct OpenBulk<T> {
    waiting: Mutex<Waiting<T>>,
    /// Notified when it has enough hits.
    pub full: Notify,
}

struct Waiting<T> {
    visits: Vec<VisitInProgress<T>>,
    hits: u64,
}

impl<T> BulkQueue<T> {
    /// Adds a visit whose hits are all due. Returns the bulk when the visit is its first: the
    /// caller then waits for it and [closes](Self::close) it. A bulk with `size` hits is full: no more
    /// visits join it.
    pub(crate) fn join(&self, visit: VisitInProgress<T>, size: u64) -> Option<Arc<OpenBulk<T>>> {
        let mut open = self.0.lock();
        let hits = visit.hit_count() as u64;
        let (bulk, is_first) = match open.upgrade() {
            Some(bulk) => (bulk, false),
            None => (Arc::new(OpenBulk::default()), true),
        };
        let mut waiting = bulk.waiting.lock();
        waiting.visits.push(visit);
        waiting.hits += hits;
        let is_full = waiting.hits >= size;
        drop(waiting);
        if is_full {
            *open = Weak::new();
            bulk.full.notify_one();
        } else if is_first {
            *open = Arc::downgrade(&bulk);
        }
        is_first.then_some(bulk)
    }

    /// Closes the bulk and returns its visits, in the order they came.
    pub(crate) fn close(&self, bulk: &Arc<OpenBulk<T>>) -> Vec<VisitInProgress<T>> {
        let mut open = self.0.lock();
        if std::ptr::eq(open.as_ptr(), Arc::as_ptr(bulk)) {
            *open = Weak::new();
        }
        std::mem::take(&mut bulk.waiting.lock().visits)
    }
}

impl<T> Default for BulkQueue<T> {
    fn default() -> Self {
        Self(Mutex::new(Weak::new()))
    }
}

impl<T> fmt::Debug for BulkQueue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BulkQueue").field("is_open", &(self.0.lock().strong_count() > 0)).finish()
    }
}

impl<T> Default for OpenBulk<T> {
    fn default() -> Self {
        Self { waiting: Mutex::new(Waiting { visits: Vec::new(), hits: 0 }), full: Notify::new() }
    }
}
