//! Servers that close kept connections: those that say when, those that never say, and those that say goodbye.

use super::{
    support::*,
    tls::{Authority, to, trusting},
};
use engine::transport::{Outcome, Transport};
use futures::future::join_all;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

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

#[tokio::test]
async fn whoever_comes_too_late_for_a_goodbye_gets_the_next_connection() {
    let authority = Authority::new("own");
    let acceptor: TlsAcceptor = authority.acceptor(&["localhost"], &["h2", "http/1.1"], |_| {});
    let server = Server::start("127.0.0.1:0", move |_, stream| {
        let acceptor = acceptor.clone();
        async move { serve_five(acceptor.accept(stream).await.unwrap()).await }
    })
    .await;
    let transport = to(&trusting(&server, "localhost", Some(&authority)));
    join_all((0..60).map(|_| deliver(&transport))).await;
}

/// Serves five requests over HTTP/2 as nginx does with `keepalive_requests 5`: the goodbye first, then the answers.
/// What came later is not looked at.
async fn serve_five(mut stream: TlsStream<TcpStream>) {
    const SETTINGS: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];
    const SETTINGS_TAKEN: &[u8] = &[0, 0, 0, 4, 1, 0, 0, 0, 0];
    // The last stream is number 9: the fifth of 1, 3, 5, …; no error.
    const GOODBYE: &[u8] = &[0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0];
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await.unwrap();
    stream.write_all(&[SETTINGS, SETTINGS_TAKEN].concat()).await.unwrap();
    let (mut head, mut ended) = ([0; 9], 0);
    while ended < 5 {
        if stream.read_exact(&mut head).await.is_err() {
            return;
        }
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        stream.read_exact(&mut vec![0; length]).await.unwrap();
        // DATA or HEADERS with END_STREAM.
        ended += usize::from(matches!(head[3], 0 | 1) && head[4] & 1 == 1);
    }
    let answers = [1, 3, 5, 7, 9].map(|number| {
        // HEADERS, the last of the stream, with the one header of HPACK's table that says 204.
        [0, 0, 1, 1, 5, 0, 0, 0, number, 0x89]
    });
    stream.write_all(&[GOODBYE, &answers.concat()].concat()).await.unwrap();
    let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
}
