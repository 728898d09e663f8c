//! How many connections there may be to all targets together, so that something is left of the files that the process
//! may open: for those who watch and stop the run.

use super::{answer::Shortage, exchange_failure::ExchangeFailure};
use parking_lot::Mutex;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};

/// For so long after one was missing, connections that wait for a request make room for others.
const SCARCE: Duration = Duration::from_secs(5);
/// The longest that a connection waits for a request meanwhile.
const LONGEST_IDLE: Duration = Duration::from_secs(1);

/// All places; clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    free: Arc<Semaphore>,
    /// When one was last missing.
    missing: Arc<Mutex<Option<Instant>>>,
}

/// The place of one connection; free again when dropped.
#[derive(Debug)]
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
}

impl Places {
    /// `most` places.
    pub(crate) fn new(most: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS))), missing: Arc::default() }
    }

    /// A place for a new connection.
    ///
    /// # Errors
    /// As if the system had refused to open another file.
    pub(crate) fn take(&self) -> Result<Place, ExchangeFailure> {
        let permit = Arc::clone(&self.free).try_acquire_owned().map_err(|_| {
            *self.missing.lock() = Some(Instant::now());
            ExchangeFailure::Shortage(Shortage::Files)
        })?;
        Ok(Place { _permit: permit })
    }

    /// How long a connection may wait for its next request, where `idle` is the most.
    pub(crate) fn patience(&self, idle: Duration) -> Duration {
        let is_scarce = self.missing.lock().is_some_and(|at| at.elapsed() < SCARCE);
        if is_scarce { idle.min(LONGEST_IDLE) } else { idle }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_last_place_is_the_last_and_idle_connections_make_room() {
        let places = Places::new(2);
        let minute = Duration::from_secs(60);
        let first = places.take().unwrap();
        let _second = places.take().unwrap();
        assert_eq!(places.patience(minute), minute);
        assert!(matches!(places.take(), Err(ExchangeFailure::Shortage(Shortage::Files))));
        assert_eq!(places.patience(minute), LONGEST_IDLE);
        drop(first);
        places.take().unwrap();
        tokio::time::advance(SCARCE).await;
        assert_eq!(places.patience(minute), minute);
    }
}
