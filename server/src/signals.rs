//! Being asked to stop: Ctrl-C and SIGTERM, once gracefully, twice at once.

use tokio_util::sync::CancellationToken;

/// The exit status of a process that a second signal ended.
const IMPATIENT: i32 = 130;

/// A token that is cancelled by the first signal. The second ends the process without further ado.
pub fn listen() -> CancellationToken {
    let token = CancellationToken::new();
    let first = token.clone();
    tokio::spawn(async move {
        signal().await;
        first.cancel();
        signal().await;
        std::process::exit(IMPATIENT);
    });
    token
}

async fn signal() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    // Without a handler the system's own behaviour, ending the process, stays.
    if interrupted.await.is_err() {
        std::future::pending::<()>().await;
    }
}
