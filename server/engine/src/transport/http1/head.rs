//! The head of an answer: status line and headers (RFC 9112), as `httparse` reads them, and what they say of the
//! body and the connection.

use crate::transport::trouble::Trouble;
use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{LOCATION, RETRY_AFTER},
};
use std::mem::MaybeUninit;

/// The most headers an answer may have.
const MAX_HEADERS: usize = 100;

/// What the head of an answer says.
#[derive(Debug)]
pub struct Head {
    /// HTTP status.
    pub status: u16,
    /// Those headers that somebody reads ([`WANTED`]); nearly all answers have none of them.
    pub headers: HeaderMap,
    /// How long the body is.
    pub framing: Framing,
    /// Whether the connection takes another request when the body is over.
    pub keeps_alive: bool,
}

/// How the end of a body is found (RFC 9112, 6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// So many bytes, maybe none.
    Length(u64),
    /// In chunks that say how long they are.
    Chunked,
    /// With the connection.
    UntilEnd,
}

/// The headers that are kept.
const WANTED: [HeaderName; 2] = [LOCATION, RETRY_AFTER];

/// Reads a head from the front of `bytes`. Gives it with its length, or `None` when there has to be more.
///
/// # Errors
/// [`Trouble::NotHttp`].
pub fn parse(bytes: &[u8]) -> Result<Option<(Head, usize)>, Trouble> {
    let mut headers = [const { MaybeUninit::uninit() }; MAX_HEADERS];
    let mut answer = httparse::Response::new(&mut []);
    let parsed = httparse::ParserConfig::default().parse_response_with_uninit_headers(&mut answer, bytes, &mut headers);
    let httparse::Status::Complete(length) = parsed.map_err(|_| Trouble::NotHttp)? else { return Ok(None) };
    let (Some(status @ 100..), Some(version)) = (answer.code, answer.version) else { return Err(Trouble::NotHttp) };
    let mut said = Said::default();
    for header in answer.headers.iter() {
        said.hear(header)?;
    }
    let (framing, keeps_alive) = (said.framing(status), said.keeps_alive(status, version));
    Ok(Some((Head { status, headers: said.headers, framing, keeps_alive }, length)))
}

/// What the headers so far have said.
#[derive(Default)]
struct Said {
    headers: HeaderMap,
    /// The connection is closed after this.
    closes: bool,
    /// The connection is kept although the version would not have it so.
    keeps: bool,
    length: Option<u64>,
    /// Whether the last transfer coding is `chunked`, if the header is there at all.
    chunked: Option<bool>,
}

impl Said {
    fn hear(&mut self, header: &httparse::Header<'_>) -> Result<(), Trouble> {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        if is("content-length") {
            for member in header.value.split(|byte| *byte == b',') {
                let length = length(member)?;
                if self.length.replace(length).is_some_and(|known| known != length) {
                    return Err(Trouble::NotHttp);
                }
            }
        } else if is("transfer-encoding") {
            let last = tokens(header.value).last().map(|coding| coding.eq_ignore_ascii_case(b"chunked"));
            self.chunked = last.or(self.chunked).or(Some(false));
        } else if is("connection") {
            for option in tokens(header.value) {
                self.closes |= option.eq_ignore_ascii_case(b"close");
                self.keeps |= option.eq_ignore_ascii_case(b"keep-alive");
            }
        } else if let Some(name) = WANTED.into_iter().find(|name| is(name.as_str()))
            && let Ok(value) = HeaderValue::from_bytes(header.value)
            && !self.headers.contains_key(&name)
        {
            self.headers.insert(name, value);
        }
        Ok(())
    }

    fn framing(&self, status: u16) -> Framing {
        if matches!(status, 100..=199 | 204 | 304) {
            return Framing::Length(0);
        }
        match (self.chunked, self.length) {
            (Some(true), _) => Framing::Chunked,
            (None, Some(length)) => Framing::Length(length),
            (Some(false), _) | (None, None) => Framing::UntilEnd,
        }
    }

    /// Whether the connection takes another request afterwards (RFC 9112, 9.3). Not where it is doubtful which answer
    /// would belong to that: framing of two kinds, or of one that the version does not know, and what servers send
    /// before they close (408), or go on in another protocol (101).
    fn keeps_alive(&self, status: u16, version: u8) -> bool {
        let is_doubtful =
            self.chunked.is_some() && (self.length.is_some() || version == 0) || matches!(status, 101 | 408);
        let ends = self.framing(status) == Framing::UntilEnd;
        !self.closes && (version > 0 || self.keeps) && !is_doubtful && !ends
    }
}

fn length(value: &[u8]) -> Result<u64, Trouble> {
    let digits = value.trim_ascii();
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let number = is_number.then(|| str::from_utf8(digits).ok()?.parse().ok()).flatten();
    number.ok_or(Trouble::NotHttp)
}

/// The members of a list, in order.
fn tokens(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii).filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> Head {
        let (head, length) = parse(text.as_bytes()).unwrap().unwrap();
        assert_eq!(length, text.len());
        head
    }

    #[test]
    fn the_body_is_framed_as_the_standard_says() {
        let cases = [
            ("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", Framing::Length(0), true),
            ("HTTP/1.1 304 Not Modified\r\n\r\n", Framing::Length(0), true),
            ("HTTP/1.1 200 OK\r\nContent-Length: 43\r\n\r\n", Framing::Length(43), true),
            ("HTTP/1.1 200 OK\r\ncontent-length: 43\r\nContent-Length:43 \r\n\r\n", Framing::Length(43), true),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", Framing::Chunked, true),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n", Framing::Chunked, true),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", Framing::UntilEnd, false),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", Framing::Chunked, false),
            ("HTTP/1.1 200 OK\r\n\r\n", Framing::UntilEnd, false),
            ("HTTP/1.1 200 OK\r\nConnection: Upgrade, Close\r\nContent-Length: 0\r\n\r\n", Framing::Length(0), false),
            ("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", Framing::Length(0), false),
            ("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", Framing::Length(0), true),
            (
                "HTTP/1.1 200 OK\r\nConnection: close\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
                Framing::Length(0),
                false,
            ),
            (
                "HTTP/1.0 200 OK\r\nConnection: keep-alive, close\r\nContent-Length: 0\r\n\r\n",
                Framing::Length(0),
                false,
            ),
            (
                "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n",
                Framing::Chunked,
                false,
            ),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding:\r\n\r\n", Framing::Chunked, true),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\nContent-Length: 5\r\n\r\n", Framing::UntilEnd, false),
            ("HTTP/1.1 200 OK\r\nContent-Length: 4, 4\r\n\r\n", Framing::Length(4), true),
            ("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", Framing::Length(0), false),
            ("HTTP/1.1 101 Switching Protocols\r\n\r\n", Framing::Length(0), false),
        ];
        for (text, framing, keeps_alive) in cases {
            let head = head(text);
            assert_eq!((head.framing, head.keeps_alive), (framing, keeps_alive), "{text}");
        }
    }

    #[test]
    fn what_is_not_http_is_refused_and_what_is_not_complete_waits() {
        for text in [
            "SSH-2.0-OpenSSH_9.6\r\n",
            "HTTP/2.0 200 OK\r\n\r\n",
            "HTTP/1.1 099 Less\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 4, 5\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 4,\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
            "HTTP/1.1 200 OK\r\n no name\r\n\r\n",
        ] {
            assert!(matches!(parse(text.as_bytes()), Err(Trouble::NotHttp)), "{text}");
        }
        let whole = "HTTP/1.1 503 Busy\r\nRetry-After: 30\r\nLocation: /x\r\nDate: now\r\n\r\n";
        for length in 0..whole.len() {
            assert!(parse(&whole.as_bytes()[..length]).unwrap().is_none(), "{length}");
        }
        let head = head(whole);
        assert_eq!((head.status, head.headers.len()), (503, 2));
        assert_eq!(head.headers[RETRY_AFTER], "30");
        let many = "HTTP/1.1 200 OK\r\n".to_owned() + &"X: y\r\n".repeat(MAX_HEADERS + 1) + "\r\n";
        assert!(matches!(parse(many.as_bytes()), Err(Trouble::NotHttp)));
    }
}
