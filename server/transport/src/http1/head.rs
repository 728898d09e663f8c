//! The head of an answer: status line and headers (RFC 9112), as `httparse` reads them, and what they say of the
//! body and the connection.
//!
//! What browsers and curl put up with is read as well: folded lines, blanks before a colon, lines that are no header,
//! any number of them. It must never let two answers be mixed up, so a connection is not used again when such a line
//! has to do with the length of the body.

use crate::{exchange_failure::ExchangeFailure, headers::Headers};
use http::{
    HeaderName, HeaderValue,
    header::{CONTENT_ENCODING, CONTENT_TYPE, LOCATION, RETRY_AFTER},
};
use std::{mem::MaybeUninit, time::Duration};

/// As many headers as nearly all answers have at most; for more, room is made.
const USUAL_HEADERS: usize = 64;

/// What the head of an answer says.
#[derive(Debug)]
pub(super) struct Head {
    /// HTTP status.
    pub status: u16,
    /// Those headers that somebody reads ([`WANTED`]); nearly all answers have none of them.
    pub headers: Headers,
    /// How long the body is.
    pub framing: Framing,
    /// Whether the connection takes another request when the body is over.
    pub keeps_alive: bool,
    /// How long the server keeps it without a request, if it says so (`Keep-Alive: timeout=5`).
    pub patience: Option<Duration>,
}

/// How the end of a body is found (RFC 9112, 6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// So many bytes, maybe none.
    Length(u64),
    /// In chunks that say how long they are.
    Chunked,
    /// With the connection.
    UntilEnd,
}

/// The headers that are kept.
static WANTED: [HeaderName; 4] = [CONTENT_ENCODING, CONTENT_TYPE, LOCATION, RETRY_AFTER];

/// Reads a head from the front of `bytes`. Gives it with its length, or `None` when there has to be more.
///
/// # Errors
/// [`ExchangeFailure::NotHttp`].
pub(super) fn parse(bytes: &[u8]) -> Result<Option<(Head, usize)>, ExchangeFailure> {
    let mut headers = [const { MaybeUninit::uninit() }; USUAL_HEADERS];
    let strict = httparse::ParserConfig::default();
    match parse_as(&strict, bytes, &mut headers) {
        Ok(Some((facts, length))) => facts.head(false).map(|head| Some((head, length))),
        Ok(None) => Ok(None),
        Err(Unread::Contradiction) => Err(ExchangeFailure::NotHttp),
        Err(Unread::Line) => parse_oddities(bytes),
    }
}

/// As [`parse`], with all that is put up with.
fn parse_oddities(bytes: &[u8]) -> Result<Option<(Head, usize)>, ExchangeFailure> {
    let mut lenient = httparse::ParserConfig::default();
    lenient
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .allow_multiple_spaces_in_response_status_delimiters(true)
        .ignore_invalid_headers_in_responses(true);
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
    let mut headers = vec![MaybeUninit::uninit(); lines];
    let parsed = parse_as(&lenient, bytes, &mut headers).map_err(|_| ExchangeFailure::NotHttp)?;
    let Some((facts, length)) = parsed else { return Ok(None) };
    let is_doubtful = has_odd_framing(bytes.get(..length).unwrap_or_default());
    facts.head(is_doubtful).map(|head| Some((head, length)))
}

/// Why a head is not read.
enum Unread {
    /// A line is malformed.
    Line,
    /// It says two things about the length of the body, or nothing that can be understood.
    Contradiction,
}

fn parse_as<'b>(
    config: &httparse::ParserConfig,
    bytes: &'b [u8],
    headers: &mut [MaybeUninit<httparse::Header<'b>>],
) -> Result<Option<(HeadFacts, usize)>, Unread> {
    let mut answer = httparse::Response::new(&mut []);
    let parsed = config.parse_response_with_uninit_headers(&mut answer, bytes, headers);
    let httparse::Status::Complete(length) = parsed.map_err(|_| Unread::Line)? else { return Ok(None) };
    let (Some(status @ 100..), Some(version)) = (answer.code, answer.version) else {
        return Err(Unread::Contradiction);
    };
    let mut facts = HeadFacts { status, version, ..HeadFacts::default() };
    for header in answer.headers.iter() {
        facts.note(header).map_err(|_| Unread::Contradiction)?;
    }
    Ok(Some((facts, length)))
}

/// Whether a line of `head` has to do with the length of the body and is not exactly as the standard has it: somebody
/// in between may have read it otherwise.
fn has_odd_framing(head: &[u8]) -> bool {
    let lines: Vec<Vec<u8>> = head.split(|byte| *byte == b'\n').map(<[u8]>::to_ascii_lowercase).collect();
    ["content-length", "transfer-encoding"].into_iter().map(str::as_bytes).any(|name| {
        lines.iter().enumerate().any(|(number, line)| {
            let speaks_of = line.windows(name.len()).any(|part| part == name);
            let is_folded = lines.get(number + 1).is_some_and(|next| next.starts_with(b" ") || next.starts_with(b"\t"));
            let is_plain = line.strip_prefix(name).is_some_and(|rest| rest.starts_with(b":")) && !is_folded;
            speaks_of && !is_plain
        })
    })
}

/// What the headers so far say.
#[derive(Default)]
struct HeadFacts {
    status: u16,
    /// The second digit of HTTP/1.x.
    version: u8,
    headers: Headers,
    /// The connection is closed after this.
    closes: bool,
    /// The connection is kept although the version would not have it so.
    keeps: bool,
    length: Option<u64>,
    /// Whether the last transfer coding is `chunked`, if the header is there at all.
    chunked: Option<bool>,
    /// A transfer coding `identity`, which older servers send for "none" (RFC 2616, 3.6).
    identity: bool,
    patience: Option<Duration>,
}

impl HeadFacts {
    fn head(self, is_doubtful: bool) -> Result<Head, ExchangeFailure> {
        let framing = self.framing();
        let keeps_alive = self.keeps_alive() && !is_doubtful;
        Ok(Head { status: self.status, headers: self.headers, framing, keeps_alive, patience: self.patience })
    }

    fn note(&mut self, header: &httparse::Header<'_>) -> Result<(), ExchangeFailure> {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        if is("content-length") {
            for member in header.value.split(|byte| *byte == b',') {
                let length = length(member)?;
                if self.length.replace(length).is_some_and(|known| known != length) {
                    return Err(ExchangeFailure::NotHttp);
                }
            }
        } else if is("transfer-encoding") {
            let mut codings = tokens(header.value).peekable();
            if codings.peek().is_none() {
                self.chunked = self.chunked.or(Some(false));
            }
            for coding in codings {
                if coding.eq_ignore_ascii_case(b"identity") {
                    self.identity = true;
                } else {
                    self.chunked = Some(coding.eq_ignore_ascii_case(b"chunked"));
                }
            }
        } else if is("connection") {
            for option in tokens(header.value) {
                self.closes |= option.eq_ignore_ascii_case(b"close");
                self.keeps |= option.eq_ignore_ascii_case(b"keep-alive");
            }
        } else if is("keep-alive") {
            self.patience = tokens(header.value).find_map(timeout).or(self.patience);
        // Trackers name the type of a 204, too; keeping it would cost each hit an allocation.
        } else if self.status != 204
            && let Some(name) = WANTED.iter().find(|name| is(name.as_str()))
            && let Ok(value) = HeaderValue::from_bytes(header.value)
        {
            self.headers.keep(name, value);
        }
        Ok(())
    }

    fn framing(&self) -> Framing {
        if matches!(self.status, 100..=199 | 204 | 304) {
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
    fn keeps_alive(&self) -> bool {
        let is_new = self.version > 0;
        let is_doubtful = self.identity
            || self.chunked.is_some() && (self.length.is_some() || !is_new)
            || matches!(self.status, 101 | 408);
        let ends = self.framing() == Framing::UntilEnd;
        !self.closes && (is_new || self.keeps) && !is_doubtful && !ends
    }
}

/// The seconds of a parameter `timeout=5`.
fn timeout(parameter: &[u8]) -> Option<Duration> {
    let (name, value) = str::from_utf8(parameter).ok()?.split_once('=')?;
    let seconds = value.trim().trim_matches('"').parse().ok().map(Duration::from_secs);
    seconds.filter(|_| name.trim().eq_ignore_ascii_case("timeout"))
}

fn length(value: &[u8]) -> Result<u64, ExchangeFailure> {
    let digits = value.trim_ascii();
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let number = is_number.then(|| str::from_utf8(digits).ok()?.parse().ok()).flatten();
    number.ok_or(ExchangeFailure::NotHttp)
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
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 4\r\n\r\n", Framing::Length(4), false),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n", Framing::UntilEnd, false),
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
        ] {
            assert!(matches!(parse(text.as_bytes()), Err(ExchangeFailure::NotHttp)), "{text}");
        }
        let whole = "HTTP/1.1 503 Busy\r\nRetry-After: 30\r\nRetry-After: 60\r\nLocation: /x\r\nDate: now\r\n\r\n";
        for length in 0..whole.len() {
            assert!(parse(&whole.as_bytes()[..length]).unwrap().is_none(), "{length}");
        }
        let head = head(whole);
        assert_eq!((head.status, head.headers.len()), (503, 2));
        assert_eq!(head.headers[RETRY_AFTER], "30");
    }

    #[test]
    fn what_browsers_and_curl_put_up_with_is_read() {
        let many = "X: y\r\n".repeat(1_000);
        let length = "Content-Length: 3\r\n";
        let end = "\r\n";
        let cases = [
            ("a folded line", "X: a\r\n b\r\n\tc\r\n", true),
            ("a blank before a colon", "X-Runtime : php\r\n", true),
            ("a line without a colon", "<!-- notice -->\r\n", true),
            ("a name with other characters", "X(1): y\r\nX Y: z\r\n", true),
            ("many headers", many.as_str(), true),
            ("a line before the first header", " no name\r\n", true),
            ("a length that is named again", "Content-Length : 3\r\n", false),
            ("a length with a strange name", "X(: y\r\nContent-Length\x0b: 5\r\n", false),
            ("a transfer coding with a blank", "Transfer-Encoding : chunked\r\n", false),
            ("a length in a folded line", "X: a\r\n Content-Length: 5\r\n", false),
        ];
        for (name, line, keeps_alive) in cases {
            let head = head(&format!("HTTP/1.1 200 OK\r\n{line}{length}{end}"));
            assert_eq!((head.status, head.keeps_alive), (200, keeps_alive), "{name}");
            if keeps_alive {
                assert_eq!(head.framing, Framing::Length(3), "{name}");
            }
        }
        let folded = head("HTTP/1.1 200 OK\r\nContent-Length:\r\n 3\r\n\r\n");
        assert_eq!((folded.framing, folded.keeps_alive), (Framing::Length(3), false));
        let bare = head("HTTP/1.1 200 OK\nContent-Length: 3\n\n");
        assert_eq!((bare.framing, bare.keeps_alive), (Framing::Length(3), true));
    }

    #[test]
    fn a_server_says_how_long_it_keeps_a_connection() {
        for (facts, seconds) in [
            ("timeout=5, max=100", Some(5)),
            ("max=100, Timeout = 15", Some(15)),
            ("timeout=\"0\"", Some(0)),
            ("max=100", None),
            ("timeout", None),
            ("timeout=soon", None),
            ("timeout=-1", None),
        ] {
            let head = head(&format!("HTTP/1.1 204 OK\r\nKeep-Alive: {facts}\r\n\r\n"));
            assert_eq!(head.patience, seconds.map(Duration::from_secs), "{facts}");
        }
    }
}
