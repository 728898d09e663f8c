//! Servers on a free port of loopback that do as they are told, and HTTP/1.1 as they read it.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What a tracker answers.
pub const NO_CONTENT: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";

/// A server on a free port, until it is dropped.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    connections: Arc<AtomicUsize>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Serves each connection with `serve`, which is given its number from 0 on.
    pub async fn start<F: Future<Output = ()> + Send>(
        address: &str,
        serve: impl Fn(usize, TcpStream) -> F + Clone + Send + 'static,
    ) -> Self {
        Self::on(TcpListener::bind(address).await.unwrap(), serve)
    }

    /// As [`Server::start`], where `listener` listens.
    pub fn on<F: Future<Output = ()> + Send>(
        listener: TcpListener,
        serve: impl Fn(usize, TcpStream) -> F + Clone + Send + 'static,
    ) -> Self {
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serve = serve.clone();
                let number = counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(async move { serve(number, stream).await });
            }
        });
        Self { address, connections, accepting }
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Connections accepted so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Reads one HTTP/1.1 request with its body; `None` when the client has closed.
pub async fn request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut read = Vec::new();
    let mut part = [0; 4_096];
    loop {
        let text = String::from_utf8_lossy(&read);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Some(text.into_owned());
            }
        }
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => return None,
            Ok(length) => read.extend_from_slice(&part[..length]),
        }
    }
}

/// Answers every request with 204 as long as the client likes.
pub async fn accept_all(mut stream: TcpStream) {
    while request(&mut stream).await.is_some() {
        stream.write_all(NO_CONTENT).await.unwrap();
    }
}

/// A server that accepts everything, and the number of its open connections.
pub async fn counting() -> (Server, impl Fn() -> usize) {
    let open = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&open);
    let server = Server::start("127.0.0.1:0", move |_, stream| {
        let counted = Arc::clone(&counted);
        async move {
            counted.fetch_add(1, Ordering::SeqCst);
            accept_all(stream).await;
            counted.fetch_sub(1, Ordering::SeqCst);
        }
    })
    .await;
    (server, move || open.load(Ordering::SeqCst))
}
