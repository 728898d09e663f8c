//! Changes that are carried to their end although the client that asked for them hangs up.

use crate::blocking::panicked;
use app::error::AppError;

/// Runs `change` to its end even if the client disconnects: a request's future is then dropped where it
/// stands, and half a change is worse than none.
///
/// # Errors
/// Those of `change`.
pub(crate) async fn uncancellable<T: Send + 'static>(
    change: impl Future<Output = Result<T, AppError>> + Send + 'static,
) -> Result<T, AppError> {
    tokio::spawn(change).await.unwrap_or_else(|_| Err(panicked()))
}
