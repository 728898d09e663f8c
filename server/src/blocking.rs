//! CPU-bound work that any client can request: a little of it at a time, on threads that serve nothing else.

use app::error::{AppError, ErrorCode};
use tokio::{
    sync::Semaphore,
    task::{JoinError, spawn_blocking},
};

/// Texts and configurations that are checked at once; whoever sends many has them wait for each other, and not the
/// rest of the server for them.
static CHECKS: BlockingQueue = BlockingQueue::new(2);

/// Runs CPU-bound work on a thread that nothing else waits for.
///
/// # Errors
/// `Internal` when `work` panics.
pub(crate) async fn run_blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    spawn_blocking(work).await.map_err(|_| panicked())
}

/// As [`run_blocking`], a little at a time: for what any client can send. A client that disconnects before its turn
/// gives it up.
///
/// # Errors
/// `Internal` when `work` panics.
pub(crate) async fn run_blocking_in_turn<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AppError> {
    CHECKS.take(work).await.map_err(|_| panicked())
}

/// The answer to a request whose task has panicked; the panic itself has been logged.
pub(crate) fn panicked() -> AppError {
    AppError::new(ErrorCode::Internal, "The server failed at this. Its log says why; then try again.")
}

/// Limits how much of one kind of work is done at once; more waits for its turn.
pub(crate) struct BlockingQueue(Semaphore);

impl BlockingQueue {
    /// A queue that does this much work at once.
    pub(crate) const fn new(at_once: usize) -> Self {
        Self(Semaphore::const_new(at_once))
    }

    /// Does `work` when it is its turn. It is given up if the caller goes before that; once begun it goes on without
    /// a caller, and keeps its turn until it is done.
    ///
    /// # Errors
    /// When `work` panics.
    pub(crate) async fn take<T: Send + 'static>(
        &'static self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, JoinError> {
        // The semaphore is never closed.
        let turn = self.0.acquire().await;
        spawn_blocking(move || {
            let _turn = turn;
            work()
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        sync::{Arc, mpsc},
        time::Duration,
    };

    /// Only a failing test waits this long.
    const DEADLINE: Duration = Duration::from_secs(30);

    static TURNS: BlockingQueue = BlockingQueue::new(2);

    #[tokio::test]
    async fn what_has_begun_keeps_its_turn_though_nobody_waits_for_it() {
        let (end, ended) = mpsc::channel::<()>();
        let ended = Arc::new(parking_lot::Mutex::new(ended));
        let begun = Arc::new(Semaphore::new(0));
        for _ in 0..2 {
            let ended = Arc::clone(&ended);
            let begins = Arc::clone(&begun);
            let mut working = Box::pin(TURNS.take(move || {
                begins.add_permits(1);
                // As if it took a while.
                let _ = ended.lock().recv_timeout(DEADLINE);
            }));
            tokio::select! {
                _ = &mut working => panic!("it ends too early"),
                turn = begun.acquire() => turn.unwrap().forget(),
            }
        }
        assert!(TURNS.0.try_acquire().is_err(), "two are still at it");
        let third = TURNS.take(|| ());
        (0..2).for_each(|_| end.send(()).unwrap());
        tokio::time::timeout(DEADLINE, third).await.expect("no turn comes").unwrap();
    }
}
