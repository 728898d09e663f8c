//! Connections that ask nothing, stop in the middle, or are too many, as the network sees them.

use super::*;
use axum::routing::{get, post};
use std::net::{Ipv4Addr, SocketAddr};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinHandle,
};
use tokio_util::sync::DropGuard;

/// Only a failing test waits this long.
const DEADLINE: Duration = Duration::from_secs(30);

struct Server {
    address: SocketAddr,
    serving: JoinHandle<()>,
    closing: DropGuard,
}

async fn start(connections: usize, idle: Duration) -> Server {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let closing = CancellationToken::new();
    let router = Router::new()
        .route("/", get(|| async { "here" }))
        .route("/echo", post(|body: String| async { body }))
        .route("/large", get(|| async { vec![b'x'; 64 << 20] }));
    let serving = tokio::spawn(serve(listener, router, Limits { connections, idle }, closing.clone()));
    Server { address, serving, closing: closing.drop_guard() }
}

async fn connect(server: &Server, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

/// What comes until the connection is closed.
async fn received(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    let all = tokio::time::timeout(DEADLINE, stream.read_to_end(&mut text)).await.expect("the connection stays open");
    // A connection may also be reset.
    let _ = all;
    String::from_utf8_lossy(&text).into_owned()
}

const ASKED: &str = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";

#[tokio::test]
async fn connections_that_do_not_ask_are_closed() {
    let server = start(100, Duration::from_millis(100)).await;
    for request in
        ["", "G", "GET / HTTP/1.1\r\nhost: x\r\nslow: ", "PRI * HTTP/2.0\r\n\r\nSM", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]
    {
        let received = received(connect(&server, request).await).await;
        assert!(!received.contains("200 OK"), "{request:?}: {received}");
    }
    // One that was kept after its answer, too.
    let received = received(connect(&server, ASKED).await).await;
    assert!(received.ends_with("here") && !received.contains("connection: close"), "{received}");
}

#[tokio::test]
async fn a_client_that_does_not_take_its_answer_is_given_up() {
    let server = start(1, Duration::from_millis(200)).await;
    let stuck = connect(&server, "GET /large HTTP/1.1\r\nhost: x\r\n\r\n").await;
    // There is one place, so this is only answered when the other has lost it.
    let received = received(connect(&server, ASKED).await).await;
    assert!(received.ends_with("here"), "{received}");
    drop(stuck);
}

#[tokio::test]
async fn a_client_that_takes_its_answer_slowly_gets_all_of_it() {
    let server = start(1, Duration::from_secs(3)).await;
    let mut slow = connect(&server, "GET /large HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let mut taken = 0;
    let mut part = vec![0; 8 << 20];
    let mut pace = tokio::time::interval(Duration::from_millis(700));
    // Eight pieces take longer than an idle connection is kept and then may take to say goodbye.
    while taken < 64 << 20 {
        pace.tick().await;
        let piece = tokio::time::timeout(DEADLINE, slow.read_exact(&mut part)).await.expect("nothing comes");
        piece.unwrap_or_else(|error| panic!("cut after {taken} bytes: {error}"));
        taken += part.len();
    }
}

#[tokio::test]
async fn idle_connections_make_room_for_those_that_ask() {
    let server = start(8, Duration::from_secs(3_600)).await;
    let mut idle = Vec::new();
    for _ in 0..20 {
        idle.push(connect(&server, "").await);
    }
    let mut asking = connect(&server, ASKED).await;
    let mut answer = [0; 15];
    tokio::time::timeout(DEADLINE, asking.read_exact(&mut answer)).await.expect("no answer").unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
}

#[tokio::test]
async fn a_request_in_progress_is_not_idle() {
    let server = start(4, Duration::from_millis(100)).await;
    let request = "POST /echo HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\na";
    let mut stream = connect(&server, request).await;
    // Longer than an idle one would have been kept.
    received(connect(&server, "").await).await;
    stream.write_all(b"b").await.unwrap();
    assert!(received(stream).await.ends_with("ab"));
}

#[tokio::test]
async fn closing_ends_idle_connections_and_lets_answers_end() {
    let server = start(100, Duration::from_secs(3_600)).await;
    let idle = connect(&server, "").await;
    let half = connect(&server, "GET / HTTP/1.1\r\nho").await;
    let request = "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\na";
    let mut busy = connect(&server, request).await;
    // All three are accepted when a fourth is answered, because they are accepted in turn.
    let mut asking = connect(&server, ASKED).await;
    asking.read_exact(&mut [0; 15]).await.unwrap();
    drop(server.closing);
    assert_eq!((received(idle).await, received(half).await), (String::new(), String::new()));
    busy.write_all(b"b").await.unwrap();
    assert!(received(busy).await.ends_with("ab"));
    tokio::time::timeout(DEADLINE, server.serving).await.expect("it goes on").unwrap();
}
