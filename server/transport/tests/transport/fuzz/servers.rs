//! Servers for many connections.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use tokio::net::{TcpListener, TcpStream};

/// Each connection that is over keeps its pair of ports for a minute; with so many listeners there are
/// enough for any rate.
const LISTENERS: usize = 32;

/// Far more than an answer takes that is there already.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// Listeners that all serve alike.
pub(super) struct Servers {
    addresses: Vec<SocketAddr>,
    next: AtomicUsize,
}

impl Servers {
    /// Each connection is served with `serve`.
    pub(super) async fn start<F: Future<Output = ()> + Send>(
        serve: impl Fn(TcpStream) -> F + Clone + Send + 'static,
    ) -> Self {
        let mut addresses = Vec::new();
        for _ in 0..LISTENERS {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            addresses.push(listener.local_addr().unwrap());
            let serve = serve.clone();
            tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let serve = serve.clone();
                    tokio::spawn(async move { serve(stream).await });
                }
            });
        }
        Self { addresses, next: AtomicUsize::new(0) }
    }

    /// One of them.
    pub(super) fn one(&self) -> SocketAddr {
        self.addresses[self.next.fetch_add(1, Ordering::Relaxed) % LISTENERS]
    }
}
