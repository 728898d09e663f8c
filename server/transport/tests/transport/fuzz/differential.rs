//! The HTTP/1.1 client of our own against hyper's: whatever comes, split anywhere, it reads the same or refuses more,
//! and never takes for an answer what hyper does not. hyper is told to put up with what ours, browsers and curl put up with.

use super::{
    WORDS,
    answers::{Reply, answer, samples},
    servers::{PATIENCE, Servers},
};
use bytes::Bytes;
use domain::Target;
use http_body_util::{BodyExt, Empty};
use hyper_util::rt::TokioIo;
use parking_lot::Mutex;
use proptest::prelude::*;
use std::{net::SocketAddr, sync::Arc};
use test_support::fuzz::{fuzz, spoilt};
use tokio::{net::TcpStream, time::timeout};
use transport::{Asker, HttpConnector};

/// A complete answer: its status, and its body where that decides what it means.
#[derive(Debug, PartialEq, Eq)]
struct Read {
    status: u16,
    body: Option<Vec<u8>>,
}

impl Read {
    fn new(status: u16, body: Vec<u8>) -> Self {
        let body = transport::Reply::is_told_by_body(status).then(|| without_blanks(&body));
        Self { status, body }
    }
}

/// Byte order marks and blanks before an answer are of the program around it, and mean nothing.
fn without_blanks(mut body: &[u8]) -> Vec<u8> {
    loop {
        let rest = body.trim_ascii_start();
        let rest = rest.strip_prefix("\u{feff}".as_bytes()).unwrap_or(rest);
        if rest.len() == body.len() {
            return rest.to_vec();
        }
        body = rest;
    }
}

/// What hyper reads, if it finds a complete answer.
async fn by_hyper(address: SocketAddr) -> Option<Read> {
    let stream = TcpStream::connect(address).await.unwrap();
    let mut client = hyper::client::conn::http1::Builder::new();
    client
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .ignore_invalid_headers_in_responses(true)
        .max_headers(50_000);
    let (mut sender, connection) = client.handshake(TokioIo::new(stream)).await.ok()?;
    tokio::spawn(connection);
    let request = http::Request::get("/matomo.php?idsite=1").header("host", "m.example").body(Empty::<Bytes>::new());
    let response = sender.send_request(request.unwrap()).await.ok()?;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.ok()?.to_bytes().to_vec();
    Some(Read::new(status, body))
}

/// What our client reads, if it finds a complete answer.
async fn by_ours(asker: &Asker, address: SocketAddr) -> Option<Read> {
    let reply = asker.get(&format!("http://{address}/matomo.php"), "idsite=1".to_owned()).await.ok()?;
    Some(Read::new(reply.status, reply.body))
}

/// What each makes of an answer: hyper first.
fn both(replies: impl FnOnce(&dyn Fn(Reply) -> (Option<Read>, Option<Read>))) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let current = Arc::new(Mutex::new(None::<Reply>));
    let shared = Arc::clone(&current);
    let servers = runtime.block_on(Servers::start(move |stream| {
        let reply = shared.lock().clone();
        answer(stream, reply.unwrap())
    }));
    let connector = HttpConnector::new().unwrap();
    replies(&|reply| {
        *current.lock() = Some(reply);
        let address = servers.one();
        let asker = connector.asker(&Target::new(format!("http://{address}"), 1), PATIENCE).unwrap();
        runtime.block_on(async {
            let hyper = timeout(PATIENCE, by_hyper(address)).await.unwrap();
            (hyper, timeout(PATIENCE, by_ours(&asker, address)).await.unwrap())
        })
    });
}

fn reply() -> impl Strategy<Value = Reply> {
    let part = prop_oneof![1 => Just(None), 1 => (1usize..40).prop_map(Some)];
    (spoilt(samples(), WORDS), part).prop_map(|(bytes, part)| Reply {
        part: part.filter(|_| bytes.len() < 2_000),
        bytes,
        is_rude: false,
    })
}

/// Whether an answer is odd in a way that browsers and curl put up with, ours puts up with on purpose (`odd_answers` has
/// the table) and hyper cannot be told to: bare line feeds between chunks, and blanks in the status line.
fn is_put_up_with_on_purpose(bytes: &[u8]) -> bool {
    let answer = String::from_utf8_lossy(bytes).to_lowercase();
    let has_bare_line_feed = answer.replace("\r\n", "").contains('\n');
    let status_line = answer.trim_start().lines().next().unwrap_or_default();
    answer.contains("chunked") && has_bare_line_feed || status_line.contains("  ") || status_line.contains('\t')
}

#[test]
fn nothing_is_an_answer_that_hyper_does_not_take_for_the_same() {
    both(|read| {
        fuzz("differential", 500, &reply(), |reply| {
            let (hyper, ours) = read(reply.clone());
            assert!(
                ours.is_none() || ours == hyper || is_put_up_with_on_purpose(&reply.bytes),
                "{:?}: ours {ours:?}, hyper {hyper:?}",
                text(&reply.bytes)
            );
        });
    });
}

#[test]
fn what_servers_usually_answer_is_an_answer_for_both_however_it_is_split() {
    both(|read| {
        for bytes in samples() {
            for part in [None, Some(1), Some(7)] {
                let (hyper, ours) = read(Reply { bytes: bytes.clone(), part, is_rude: false });
                assert_eq!(ours, hyper, "{:?} in parts of {part:?}", text(&bytes));
            }
        }
    });
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
