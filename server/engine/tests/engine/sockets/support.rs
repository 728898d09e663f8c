//! Servers that do as they are told, and one hit at a time to send to them.

use domain::{RequestSettings, Target};
use engine::transport::{Answer, Connector, HttpConnector, HttpTransport, Outcome, OutgoingHit, Transport};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::timeout,
};

/// Far more than any of this takes; a test that gets here has failed.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// What a tracker answers.
pub const NO_CONTENT: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";

/// A server on a free port, until it is dropped.
pub struct Server {
    pub address: SocketAddr,
    /// Connections accepted so far.
    pub connections: Arc<AtomicUsize>,
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
                let (serve, number) = (serve.clone(), counted.fetch_add(1, Ordering::SeqCst));
                tokio::spawn(async move { serve(number, stream).await });
            }
        });
        Self { address, connections, accepting }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

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
    let (mut read, mut part) = (Vec::new(), [0; 4_096]);
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

/// Waits until `condition` holds.
pub async fn until(condition: impl Fn() -> bool) {
    let met = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(PATIENCE, met).await.unwrap();
}

pub fn target(url: impl Into<String>) -> Target {
    Target { name: "t".to_owned(), ..Target::new(url, 1) }
}

pub fn connector() -> HttpConnector {
    HttpConnector::new().unwrap()
}

pub fn transport(url: impl Into<String>) -> HttpTransport {
    connector().connect(&target(url), &RequestSettings::default()).unwrap()
}

/// Sends one hit.
pub async fn send(transport: &HttpTransport) -> Answer {
    let parameters = "idsite=1&rec=1".to_owned();
    let hit = OutgoingHit { parameters, user_agent: "Mozilla/5.0 (test)", accept_language: "en" };
    timeout(PATIENCE, transport.send(hit)).await.unwrap()
}

/// Sends one hit, which is to be delivered.
pub async fn deliver(transport: &HttpTransport) {
    let answer = send(transport).await;
    assert_eq!((answer.outcome, answer.status), (Outcome::Delivered, Some(204)), "{answer:?}");
}

/// Sends one hit, which is not to be delivered; gives what became of it and the sentence for people.
pub async fn lose(transport: &HttpTransport) -> (Outcome, String) {
    let answer = send(transport).await;
    assert_ne!(answer.outcome, Outcome::Delivered);
    (answer.outcome, answer.message.unwrap())
}
