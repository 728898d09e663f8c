//! Being asked to stop: Ctrl-C, SIGTERM and SIGHUP (the terminal went away), once gracefully, twice at once.
//!
//! Two signals within a second are one: `timeout` of GNU signals its child and then the whole group.

use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// The exit status of a process that a second signal ended.
const IMPATIENT: i32 = 130;

/// Signals that come this soon after the first are the first.
const SAME: Duration = Duration::from_secs(1);

/// A token that is cancelled by the first signal. A second one, a second later or more, ends the
/// process without further ado.
pub(crate) fn listen() -> CancellationToken {
    let token = CancellationToken::new();
    let first = token.clone();
    tokio::spawn(async move {
        signal().await;
        first.cancel();
        let asked = Instant::now();
        loop {
            signal().await;
            if asked.elapsed() >= SAME {
                std::process::exit(IMPATIENT);
            }
        }
    });
    token
}

async fn signal() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut terminated), Ok(mut hung_up)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup())) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
                _ = hung_up.recv() => {}
            }
            return;
        }
    }
    // Without a handler the system's own behaviour, ending the process, stays.
    if interrupted.await.is_err() {
        std::future::pending::<()>().await;
    }
}
