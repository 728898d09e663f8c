//! Connections of browsers and programs: how many there may be, how long each may keep the server waiting, and how
//! they end when the server does.
//!
//! axum's own loop has no limits, and prepares all routes anew for every connection, which takes more than ten times
//! the memory of the connection itself.

mod activity;
mod connection;
mod slots;
mod stream;

use axum::Router;
use connection::Listener;
use slots::ConnectionSlots;
use std::{io, time::Duration};
use tokio::{net::TcpListener, select, time::sleep};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long to wait when the system has no room for another connection: closing one takes a moment.
const BREATHER: Duration = Duration::from_millis(200);

/// What clients may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Connections at once; more wait until one is closed.
    pub connections: usize,
    /// How long a connection may be open without a request being answered: before the first, between two, and
    /// while a request's head arrives; and how long a client may take nothing of its answer.
    pub idle: Duration,
}

/// Answers requests at `listener` until `closing` is cancelled and what has begun by then is done.
pub(crate) async fn serve(listener: TcpListener, router: Router, limits: Limits, closing: CancellationToken) {
    let slots = ConnectionSlots::new(limits.connections);
    // With its state each route is ready; a clone of such a router is one counter.
    let connections = Listener::new(router.with_state(()), limits.idle, closing.clone());
    let tasks = TaskTracker::new();
    loop {
        let accepted = async {
            let slot = slots.take().await;
            (slot, listener.accept().await)
        };
        let (slot, stream) = select! {
            biased;
            () = closing.cancelled() => break,
            (slot, accepted) = accepted => match accepted {
                Ok((stream, _)) => (slot, stream),
                Err(error) => {
                    if !is_of_the_client(&error) {
                        tracing::warn!(%error, "a connection could not be accepted");
                        sleep(BREATHER).await;
                    }
                    continue;
                }
            }
        };
        // Answers are written whole; waiting for more to send would only delay them.
        let _ = stream.set_nodelay(true);
        tasks.spawn(connections.clone().serve(stream, slot));
    }
    drop(listener);
    tasks.close();
    tasks.wait().await;
}

/// The client was gone before it was accepted.
fn is_of_the_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(test)]
mod tests;
