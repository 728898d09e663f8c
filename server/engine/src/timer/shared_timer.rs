//! Many tasks that wait for a time each, woken by one timer.
//!
//! With it the later hits of visits leave as punctually as the first, and what a hit's latency from its
//! planned time says is the target's share, not half a millisecond of tokio's timer.

use super::Timer;
use parking_lot::Mutex;
use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
    time::Duration,
};
use tokio::{
    select,
    sync::{Notify, oneshot},
    time::{Instant, sleep_until},
};

/// The shortest time from one wake-up to the next: those due meanwhile are woken together. A round
/// through the event loop for each would take half as much processor time again at 16,000 hits a second
/// (measured), for an accuracy that no visitor's second click needs.
const GATHER: Duration = Duration::from_micros(250);

/// Wakes each that waits when it is due, as long as it runs.
#[derive(Default)]
pub(crate) struct SharedTimer {
    /// The earliest first; `None` while it does not run.
    waiting: Mutex<Option<BinaryHeap<Reverse<Waiting>>>>,
    /// Notified when somebody must be woken before all others.
    sooner: Notify,
}

/// Some 90 bytes, the channel included. One that was given up stays until it is due.
struct Waiting {
    due: Instant,
    wake: oneshot::Sender<()>,
}

impl SharedTimer {
    /// Waits until `due`, never less; by tokio's timer while it does not run.
    pub(crate) async fn wait_until(&self, due: Instant) {
        if let Some(woken) = self.enter(due) {
            // An error means that the running ended.
            if woken.await.is_ok() {
                return;
            }
        }
        // Boxed, because it is rare and large, and a hundred thousand may be waiting.
        Box::pin(sleep_until(due)).await;
    }

    /// Wakes by `timer`, forever; when this is dropped, those that wait go on with tokio's timer.
    pub(crate) async fn run(&self, mut timer: Timer) {
        *self.waiting.lock() = Some(BinaryHeap::new());
        let _wake_all = WakeAll(self);
        loop {
            let now = Instant::now();
            let Some(next) = self.wake(now) else {
                self.sooner.notified().await;
                continue;
            };
            select! {
                () = timer.wait_until(next.max(now + GATHER)) => {}
                () = self.sooner.notified() => {}
            }
        }
    }

    fn enter(&self, due: Instant) -> Option<oneshot::Receiver<()>> {
        let (wake, woken) = oneshot::channel();
        let mut waiting = self.waiting.lock();
        let waiting = waiting.as_mut()?;
        let is_first = waiting.peek().is_none_or(|Reverse(first)| due < first.due);
        waiting.push(Reverse(Waiting { due, wake }));
        if is_first {
            self.sooner.notify_one();
        }
        Some(woken)
    }

    /// Wakes all that are due at `now`. Gives when the next is.
    fn wake(&self, now: Instant) -> Option<Instant> {
        let mut waiting = self.waiting.lock();
        let waiting = waiting.as_mut()?;
        while waiting.peek().is_some_and(|Reverse(first)| first.due <= now) {
            if let Some(Reverse(first)) = waiting.pop() {
                // Nobody may be waiting any more.
                let _ = first.wake.send(());
            }
        }
        waiting.peek().map(|Reverse(next)| next.due)
    }
}

#[cfg(test)]
impl SharedTimer {
    /// How many wait; `None` while it does not run.
    pub(crate) fn waiting(&self) -> Option<usize> {
        self.waiting.lock().as_ref().map(BinaryHeap::len)
    }
}

/// Ends the running when dropped.
struct WakeAll<'a>(&'a SharedTimer);

impl Drop for WakeAll<'_> {
    fn drop(&mut self) {
        *self.0.waiting.lock() = None;
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        self.due.cmp(&other.due)
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Waiting {}
