//! Connections over TLS that are kept, and servers that do not keep them.

use super::{
    support::*,
    tls::{Authority, to, trusting},
};
use domain::RequestSettings;
use futures::future::join_all;
use std::sync::Arc;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::{Barrier, broadcast, mpsc},
    task::yield_now,
    time::timeout,
};
use transport::{Answer, Connector, OutgoingBulk, Transport};

#[tokio::test]
async fn connections_closed_with_a_word_while_idle_lose_nothing() {
    let authority = Authority::new("own");
    let acceptor = authority.acceptor(&["localhost"], &[], |_| {});
    // So many are idle when they are closed, and so many hits are sent then.
    for (idle, at_once) in [(1, 1), (200, 1), (200, 200)] {
        let all_there = Arc::new(Barrier::new(idle));
        let (closed, mut closings) = mpsc::unbounded_channel();
        let (close, _) = broadcast::channel::<()>(1);
        let closing = close.clone();
        let acceptor = acceptor.clone();
        let server = Server::start("127.0.0.1:0", move |number, stream| {
            let all_there = Arc::clone(&all_there);
            let acceptor = acceptor.clone();
            let closed = closed.clone();
            let mut closing = closing.subscribe();
            async move {
                let mut stream = acceptor.accept(stream).await.unwrap();
                request(&mut stream).await.unwrap();
                if number < idle {
                    all_there.wait().await;
                }
                stream.write_all(NO_CONTENT).await.unwrap();
                if number < idle {
                    closing.recv().await.unwrap();
                    // Says close_notify.
                    stream.shutdown().await.unwrap();
                    closed.send(()).unwrap();
                } else {
                    while request(&mut stream).await.is_some() {
                        stream.write_all(NO_CONTENT).await.unwrap();
                    }
                }
            }
        })
        .await;
        let settings = RequestSettings { max_in_flight_per_target: 200, ..Default::default() };
        let transport = connector().connect(&trusting(&server, "localhost", Some(&authority)), &settings).unwrap();
        join_all((0..idle).map(|_| deliver(&transport))).await;
        assert_eq!(server.connections(), idle);
        close.send(()).unwrap();
        for _ in 0..idle {
            closings.recv().await.unwrap();
        }
        join_all((0..at_once).map(|_| deliver(&transport))).await;
        assert!((idle + 1..=idle + at_once).contains(&server.connections()), "{}", server.connections());
    }
}

#[tokio::test]
async fn a_bulk_arrives_whole_at_a_server_that_reads_late() {
    let authority = Authority::new("own");
    let acceptor = authority.acceptor(&["localhost"], &[], |_| {});
    // More than fits between the two.
    let body: String = (0..1_200_000).map(|number| format!("{number};")).chain(["end".to_owned()]).collect();
    let expected = body.clone();
    let server = Server::start("127.0.0.1:0", move |_, stream| {
        let acceptor = acceptor.clone();
        let expected = expected.clone();
        async move {
            let mut stream = acceptor.accept(stream).await.unwrap();
            // The second over the same connection.
            for _ in 0..2 {
                // Until the client has sent what it can and waits.
                for _ in 0..1_000 {
                    yield_now().await;
                }
                let mut asked = Vec::new();
                while !asked.ends_with(b"end") {
                    assert!(stream.read_buf(&mut asked).await.unwrap() > 0);
                }
                assert!(String::from_utf8(asked).unwrap().split_once("\r\n\r\n").unwrap().1 == expected);
                let answer = r#"{"status":"success","tracked":2,"invalid":0}"#;
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", answer.len());
                stream.write_all((head + answer).as_bytes()).await.unwrap();
            }
        }
    })
    .await;
    let transport = to(&trusting(&server, "localhost", Some(&authority)));
    for _ in 0..2 {
        let bulk = OutgoingBulk { body: body.clone(), hits: 2 };
        let answer = timeout(PATIENCE, transport.send_bulk(bulk)).await.unwrap();
        assert_eq!(answer.parts(), [(Answer::delivered(200), 2)]);
    }
    assert_eq!(server.connections(), 1);
}
