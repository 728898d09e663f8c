//! Whatever a target answers, there is one outcome for every hit, nothing breaks, and no secret is repeated.
//!
//! `docs/testing.md` has the command for a long run.

mod answers;
mod bulks;
mod differential;
mod reuse;
mod servers;

use std::time::Duration;
use transport::{Answer, Outcome};

/// What must never be seen again.
const TOKEN: &str = "s3cret0123456789abcdef0123456789";

/// What answers are made of.
const WORDS: &[&str] = &[
    "\r\n",
    "\r\n\r\n",
    "\n",
    ":",
    ";",
    " ",
    "\t",
    "\0",
    "\u{7f}",
    "\u{feff}",
    "é",
    "𝕏",
    "0",
    "-1",
    "1e999",
    "NaN",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
    "999999999999999999999999999999",
    "0x10",
    "+5",
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/1.1 103 Early Hints\r\n\r\n",
    "HTTP/1.1 101 \r\n",
    "HTTP/0.9",
    "HTTP/2.0",
    "HTTP/1.1 999 \r\n",
    "HTTP/1.1 099 \r\n",
    "HTTP/1.1 1000 \r\n",
    "Content-Length: 5\r\n",
    "Content-Length: 18446744073709551615\r\n",
    "Content-Length: -1\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding: gzip, chunked\r\n",
    "Connection: close\r\n",
    "Connection: keep-alive\r\n",
    "Connection: upgrade\r\nUpgrade: h2c\r\n",
    "Retry-After: 120\r\n",
    "Retry-After: 99999999999999999999\r\n",
    "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n",
    "Retry-After: Sunday, 06-Nov-94 08:49:37 GMT\r\n",
    "Retry-After: Sun Nov  6 08:49:37 1994\r\n",
    "Retry-After: Tue, 31 Feb 2024 25:61:61 GMT\r\n",
    "Retry-After: -5\r\n",
    "Retry-After: 1.5\r\n",
    "Location: //\r\n",
    "Location: http://\r\n",
    "Location: \u{1}\r\n",
    "Location: javascript:alert(1)\r\n",
    "0\r\n\r\n",
    "ffffffffffffffff\r\n",
    "5;ext=1\r\nabcde\r\n",
    "GIF89a",
    "{\"tracked\":",
    "\"invalid\":",
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    "null",
    "true",
    "\\ud800",
    "\\u0000",
    "[[[[[[[[[[[[",
    "{\"a\":{\"a\":{\"a\":",
];

/// What holds for an answer, whatever was answered.
fn assert_sound(answer: &Answer) {
    let message = answer.reason.as_ref().map(ToString::to_string);
    assert_eq!(message.is_none(), answer.outcome == Outcome::Delivered, "{answer:?}");
    assert!(message.as_ref().is_none_or(|message| !message.is_empty()), "{answer:?}");
    assert!(!format!("{answer:?}").contains(TOKEN), "{answer:?}");
    assert!(answer.status.is_none_or(|status| (100..1_000).contains(&status)), "{answer:?}");
    assert!(answer.retry_after.is_none_or(|rest| rest <= Duration::from_secs(3_600)), "{answer:?}");
    if answer.retry_after.is_some() {
        assert!(matches!(answer.status, Some(429 | 503)), "{answer:?}");
    }
    match answer.outcome {
        Outcome::Delivered => assert!(matches!(answer.status, Some(200..=299)), "{answer:?}"),
        Outcome::Rejected(_) => assert!(answer.status.is_some(), "{answer:?}"),
        Outcome::Failed(_) | Outcome::Unknown(_) => {}
        Outcome::NotSent(_) => assert_eq!(answer.status, None),
    }
}
