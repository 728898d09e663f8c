//! Waiting for what another task or process does, with a deadline.

use std::time::Duration;
use tokio::time::{Instant, interval};

/// Enough for anything on a busy machine; only a failing test waits this long.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// Between two looks.
const PACE: Duration = Duration::from_millis(20);

/// Asks again and again until there is an answer, and returns it.
///
/// # Panics
/// After [`DEADLINE`], naming what was waited for.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + DEADLINE;
    let mut pace = interval(PACE);
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        pace.tick().await;
    }
}

/// Comes back once `holds` does.
///
/// # Panics
/// After [`DEADLINE`].
pub async fn eventually(mut holds: impl AsyncFnMut() -> bool) {
    until("a condition", async || holds().await.then_some(())).await;
}
