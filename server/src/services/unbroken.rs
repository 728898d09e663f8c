//! Work that is not done in the place where it is waited for: changes that end as they should although
//! nobody waits any more, and work that keeps a processor busy.

use crate::turns::Turns;
use app::error::{AppError, ErrorCode};

/// Texts and configurations that are checked at once; whoever sends many has them wait for each other, and not the
/// rest of the server for them.
static CHECKS: Turns = Turns::new(2);

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
    CHECKS.take(work).await.map_err(|_| panicked())
}

/// None of this can be cancelled, so it panicked, which has been reported.
fn panicked() -> AppError {
    AppError::new(ErrorCode::Internal, "The server failed at this. Its log says why; then try again.")
}
