//! Connections that break before, while or after a hit is sent, and what is said of the hit then.

use super::{
    support::*,
    tls::{Authority, to, trusting},
};
use futures::poll;
use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::{coop, yield_now},
    time::timeout,
};
use transport::{Cause, Outcome, OutgoingBulk, Transport};

/// What is said of a hit that was sent and not answered.
const MAYBE_RECORDED: &str = "the connection broke before an answer; the hit may have been recorded (";
/// What is said of a hit that was not.
const UNSENT: &str = "the connection broke before the hit was sent, whenever it was tried again (";

/// Ends a connection at once, with no regard to what is on its way.
fn reset(stream: TcpStream) {
    stream.set_zero_linger().unwrap();
    drop(stream);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_told_from_one_that_never_began() {
    let server = Server::start("127.0.0.1:0", |number, mut stream| async move {
        request(&mut stream).await;
        let begun: &[u8] = match number {
            0 => b"",
            1 => b"HTTP/1.1 20",
            _ => b"HTTP/1.1 200 OK\r\nContent-Length: 43\r\n\r\nGIF89a",
        };
        stream.write_all(begun).await.unwrap();
        reset(stream);
    })
    .await;
    let transport = transport(server.url());
    for (cause, words) in [
        (Cause::Connect, MAYBE_RECORDED),
        (Cause::Connect, MAYBE_RECORDED),
        (Cause::InvalidResponse, "the answer broke off; the hit may have been recorded ("),
    ] {
        let (outcome, message) = lose(&transport).await;
        assert_eq!(outcome, Outcome::Unknown(cause), "{message}");
        assert!(message.starts_with(words), "{message}");
    }
    assert_eq!(server.connections(), 3, "nothing was sent twice");
}

/// Leaves the task that calls it one thing to do with the network before it is somebody else's turn.
async fn nearly_spend_the_turn() {
    yield_now().await;
    let mut things = 0;
    while coop::has_budget_remaining() {
        coop::consume_budget().await;
        things += 1;
    }
    yield_now().await;
    for _ in 1..things {
        coop::consume_budget().await;
    }
}

#[tokio::test]
async fn a_hit_of_which_nothing_was_sent_is_tried_over_other_connections() {
    for broken in [1, 3, 4] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let transport = transport(format!("http://{}", listener.local_addr().unwrap()));
        let mut sending = pin!(send(&transport));
        for _ in 0..broken {
            assert!(poll!(&mut sending).is_pending());
            let (stream, _) = listener.accept().await.unwrap();
            // It finds itself connected and has to wait before it sends.
            nearly_spend_the_turn().await;
            assert!(poll!(&mut sending).is_pending());
            reset(stream);
            yield_now().await;
        }
        let serving = Server::on(listener, |_, stream| accept_all(stream));
        let answer = sending.await;
        if broken <= 3 {
            assert_eq!((answer.outcome, serving.connections()), (Outcome::Delivered, 1), "{answer:?}");
        } else {
            assert_eq!((answer.outcome, serving.connections()), (Outcome::Failed(Cause::Connect), 0), "{answer:?}");
            assert!(answer.reason.as_ref().unwrap().to_string().starts_with(UNSENT), "{answer:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whenever_a_server_that_reads_nothing_resets_what_is_said_is_true() {
    let server = Server::start("127.0.0.1:0", |_, stream| async move { reset(stream) }).await;
    let transport = transport(server.url());
    for _ in 0..200 {
        let (outcome, message) = lose(&transport).await;
        let is_sent = message.starts_with(MAYBE_RECORDED);
        let expected = if is_sent { Outcome::Unknown(Cause::Connect) } else { Outcome::Failed(Cause::Connect) };
        assert_eq!(outcome, expected, "{message}");
        // As far as the client can tell: it was reset before it knew, before it wrote, or after.
        let sentences = ["no connection: ", UNSENT, MAYBE_RECORDED];
        assert!(sentences.iter().any(|sentence| message.starts_with(sentence)), "{message}");
    }
}

#[tokio::test]
async fn a_handshake_that_breaks_has_sent_nothing() {
    let server = Server::start("127.0.0.1:0", |number, mut stream| async move {
        assert!(stream.read(&mut [0; 4_096]).await.unwrap() > 0);
        if number % 2 == 0 {
            reset(stream);
        }
    })
    .await;
    let transport = to(&trusting(&server, "127.0.0.1", None));
    for _ in 0..4 {
        let (outcome, message) = lose(&transport).await;
        assert_eq!(outcome, Outcome::Failed(Cause::Connect), "{message}");
        assert!(message.starts_with(UNSENT) && message.contains("during the TLS handshake)"), "{message}");
    }
}

#[tokio::test]
async fn a_hit_that_was_read_is_never_sent_again() {
    let authority = Authority::new("own");
    let acceptor = authority.acceptor(&["localhost"], &[], |_| {});
    for is_https in [false, true] {
        let read = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&read);
        let acceptor = acceptor.clone();
        // Every second request of a connection, too, which was a good one until then.
        let server = Server::start("127.0.0.1:0", move |number, mut stream| {
            let counted = Arc::clone(&counted);
            let acceptor = acceptor.clone();
            async move {
                let answered = number % 2;
                if is_https {
                    let mut stream = acceptor.accept(stream).await.unwrap();
                    break_after(&mut stream, answered, &counted).await;
                    reset(stream.into_inner().0);
                } else {
                    break_after(&mut stream, answered, &counted).await;
                    reset(stream);
                }
            }
        })
        .await;
        let transport =
            if is_https { to(&trusting(&server, "localhost", Some(&authority))) } else { transport(server.url()) };
        // After so many, used connections are not used again.
        for round in 0..3 {
            let (outcome, message) = lose(&transport).await;
            assert_eq!(outcome, Outcome::Unknown(Cause::Connect), "{message}");
            assert!(message.starts_with(MAYBE_RECORDED), "{message}");
            deliver(&transport).await;
            let (_, message) = lose(&transport).await;
            assert!(message.starts_with(MAYBE_RECORDED), "{message}");
            let counts = (read.load(Ordering::SeqCst), server.connections());
            assert_eq!(counts, (3 * (round + 1), 2 * (round + 1)), "each was sent once");
        }
    }
}

/// Answers so many requests and reads one more; counts them all.
async fn break_after(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), answered: usize, read: &AtomicUsize) {
    for _ in 0..answered {
        request(stream).await.unwrap();
        read.fetch_add(1, Ordering::SeqCst);
        stream.write_all(NO_CONTENT).await.unwrap();
    }
    request(stream).await.unwrap();
    read.fetch_add(1, Ordering::SeqCst);
}

#[tokio::test]
async fn an_answer_counts_although_the_connection_broke_under_the_rest_of_a_bulk() {
    let whole: &[u8] = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n";
    let head: &[u8] = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 99\r\n\r\n";
    for (written, outcome, words) in [
        (whole, Outcome::Rejected(Cause::Http4xx), "answered 413: it refused the hit"),
        (head, Outcome::Unknown(Cause::InvalidResponse), "the answer broke off; the hit may have been recorded ("),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let transport = transport(format!("http://{}", listener.local_addr().unwrap()));
        // More than fits between the two.
        let bulk = OutgoingBulk { body: "x".repeat(32 * 1024 * 1024), hits: 1 };
        let mut sending = pin!(timeout(PATIENCE, transport.send_bulk(bulk)));
        let mut part = vec![0; 1024 * 1024];
        let begun = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.read_exact(&mut part[..1]).await.unwrap();
            stream
        };
        let stream = tokio::select! {
            answer = &mut sending => panic!("nothing was answered: {answer:?}"),
            stream = begun => stream,
        };
        // There is room for more, of which the runtime has heard, and it is not the client's turn yet …
        for _ in 0..100 {
            yield_now().await;
            while stream.try_read(&mut part).is_ok() {}
        }
        // … when the answer comes, and the end with it, of which the runtime has not heard.
        assert_eq!(stream.try_write(written).unwrap(), written.len());
        reset(stream);
        let answer = sending.await.unwrap();
        let [(answer, 1)] = answer.parts() else { panic!("{answer:?}") };
        assert_eq!(answer.outcome, outcome, "{answer:?}");
        assert!(answer.reason.as_ref().unwrap().to_string().starts_with(words), "{answer:?}");
    }
}
