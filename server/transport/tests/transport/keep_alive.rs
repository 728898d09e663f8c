//! Connections that are kept, and servers that do not keep them.

use super::support::*;
use domain::{Method, RequestSettings};
use futures::future::join_all;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::{Semaphore, mpsc},
};
use transport::{Answer, Cause, Connector, Outcome, OutgoingBulk, OutgoingHit, Transport};

#[tokio::test]
async fn one_after_the_other_needs_one_connection_and_so_many_at_once_as_many() {
    let gate = Arc::new(Semaphore::new(0));
    let gatekeeper = Arc::clone(&gate);
    let server = Server::start("127.0.0.1:0", move |_, mut stream| {
        let gate = Arc::clone(&gatekeeper);
        async move {
            while request(&mut stream).await.is_some() {
                gate.acquire().await.unwrap().forget();
                stream.write_all(NO_CONTENT).await.unwrap();
            }
        }
    })
    .await;
    let transport = transport(server.url());
    for (at_once, connections) in [(1, 1), (1, 1), (4, 4), (1, 4), (1, 4), (5, 5)] {
        let open = async {
            // Let through when all of them have their connection.
            eventually(async || server.connections() == connections).await;
            gate.add_permits(at_once);
        };
        futures::join!(join_all((0..at_once).map(|_| deliver(&transport))), open);
    }
    assert_eq!(server.connections(), 5);
}

#[tokio::test]
async fn a_server_that_closes_after_every_third_answer_loses_nothing() {
    for says_so in [true, false] {
        let (closed, mut closings) = mpsc::unbounded_channel();
        let server = Server::start("127.0.0.1:0", move |_, mut stream| {
            let closed = closed.clone();
            async move {
                for number in 1..=3 {
                    if request(&mut stream).await.is_none() {
                        return;
                    }
                    let last: &[u8] = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
                    let answer = if says_so && number == 3 { last } else { NO_CONTENT };
                    stream.write_all(answer).await.unwrap();
                }
                drop(stream);
                closed.send(()).unwrap();
            }
        })
        .await;
        let transport = transport(server.url());
        for round in 1..=10 {
            for _ in 0..3 {
                deliver(&transport).await;
            }
            // The next hit leaves when the connection is closed, in the very moment.
            closings.recv().await.unwrap();
            assert_eq!(server.connections(), round, "announced: {says_so}");
        }
    }
}

#[tokio::test]
async fn a_connection_is_used_again_when_the_answer_allows_it() {
    const CLOSE: &str = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
    const KEEP: &str = "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n";
    const BOTH: &str = "HTTP/1.1 204 No Content\r\nConnection: close\r\nConnection: keep-alive\r\n\r\n";
    const OLD: &str = "HTTP/1.0 204 No Content\r\n\r\n";
    const OLD_KEEP: &str = "HTTP/1.0 204 No Content\r\nConnection: Keep-Alive\r\n\r\n";
    for (answers, connections) in [
        ([KEEP, KEEP, KEEP], 1),
        ([CLOSE, KEEP, KEEP], 2),
        ([KEEP, CLOSE, KEEP], 2),
        ([BOTH, BOTH, BOTH], 3),
        ([OLD, OLD, OLD], 3),
        ([OLD_KEEP, OLD_KEEP, OLD_KEEP], 1),
        ([OLD_KEEP, OLD, OLD_KEEP], 2),
    ] {
        let answered = Arc::new(AtomicUsize::new(0));
        let server = Server::start("127.0.0.1:0", move |_, mut stream| {
            let answered = Arc::clone(&answered);
            async move {
                // Whatever it says, it leaves closing to the client.
                while request(&mut stream).await.is_some() {
                    let answer = answers[answered.fetch_add(1, Ordering::SeqCst)];
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            }
        })
        .await;
        let transport = transport(server.url());
        for _ in answers {
            deliver(&transport).await;
        }
        assert_eq!(server.connections(), connections, "{answers:?}");
    }
}

#[tokio::test]
async fn connections_closed_while_idle_lose_nothing() {
    let (closed, mut closings) = mpsc::unbounded_channel();
    let (close, _) = tokio::sync::broadcast::channel::<()>(1);
    let closing = close.clone();
    let server = Server::start("127.0.0.1:0", move |_, stream| {
        let closed = closed.clone();
        let mut closing = closing.subscribe();
        async move {
            tokio::select! {
                () = accept_all(stream) => {}
                _ = closing.recv() => {}
            }
            closed.send(()).unwrap();
        }
    })
    .await;
    let transport = transport(server.url());
    for _ in 0..5 {
        join_all((0..8).map(|_| deliver(&transport))).await;
        let open = close.receiver_count();
        close.send(()).unwrap();
        for _ in 0..open {
            closings.recv().await.unwrap();
        }
    }
    assert!(server.connections() >= 5);
}

#[tokio::test]
async fn a_trickled_answer_is_put_together_and_one_without_end_given_up() {
    let server = Server::start("127.0.0.1:0", |number, mut stream| async move {
        request(&mut stream).await;
        if number == 0 {
            for byte in b"HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nGIF89a\r\n0\r\n\r\n" {
                stream.write_all(&[*byte]).await.unwrap();
                tokio::task::yield_now().await;
            }
            // The same connection goes on with an answer that does not end.
            request(&mut stream).await;
        }
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        while stream.write_all(&[b'x'; 4_096]).await.is_ok() {}
    })
    .await;
    let transport = transport(server.url());
    let answer = send(&transport).await;
    assert_eq!((answer.outcome, answer.status), (Outcome::Delivered, Some(200)), "{answer:?}");
    let expected = "answered 200 with more than 65,536 bytes, which no tracker sends; check the address";
    assert_eq!(lose(&transport).await, (Outcome::Failed(Cause::InvalidResponse), expected.to_owned()));
    lose(&transport).await;
    assert_eq!(server.connections(), 2, "a connection with an unread answer is not used again");
}

#[tokio::test]
async fn a_hit_that_is_given_up_takes_its_connection_with_it() {
    let (closed, mut closings) = mpsc::unbounded_channel();
    let server = Server::start("127.0.0.1:0", move |number, mut stream| {
        let closed = closed.clone();
        async move {
            if number > 0 {
                return accept_all(stream).await;
            }
            request(&mut stream).await;
            // No answer until the client has gone.
            let gone = stream.read(&mut [0; 16]).await;
            closed.send(matches!(gone, Ok(0) | Err(_))).unwrap();
        }
    })
    .await;
    let transport = transport(server.url());
    let hit = OutgoingHit { parameters: "rec=1".to_owned(), user_agent: "a", accept_language: "b" };
    tokio::select! {
        answer = transport.send(hit) => panic!("nothing was answered: {answer:?}"),
        () = eventually(async || server.connections() == 1) => {}
    }
    assert_eq!(closings.recv().await, Some(true));
    deliver(&transport).await;
}

#[tokio::test]
async fn hits_go_to_the_tracker_in_its_folder_with_all_that_belongs_to_them() {
    let (seen, mut requests) = mpsc::unbounded_channel();
    let server = Server::start("127.0.0.1:0", move |_, mut stream| {
        let seen = seen.clone();
        async move {
            while let Some(request) = request(&mut stream).await {
                seen.send(request).unwrap();
                stream.write_all(NO_CONTENT).await.unwrap();
            }
        }
    })
    .await;
    let host = server.address;
    for (method, first, last) in [
        (Method::Post, "POST /stats/eu/matomo.php HTTP/1.1", "\r\n\r\nidsite=1&rec=1"),
        (Method::Get, "GET /stats/eu/matomo.php?idsite=1&rec=1 HTTP/1.1", "\r\n\r\n"),
    ] {
        let settings = RequestSettings { method, ..Default::default() };
        let transport = connector().connect(&target(format!("{}/stats/eu/", server.url())), &settings).unwrap();
        deliver(&transport).await;
        // The second over the same connection.
        deliver(&transport).await;
        let (one, two) = (requests.recv().await.unwrap(), requests.recv().await.unwrap());
        assert_eq!(one, two);
        assert!(one.starts_with(first) && one.ends_with(last), "{one}");
        let head: Vec<_> = one.split("\r\n").collect();
        for header in [format!("Host: {host}"), "User-Agent: Mozilla/5.0 (test)".into(), "Accept-Language: en".into()] {
            assert!(head.contains(&header.as_str()), "{one}");
        }
        let is_form = head.contains(&"Content-Type: application/x-www-form-urlencoded");
        assert_eq!(is_form, method == Method::Post, "{one}");
    }
}

#[tokio::test]
async fn a_bulk_that_does_not_go_at_once_arrives_whole_and_an_answer_before_its_end_counts() {
    // More than fits between the two.
    let body: String = (0..1_200_000).map(|number| format!("{number};")).chain(["end".to_owned()]).collect();
    let expected = body.clone();
    let server = Server::start("127.0.0.1:0", move |number, mut stream| {
        let expected = expected.clone();
        async move {
            if number == 0 {
                let mut asked = Vec::new();
                while !asked.ends_with(b"end") {
                    assert!(stream.read_buf(&mut asked).await.unwrap() > 0);
                }
                assert!(String::from_utf8(asked).unwrap().split_once("\r\n\r\n").unwrap().1 == expected);
                let answer = r#"{"status":"success","tracked":2,"invalid":0}"#;
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", answer.len());
                stream.write_all((head + answer).as_bytes()).await.unwrap();
            }
            // The next one is too much for it.
            stream.read_exact(&mut [0; 4_096]).await.unwrap();
            stream.write_all(b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n").await.unwrap();
            std::future::pending::<()>().await;
        }
    })
    .await;
    let transport = transport(server.url());
    let bulk = || OutgoingBulk { body: body.clone(), hits: 2 };
    assert_eq!(transport.send_bulk(bulk()).await.parts(), [(Answer::delivered(200), 2)]);
    for number in 1..=2 {
        let answer = transport.send_bulk(bulk()).await;
        assert_eq!(answer.parts()[0].0.status, Some(413), "{answer:?}");
        assert_eq!(server.connections(), number, "what was not sent whole leaves a connection that is of no use");
    }
}

#[tokio::test]
async fn a_target_at_an_ipv6_address_is_reached() {
    let server = Server::start("[::1]:0", |_, stream| accept_all(stream)).await;
    let transport = transport(server.url());
    deliver(&transport).await;
    assert!(server.url().starts_with("http://[::1]:"));
}
