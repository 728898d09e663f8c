//! Servers that close kept connections: those that say when, those that never say, and those that say goodbye.

use super::{
    support::*,
    tls::{Authority, to, trusting},
};
use futures::future::join_all;
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Notify,
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use transport::{HttpTransport, Outcome, Transport};

#[tokio::test]
async fn a_connection_is_given_up_before_the_server_closes_it() {
    let server = Server::start("127.0.0.1:0", |_, mut stream| async move {
        while request(&mut stream).await.is_some() {
            stream.write_all(b"HTTP/1.1 204 OK\r\nKeep-Alive: timeout=1, max=100\r\n\r\n").await.unwrap();
        }
    })
    .await;
    let transport = transport(server.url());
    deliver(&transport).await;
    // Real sockets and a clock of our own.
    tokio::time::pause();
    tokio::time::advance(Duration::from_millis(500)).await;
    deliver(&transport).await;
    assert_eq!(server.connections(), 1);
    tokio::time::advance(Duration::from_millis(900)).await;
    deliver(&transport).await;
    assert_eq!(server.connections(), 2);
    tokio::time::advance(Duration::from_millis(900)).await;
    transport.tidy(Duration::from_secs(60));
    deliver(&transport).await;
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn a_server_that_takes_longer_to_answer_than_it_keeps_connections_has_them_used_again() {
    let arrived = Arc::new(Notify::new());
    let answers = Arc::new(Notify::new());
    let arrival = Arc::clone(&arrived);
    let gate = Arc::clone(&answers);
    let server = Server::start("127.0.0.1:0", move |_, mut stream| {
        let arrival = Arc::clone(&arrival);
        let gate = Arc::clone(&gate);
        async move {
            while request(&mut stream).await.is_some() {
                arrival.notify_one();
                gate.notified().await;
                stream.write_all(b"HTTP/1.1 204 OK\r\nKeep-Alive: timeout=1\r\n\r\n").await.unwrap();
            }
        }
    })
    .await;
    let transport = Arc::new(transport(server.url()));
    for _ in 0..3 {
        let hit = tokio::spawn({
            let transport = Arc::clone(&transport);
            async move { deliver(&transport).await }
        });
        arrived.notified().await;
        // Real sockets and a clock of our own.
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(2)).await;
        tokio::time::resume();
        answers.notify_one();
        hit.await.unwrap();
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_server_that_closes_without_a_word_loses_a_few_hits_only() {
    let server = Server::start("127.0.0.1:0", |_, mut stream| async move {
        request(&mut stream).await;
        stream.write_all(NO_CONTENT).await.unwrap();
        // Reads the next one, and is gone.
        request(&mut stream).await;
    })
    .await;
    let transport = transport(server.url());
    let mut lost = 0;
    for _ in 0..40 {
        lost += usize::from(send(&transport).await.outcome != Outcome::Delivered);
    }
    assert_eq!(lost, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_too_late_for_a_goodbye_gets_the_next_connection() {
    let (transport, _server) = serving_five(SETTINGS).await;
    deliver_at_once(transport, 60).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hit_that_waits_for_its_stream_when_the_server_says_goodbye_was_not_sent() {
    // SETTINGS_MAX_CONCURRENT_STREAMS is 4.
    const FOUR_AT_ONCE: &[u8] = &[0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 4];
    let (transport, _server) = serving_five(FOUR_AT_ONCE).await;
    // Known from the first answer on; the next four get streams, and one waits for its own.
    deliver(&transport).await;
    deliver_at_once(transport, 20).await;
}

/// So many hits, each on a task of its own.
async fn deliver_at_once(transport: HttpTransport, hits: usize) {
    let transport = Arc::new(transport);
    let tasks = (0..hits).map(|_| {
        let transport = Arc::clone(&transport);
        tokio::spawn(async move { deliver(&transport).await })
    });
    join_all(tasks).await.into_iter().for_each(Result::unwrap);
}

/// SETTINGS without any (RFC 9113, 6.5).
const SETTINGS: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];

/// A way to a server that answers five requests on each of its connections.
async fn serving_five(settings: &'static [u8]) -> (HttpTransport, Server) {
    let authority = Authority::new("own");
    let acceptor: TlsAcceptor = authority.acceptor(&["localhost"], &["h2", "http/1.1"], |_| {});
    let server = Server::start("127.0.0.1:0", move |_, stream| {
        let acceptor = acceptor.clone();
        async move { serve_five(acceptor.accept(stream).await.unwrap(), settings).await }
    })
    .await;
    (to(&trusting(&server, "localhost", Some(&authority))), server)
}

/// Serves five requests over HTTP/2 as nginx does with `keepalive_requests 5`: the first at once, then the goodbye, and
/// the other answers when they are there. What comes after the goodbye is not looked at.
async fn serve_five(mut stream: TlsStream<TcpStream>, settings: &[u8]) {
    const SETTINGS_TAKEN: &[u8] = &[0, 0, 0, 4, 1, 0, 0, 0, 0];
    // The last stream is number 9: the fifth of 1, 3, 5, …; no error.
    const GOODBYE: &[u8] = &[0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0];
    // Nobody who was told goodbye asks for so long.
    const QUIET: Duration = Duration::from_millis(20);
    // HEADERS, the last of the stream, with the one header of HPACK's table that says 204.
    let answer = |number: u8| [0, 0, 1, 1, 5, 0, 0, 0, number, 0x89];
    let mut preface = [0; 24];
    if stream.read_exact(&mut preface).await.is_err() {
        return;
    }
    stream.write_all(&[settings, SETTINGS_TAKEN].concat()).await.unwrap();
    // The five that are to end, in whatever order they do.
    let mut open = vec![1, 3, 5, 7, 9];
    let mut head = [0; 9];
    while !open.is_empty() {
        if stream.read_exact(&mut head).await.is_err() {
            return;
        }
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        stream.read_exact(&mut vec![0; length]).await.unwrap();
        // DATA or HEADERS with END_STREAM.
        if matches!(head[3], 0 | 1) && head[4] & 1 == 1 {
            open.retain(|number| *number != head[8]);
            if head[8] == 1 {
                stream.write_all(&answer(1)).await.unwrap();
                stream.flush().await.unwrap();
            }
        }
    }
    stream.write_all(GOODBYE).await.unwrap();
    stream.flush().await.unwrap();
    let mut unread = [0; 4_096];
    while let Ok(Ok(1..)) = timeout(QUIET, stream.read(&mut unread)).await {}
    // Whoever has gone needs no answer.
    let _ = stream.write_all(&[3, 5, 7, 9].map(answer).concat()).await;
    let _ = stream.flush().await;
    let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
}
