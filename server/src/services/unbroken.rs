//! Work that is not done in the place where it is waited for: changes that end as they should although
//! nobody waits any more, and work that keeps a processor busy.

use app::error::{AppError, ErrorCode};
use tokio::sync::Semaphore;

/// Texts and configurations that are checked at once; whoever sends many has them wait for each other, and not the
/// rest of the server for them.
static CHECKS: Semaphore = Semaphore::const_new(2);

/// Carries `change` to its end, also when whoever asked for it goes away: a request is dropped where it
/// stands when its client disconnects, and half a change is worse than none.
pub(super) async fn unbroken<T: Send + 'static>(
    change: impl Future<Output = Result<T, AppError>> + Send + 'static,
) -> Result<T, AppError> {
    tokio::spawn(change).await.unwrap_or_else(|_| Err(panicked()))
}

/// Does what keeps a processor busy for a while beside what others wait for.
pub(super) async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| panicked())
}

/// As [`beside`], one after the other: for what anybody can send. Whoever has gone before it is their turn gives it up.
pub(super) async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    // The semaphore is never closed.
    let turn = CHECKS.acquire().await;
    // What has begun goes on when nobody waits for it any more, so the turn goes with it.
    beside(move || {
        let _turn = turn;
        work()
    })
    .await
}

/// None of this can be cancelled, so it panicked, which has been reported.
fn panicked() -> AppError {
    AppError::new(ErrorCode::Internal, "The server failed at this. Its log says why; then try again.")
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

    #[tokio::test]
    async fn a_check_keeps_its_turn_until_it_is_done_though_nobody_waits_for_it() {
        let (end, ended) = mpsc::channel::<()>();
        let ended = Arc::new(parking_lot::Mutex::new(ended));
        let begun = Arc::new(Semaphore::new(0));
        for _ in 0..2 {
            let ended = Arc::clone(&ended);
            let begins = Arc::clone(&begun);
            let mut check = Box::pin(in_turn(move || {
                begins.add_permits(1);
                // As if it took a while.
                let _ = ended.lock().recv_timeout(DEADLINE);
            }));
            // Others in this process may have a turn at first.
            tokio::time::timeout(DEADLINE, async {
                tokio::select! { _ = &mut check => panic!("it ends too early"), turn = begun.acquire() => turn.unwrap().forget() }
            })
            .await
            .expect("no turn comes");
        }
        assert!(CHECKS.try_acquire().is_err(), "two are still at it");
        let third = in_turn(|| ());
        (0..2).for_each(|_| end.send(()).unwrap());
        tokio::time::timeout(DEADLINE, third).await.expect("no turn comes").unwrap();
    }
}
