//! Changes that end as they should although nobody waits for their answer any more.

use app::error::{AppError, ErrorCode};

/// Carries `change` to its end, also when whoever asked for it goes away: a request is dropped where it
/// stands when its client disconnects, and half a change is worse than none.
pub(super) async fn unbroken<T: Send + 'static>(
    change: impl Future<Output = Result<T, AppError>> + Send + 'static,
) -> Result<T, AppError> {
    tokio::spawn(change).await.unwrap_or_else(|_| {
        // It cannot be cancelled, so it panicked, which has been reported.
        Err(AppError::new(ErrorCode::Internal, "The server failed at this. Its log says why; then try again."))
    })
}
