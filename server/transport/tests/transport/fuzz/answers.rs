//! Answers to hits and bulks as they come over a connection, read by the real transport.

use super::{
    TOKEN, WORDS, assert_sound,
    servers::{PATIENCE, Servers},
};
use domain::{Method, RequestSettings, Target, TokenAuth};
use parking_lot::Mutex;
use proptest::prelude::*;
use std::{net::SocketAddr, sync::Arc};
use test_support::fuzz::{fuzz, spoilt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use transport::{Connector, HttpConnector, HttpTransport, Outcome, OutgoingBulk, OutgoingHit, Transport};

/// How the server goes about it.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub bytes: Vec<u8>,
    /// Sent in parts of this length, if any.
    pub part: Option<usize>,
    /// Answers before it has read the request, which resets the connection.
    pub is_rude: bool,
}

/// Writes the reply and closes; that the client has gone before is its right.
pub(super) async fn answer(mut stream: TcpStream, reply: Reply) {
    let mut request = [0; 2_048];
    if !reply.is_rude && !stream.read(&mut request).await.is_ok_and(|length| length > 0) {
        return;
    }
    for part in reply.bytes.chunks(reply.part.unwrap_or(usize::MAX)) {
        if stream.write_all(part).await.is_err() {
            return;
        }
        if reply.part.is_some() {
            tokio::task::yield_now().await;
        }
    }
    let _ = stream.shutdown().await;
}

/// Answers as servers give them, and some that are none.
pub(super) fn samples() -> Vec<Vec<u8>> {
    let json = r#"{"status":"success","tracked":3,"invalid":1}"#;
    let texts = [
        "HTTP/1.1 204 No Content\r\n\r\n".to_owned(),
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Type: image/gif\r\n\r\nGIF89a".to_owned(),
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nGIF8\r\n2;x=y\r\n9a\r\n0\r\nTrailer: 1\r\n\r\n"
            .to_owned(),
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{json}", json.len()),
        format!("HTTP/1.0 200 OK\r\n\r\n<html>{TOKEN}</html>"),
        format!("HTTP/1.1 302 Found\r\nLocation: https://m.example/x?token_auth={TOKEN}\r\nContent-Length: 0\r\n\r\n"),
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n".to_owned(),
        "HTTP/1.1 503 Unavailable\r\nRetry-After: Fri, 31 Dec 2099 23:59:59 GMT\r\nContent-Length: 4\r\n\r\nbusy"
            .to_owned(),
        format!("HTTP/1.1 400 {TOKEN}\r\nX-Echo: {TOKEN}\r\nContent-Length: 3\r\n\r\nno!"),
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n".to_owned(),
        format!("HTTP/1.1 204 No Content\r\n{TOKEN}: x\r\n{TOKEN} y\r\n\r\n"),
        format!("{TOKEN}\r\n\r\n"),
        "SSH-2.0-OpenSSH_9.6\r\n".to_owned(),
        String::new(),
    ];
    let tls: [&[u8]; 3] = [
        // An alert, the beginning of a handshake, and an HTTP/2 connection without TLS.
        b"\x15\x03\x03\x00\x02\x02\x28",
        b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03",
        b"\x00\x00\x00\x04\x00\x00\x00\x00\x00",
    ];
    texts.into_iter().map(String::into_bytes).chain(tls.map(<[u8]>::to_vec)).collect()
}

fn reply() -> impl Strategy<Value = Reply> {
    let part = prop_oneof![3 => Just(None), 1 => (1usize..40).prop_map(Some)];
    (spoilt(samples(), WORDS), part, prop::bool::weighted(0.1))
        // Parts of a few bytes are slow, and of a long answer no news.
        .prop_map(|(bytes, part, is_rude)| Reply { part: part.filter(|_| bytes.len() < 2_000), bytes, is_rude })
}

fn transport(connector: &HttpConnector, address: SocketAddr, is_https: bool, method: Method) -> HttpTransport {
    let scheme = if is_https { "https" } else { "http" };
    let target = Target { token_auth: Some(TokenAuth::new(TOKEN)), ..Target::new(format!("{scheme}://{address}"), 1) };
    connector.connect(&target, &RequestSettings { method, ..RequestSettings::default() }).unwrap()
}

/// Two hits and a bulk, one after the other: what is left of an answer must not spoil the next.
async fn converse(transport: &HttpTransport) {
    for _ in 0..2 {
        let parameters = format!("idsite=1&rec=1&token_auth={TOKEN}");
        let hit = OutgoingHit { parameters, user_agent: "Mozilla/5.0 (test)", accept_language: "en" };
        let answer = timeout(PATIENCE, transport.send(hit)).await.unwrap();
        assert_sound(&answer);
        assert!(!matches!(answer.outcome, Outcome::NotSent(_)), "{answer:?}");
    }
    let body = format!(r#"{{"requests":["?idsite=1&token_auth={TOKEN}"]}}"#);
    let answer = timeout(PATIENCE, transport.send_bulk(OutgoingBulk { body, hits: 4 })).await.unwrap();
    answer.parts().iter().for_each(|(part, _)| assert_sound(part));
    assert_eq!(answer.parts().iter().map(|(_, hits)| hits).sum::<u64>(), 4, "{answer:?}");
    assert_sound(&timeout(PATIENCE, transport.probe()).await.unwrap());
}

#[test]
fn every_answer_is_one_outcome() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // What all servers were told last to answer.
    let current = Arc::new(Mutex::new(None::<Reply>));
    let shared = Arc::clone(&current);
    let servers = runtime.block_on(Servers::start(move |stream| {
        let reply = shared.lock().clone();
        answer(stream, reply.unwrap())
    }));
    let connector = HttpConnector::new().unwrap();
    let method = prop::sample::select(vec![Method::Post, Method::Get]);
    let inputs = (reply(), prop::bool::weighted(0.1), method);
    fuzz("answers", 500, &inputs, |(reply, is_https, method)| {
        *current.lock() = Some(reply);
        let transport = transport(&connector, servers.one(), is_https, method);
        runtime.block_on(converse(&transport));
    });
}
