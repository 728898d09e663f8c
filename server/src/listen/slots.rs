//! Places for connections. When most are taken, those that wait for nothing in particular make room.

use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// The reserve is one in this many: once it is used, connections are not kept alive.
const RESERVE: usize = 4;

/// All places.
#[derive(Clone)]
pub(super) struct ConnectionSlots {
    free: Arc<Semaphore>,
    reserve: usize,
    crowded: Arc<watch::Sender<bool>>,
}

/// A place; free again when dropped.
pub(super) struct ConnectionSlot {
    slots: ConnectionSlots,
    /// `None` only while it is given back.
    permit: Option<OwnedSemaphorePermit>,
}

impl ConnectionSlots {
    /// `count` free places.
    pub(super) fn new(count: usize) -> Self {
        let reserve = (count / RESERVE).max(1);
        Self { free: Arc::new(Semaphore::new(count)), reserve, crowded: Arc::new(watch::Sender::new(false)) }
    }

    /// Waits for a free place and takes it.
    pub(super) async fn take(&self) -> ConnectionSlot {
        // The semaphore is never closed.
        let permit = Arc::clone(&self.free).acquire_owned().await.ok();
        self.count();
        ConnectionSlot { slots: self.clone(), permit }
    }

    fn count(&self) {
        let is_crowded = self.free.available_permits() < self.reserve;
        self.crowded.send_if_modified(|crowded| std::mem::replace(crowded, is_crowded) != is_crowded);
    }
}

impl ConnectionSlot {
    /// Whether only the reserve is left.
    pub(super) fn crowded(&self) -> watch::Receiver<bool> {
        self.slots.crowded.subscribe()
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        drop(self.permit.take());
        self.slots.count();
    }
}
