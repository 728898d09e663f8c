//! Where visits of one target meet to travel in one bulk request.

use super::journey::Journey;
use parking_lot::Mutex;
use std::{
    fmt,
    sync::{Arc, Weak},
};
use tokio::sync::Notify;

/// The bulk of a target that can still be joined, if there is one. Its first visit's task owns it and
/// sends it; if that task is abandoned, the visits in it settle their books as it is dropped.
pub struct Open<T>(Mutex<Weak<Gathering<T>>>);

/// Visits waiting for their bulk to go.
pub struct Gathering<T> {
    load: Mutex<Load<T>>,
    /// Told when it has enough hits.
    pub full: Notify,
}

struct Load<T> {
    visits: Vec<Journey<T>>,
    hits: u64,
}

impl<T> Open<T> {
    /// Hands over a visit, of which every hit is due. Gives the bulk when the visit is its first: then
    /// it is to be waited for, and to [`depart`](Self::depart). One with `size` hits is full and joined
    /// by no more.
    pub fn join(&self, visit: Journey<T>, size: u64) -> Option<Arc<Gathering<T>>> {
        let mut open = self.0.lock();
        let hits = visit.visit.hit_count() as u64;
        let (gathering, is_first) = match open.upgrade() {
            Some(gathering) => (gathering, false),
            None => (Arc::new(Gathering::default()), true),
        };
        let mut load = gathering.load.lock();
        load.visits.push(visit);
        load.hits += hits;
        let is_full = load.hits >= size;
        drop(load);
        if is_full {
            *open = Weak::new();
            gathering.full.notify_one();
        } else if is_first {
            *open = Arc::downgrade(&gathering);
        }
        is_first.then_some(gathering)
    }

    /// Lets nobody join any more and gives the visits, in the order they came.
    pub fn depart(&self, gathering: &Arc<Gathering<T>>) -> Vec<Journey<T>> {
        let mut open = self.0.lock();
        if std::ptr::eq(open.as_ptr(), Arc::as_ptr(gathering)) {
            *open = Weak::new();
        }
        std::mem::take(&mut gathering.load.lock().visits)
    }
}

impl<T> Default for Open<T> {
    fn default() -> Self {
        Self(Mutex::new(Weak::new()))
    }
}

impl<T> fmt::Debug for Open<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Open").field("is_open", &(self.0.lock().strong_count() > 0)).finish()
    }
}

impl<T> Default for Gathering<T> {
    fn default() -> Self {
        Self { load: Mutex::new(Load { visits: Vec::new(), hits: 0 }), full: Notify::new() }
    }
}
