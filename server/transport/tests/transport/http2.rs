//! HTTP/2: one connection for all, and servers that go away or refuse.

use super::{
    support::*,
    tls::{Authority, to, trusting},
};
use bytes::Bytes;
use futures::future::join_all;
use h2::{
    Reason, RecvStream,
    server::{Connection, SendResponse},
};
use http::{Request, Response};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use transport::{Cause, Outcome, Transport};

type Http2 = Connection<TlsStream<TcpStream>, Bytes>;

/// Serves each connection over HTTP/2 with `serve`.
async fn server<F: Future<Output = ()> + Send>(
    authority: &Authority,
    serve: impl Fn(usize, Http2) -> F + Clone + Send + Sync + 'static,
) -> Server {
    let acceptor: TlsAcceptor = authority.acceptor(&["localhost"], &["h2", "http/1.1"], |_| {});
    Server::start("127.0.0.1:0", move |number, stream| {
        let acceptor = acceptor.clone();
        let serve = serve.clone();
        async move {
            let stream = acceptor.accept(stream).await.unwrap();
            serve(number, h2::server::handshake(stream).await.unwrap()).await;
        }
    })
    .await
}

fn accept(mut respond: SendResponse<Bytes>) {
    respond.send_response(Response::builder().status(204).body(()).unwrap(), true).unwrap();
}

async fn accept_all(mut connection: Http2) {
    while let Some(Ok((_, respond))) = connection.accept().await {
        accept(respond);
    }
}

/// The next request of a connection, with its body read.
async fn next(connection: &mut Http2) -> Option<(Request<RecvStream>, SendResponse<Bytes>)> {
    connection.accept().await?.ok()
}

#[tokio::test]
async fn all_hits_at_once_share_one_connection() {
    let authority = Authority::new("own");
    let server = server(&authority, |_, mut connection| async move {
        let mut waiting = Vec::new();
        while let Some((request, respond)) = next(&mut connection).await {
            assert_eq!((request.uri().path(), request.uri().host()), ("/matomo.php", Some("localhost")));
            assert_eq!(request.headers()["user-agent"], "Mozilla/5.0 (test)");
            waiting.push(respond);
            // Answered when all are there.
            if waiting.len() == 50 {
                waiting.drain(..).for_each(accept);
            }
        }
    })
    .await;
    let transport = to(&trusting(&server, "localhost", Some(&authority)));
    for _ in 0..3 {
        join_all((0..50).map(|_| deliver(&transport))).await;
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_server_that_goes_away_in_good_order_loses_nothing() {
    let authority = Authority::new("own");
    let server = server(&authority, |_, mut connection| async move {
        let mut waiting = Vec::new();
        for _ in 0..10 {
            let Some((_, respond)) = next(&mut connection).await else { return };
            waiting.push(respond);
        }
        // GOAWAY first, then the answers to what is in flight; what comes after the last stream is not processed.
        connection.graceful_shutdown();
        waiting.drain(..).for_each(accept);
        while let Some((_, respond)) = next(&mut connection).await {
            accept(respond);
        }
    })
    .await;
    let transport = to(&trusting(&server, "localhost", Some(&authority)));
    for _ in 0..5 {
        join_all((0..10).map(|_| deliver(&transport))).await;
    }
    // Nothing says when the client hears of it, but each connection serves ten hits at least.
    assert!((2..=5).contains(&server.connections()), "{}", server.connections());
}

#[tokio::test]
async fn a_hit_beyond_the_last_stream_of_a_server_that_goes_away_is_sent_again() {
    let authority = Authority::new("own");
    let processed = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&processed);
    let server = server(&authority, move |number, mut connection| {
        let processed = Arc::clone(&counted);
        async move {
            if number == 0 {
                // Says that it processed nothing at all, and closes.
                connection.abrupt_shutdown(Reason::NO_ERROR);
                while connection.accept().await.is_some() {}
                return;
            }
            while let Some((_, respond)) = next(&mut connection).await {
                processed.fetch_add(1, Ordering::SeqCst);
                accept(respond);
            }
        }
    })
    .await;
    let transport = to(&trusting(&server, "localhost", Some(&authority)));
    join_all((0..10).map(|_| deliver(&transport))).await;
    assert_eq!((processed.load(Ordering::SeqCst), server.connections()), (10, 2));
}

#[tokio::test]
async fn a_refused_stream_is_sent_again_and_a_reset_one_is_not() {
    let authority = Authority::new("own");
    for (reason, requests) in [(Reason::REFUSED_STREAM, 2), (Reason::INTERNAL_ERROR, 1)] {
        let seen = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&seen);
        let server = server(&authority, move |_, mut connection| {
            let seen = Arc::clone(&counted);
            async move {
                while let Some((_, mut respond)) = next(&mut connection).await {
                    if seen.fetch_add(1, Ordering::SeqCst) == 0 {
                        respond.send_reset(reason);
                    } else {
                        accept(respond);
                    }
                }
            }
        })
        .await;
        let transport = to(&trusting(&server, "localhost", Some(&authority)));
        if requests == 2 {
            deliver(&transport).await;
        } else {
            let (outcome, message) = lose(&transport).await;
            assert_eq!(outcome, Outcome::Unknown(Cause::Connect));
            assert!(message.contains("broke before an answer; the hit may have been recorded"), "{message}");
        }
        assert_eq!((seen.load(Ordering::SeqCst), server.connections()), (requests, 1));
    }
}

#[tokio::test]
async fn a_server_that_refuses_every_stream_is_not_asked_for_ever() {
    let authority = Authority::new("own");
    let seen = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&seen);
    let server = server(&authority, move |_, mut connection| {
        let seen = Arc::clone(&counted);
        async move {
            while let Some((_, mut respond)) = next(&mut connection).await {
                seen.fetch_add(1, Ordering::SeqCst);
                respond.send_reset(Reason::REFUSED_STREAM);
            }
        }
    })
    .await;
    let transport = to(&trusting(&server, "localhost", Some(&authority)));
    assert_eq!(lose(&transport).await.0, Outcome::Failed(Cause::Connect));
    assert_eq!(seen.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn a_connection_that_ends_is_followed_by_another() {
    let authority = Authority::new("own");
    let server = server(&authority, |number, mut connection| async move {
        if number > 0 {
            return accept_all(connection).await;
        }
        let (_, respond) = next(&mut connection).await.unwrap();
        accept(respond);
        // Answers the first, and is gone without a word with the second.
        next(&mut connection).await.unwrap();
    })
    .await;
    let transport = to(&trusting(&server, "localhost", Some(&authority)));
    deliver(&transport).await;
    assert_eq!(lose(&transport).await.0, Outcome::Unknown(Cause::Connect));
    deliver(&transport).await;
    assert_eq!(transport.probe().await.outcome, Outcome::Delivered);
    assert_eq!(server.connections(), 3);
}

/// Settings without any (RFC 9113, 6.5).
const SETTINGS: [u8; 9] = [0, 0, 0, 4, 0, 0, 0, 0, 0];

/// GOAWAY (RFC 9113, 6.8) that nothing was processed before, with `body` as its debug data.
fn going_away(body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(8 + body.len()).unwrap().to_be_bytes();
    let calm = u32::from(Reason::ENHANCE_YOUR_CALM).to_be_bytes();
    [&length[1..], &[7, 0, 0, 0, 0, 0], &[0; 4], &calm, body].concat()
}

#[tokio::test]
async fn what_a_server_says_when_it_goes_away_is_not_repeated() {
    let authority = Authority::new("own");
    let acceptor: TlsAcceptor = authority.acceptor(&["localhost"], &["h2"], |_| {});
    let server = Server::start("127.0.0.1:0", move |_, stream| {
        let acceptor = acceptor.clone();
        async move {
            let mut stream = acceptor.accept(stream).await.unwrap();
            let body = [b"you said token_auth=s3cret <script>".as_slice(), &[b'A'; 3_000]].concat();
            stream.write_all(&SETTINGS).await.unwrap();
            // The preface is followed by frames; one that is HEADERS (type 1) begins the request.
            stream.read_exact(&mut [0; 24]).await.unwrap();
            let mut head = [0; 9];
            while head[3] != 1 {
                stream.read_exact(&mut head).await.unwrap();
                let length = usize::from(head[1]) * 256 + usize::from(head[2]);
                stream.read_exact(&mut vec![0; length]).await.unwrap();
            }
            stream.write_all(&going_away(&body)).await.unwrap();
            while stream.read(&mut [0; 1_024]).await.is_ok_and(|length| length > 0) {}
        }
    })
    .await;
    let (_, message) = lose(&to(&trusting(&server, "localhost", Some(&authority)))).await;
    assert!(message.contains("the other side closed the HTTP/2 connection (GOAWAY)"), "{message}");
    assert!(message.len() < 300 && !message.contains("s3cret"), "{message}");
}

#[tokio::test]
async fn a_tls_connection_cut_without_a_word_is_told_without_the_words_of_a_library() {
    let authority = Authority::new("own");
    let acceptor: TlsAcceptor = authority.acceptor(&["localhost"], &["http/1.1"], |_| {});
    let server = Server::start("127.0.0.1:0", move |_, stream| {
        let acceptor = acceptor.clone();
        async move {
            let mut stream = acceptor.accept(stream).await.unwrap();
            request(&mut stream).await.unwrap();
            // The connection ends here, without TLS's close_notify.
            drop(stream.into_inner().0);
        }
    })
    .await;
    let (_, message) = lose(&to(&trusting(&server, "localhost", Some(&authority)))).await;
    assert!(message.contains("(closed by the other side)") && !message.contains("http"), "{message}");
}
