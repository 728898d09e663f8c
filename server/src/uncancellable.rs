//! Changes that are carried to their end although the client that asked for them hangs up.

use crate::blocking::panicked;
use app::error::AppError;

/// Carries `change` to its end, also when whoever asked for it goes away: a request is dropped where it
/// stands when its client disconnects, and half a change is worse than none.
///
/// # Errors
/// Those of `change`.
pub async fn uncancellable<T: Send + 'static>(
    change: impl Future<Output = Result<T, AppError>> + Send + 'static,
) -> Result<T, AppError> {
    tokio::spawn(change).await.unwrap_or_else(|_| Err(panicked()))
}
