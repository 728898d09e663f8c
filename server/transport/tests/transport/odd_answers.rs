//! Answers that are unusual and right: each is an answer of a tracker to browsers and curl, and so it is here.

use super::support::*;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use transport::{BulkAnswer, Outcome, OutgoingBulk, Transport};

const PIXEL: &str = "GIF89a\u{1}";

/// `PIXEL`, packed by gzip(1).
const PACKED: &[u8] = &[
    0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 7, 0, 0xf8, 0xff, b'G', b'I', b'F', b'8', b'9', b'a', 1, 0xe5, 0x06, 0xe0,
    0xf6, 7, 0, 0, 0,
];

fn with_headers(lines: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\n{lines}Content-Length: {}\r\n\r\n{PIXEL}", PIXEL.len()).into_bytes()
}

fn in_chunks(line: &str, end: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{line}{end}{PIXEL}{end}0{end}{end}").into_bytes()
}

#[tokio::test]
async fn what_browsers_and_curl_read_is_delivered() {
    let packed = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", PACKED.len());
    // What it is, the answer, and whether the connection is used again: not when it is in doubt where the answer ends.
    let cases: Vec<(&str, Vec<u8>, bool)> = vec![
        ("a folded header", with_headers("X-Own: one\r\n two\r\n\tthree\r\n"), true),
        ("a blank before the colon", with_headers("X-Runtime : php\r\n"), true),
        ("a line without a colon", with_headers("<!-- notice -->\r\n"), true),
        ("a name with brackets", with_headers("X(own): 1\r\n"), true),
        ("a header without a name", with_headers(": 1\r\n"), true),
        ("a value in Latin-1", [&b"HTTP/1.1 204 OK\r\nX-Own: caf\xe9\r\n\r\n"[..]].concat(), true),
        ("500 headers", with_headers(&"X-Own: 1\r\n".repeat(500)), true),
        ("no reason", b"HTTP/1.1 204\r\n\r\n".to_vec(), true),
        ("blanks in the status line", b"HTTP/1.1  204  OK\r\n\r\n".to_vec(), true),
        ("an empty line in front", b"\r\nHTTP/1.1 204 OK\r\n\r\n".to_vec(), true),
        ("bare line feeds", b"HTTP/1.1 204 OK\nX-Own: 1\n\n".to_vec(), true),
        ("a length that is folded", b"HTTP/1.1 200 OK\r\nContent-Length:\r\n 7\r\n\r\nGIF89a\x01".to_vec(), false),
        ("a length with a blank", b"HTTP/1.1 200 OK\r\nContent-Length : 7\r\n\r\nGIF89a\x01".to_vec(), false),
        ("zeros in front of a chunk's size", in_chunks("000000000000000000000000000007", "\r\n"), true),
        ("blanks behind a chunk's size", in_chunks("7   ", "\r\n"), true),
        ("an extension of a chunk", in_chunks("7;a=\"b;c\"", "\r\n"), true),
        ("bare line feeds between chunks", in_chunks("7", "\n"), false),
        ("the coding \"identity\"", with_headers("Transfer-Encoding: identity\r\n"), false),
        ("early hints", [b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", NO_CONTENT].concat(), true),
        ("a compressed answer", [packed.as_bytes(), PACKED].concat(), true),
        ("a byte order mark", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n\xef\xbb\xbfGIF89a".to_vec(), true),
        ("nothing but a byte order mark", b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\xef\xbb\xbf".to_vec(), true),
    ];
    for (name, answer, is_kept) in cases {
        let server = Server::start("127.0.0.1:0", move |_, mut stream| {
            let answer = answer.clone();
            async move {
                while request(&mut stream).await.is_some() {
                    if stream.write_all(&answer).await.is_err() {
                        return;
                    }
                }
            }
        })
        .await;
        let transport = transport(server.url());
        for _ in 0..3 {
            let answer = send(&transport).await;
            assert_eq!(answer.outcome, Outcome::Delivered, "{name}: {answer:?}");
        }
        assert_eq!(server.connections(), if is_kept { 1 } else { 3 }, "{name}");
    }
}

#[tokio::test]
async fn a_queue_in_front_of_the_tracker_takes_bulks() {
    for answer in [with_headers("Content-Type: image/gif\r\nContent-Encoding: none\r\n"), NO_CONTENT.to_vec()] {
        let server = Server::start("127.0.0.1:0", move |_, mut stream| {
            let answer = answer.clone();
            async move {
                request(&mut stream).await;
                stream.write_all(&answer).await.unwrap();
            }
        })
        .await;
        let bulk = OutgoingBulk { body: "{}".to_owned(), hits: 50 };
        let answer: BulkAnswer = transport(server.url()).send_bulk(bulk).await;
        let ends: Vec<_> = answer.parts().iter().map(|(answer, hits)| (answer.outcome, *hits)).collect();
        assert_eq!(ends, [(Outcome::Delivered, 50)]);
    }
}

#[tokio::test]
async fn the_status_decides_whatever_the_size_of_the_page() {
    let server = Server::start("127.0.0.1:0", |_, mut stream| async move {
        request(&mut stream).await;
        let page = "<p>Not found.</p>".repeat(9_000);
        let head = format!("HTTP/1.1 404 Not Found\r\nContent-Length: {}\r\n\r\n", page.len());
        // The client need not wait for the end.
        let _ = stream.write_all((head + &page).as_bytes()).await;
        let _ = tokio::time::timeout(Duration::from_secs(5), request(&mut stream)).await;
    })
    .await;
    let transport = transport(server.url());
    for _ in 0..2 {
        let (_, message) = lose(&transport).await;
        assert_eq!(message, "answered 404: there is no tracker at that address");
    }
}
