//! Events as the bytes that go over a line: written and compressed once, however many streams send them.
//!
//! A compressor per stream would take some hundred kilobytes for each, and as much time again as there are streams. So
//! each event is compressed by itself, without looking back, and ends at a byte's boundary (a "sync flush"): such pieces
//! make one gzip stream wherever it begins (RFC 1951, section 3.2.3, and RFC 1952).

use bytes::Bytes;
use domain::LiveEvent;
use flate2::{Compress, Compression, Crc, FlushCompress};
use http::{HeaderMap, header};
use std::sync::Arc;

/// What keeps proxies and browsers from giving a silent stream up: a comment that says nothing.
const NOTHING: &str = ":\n\n";

/// Header of a gzip stream of no file and no time, made by an unknown system (RFC 1952, section 2.3).
const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
/// A last block with nothing in it, which ends what is compressed (RFC 1951, section 3.2.6).
const LAST_BLOCK: [u8; 2] = [3, 0];

/// How the events travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// As they are.
    Plain,
    /// With gzip, which makes a fifth of them (measured with a thousand targets).
    Compressed,
}

impl Line {
    /// What suits whoever sends these headers.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let accepted = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        let reads_gzip = accepted.flat_map(|codings| codings.split(',')).any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            let is_gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
            // Of quality 0 is what is not to be sent (RFC 9110, section 12.4.2).
            is_gzip && !parts.any(|part| part.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0)))
        });
        if reads_gzip { Self::Compressed } else { Self::Plain }
    }

    /// The name of the coding for `Content-Encoding`, if there is one.
    pub(super) fn coding(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Compressed => Some("gzip"),
        }
    }

    /// Most bytes of targets' figures per second, before they are compressed. The rest of a picture (totals, states,
    /// what happened) is a few thousand, so a viewer stays below 100 kB a second however many targets there are.
    pub(super) fn target_bytes_per_second(self) -> f64 {
        match self {
            Self::Plain => 64_000.0,
            Self::Compressed => 192_000.0,
        }
    }
}

/// One event, ready to be sent by any number of streams.
pub(super) struct Piece {
    /// What goes over the line.
    pub(super) bytes: Bytes,
    /// The check sum of the text.
    sum: Crc,
}

/// Makes pieces.
pub(super) struct Writer {
    /// `None` on a plain line.
    deflate: Option<Compress>,
}

impl Writer {
    pub(super) fn new(line: Line) -> Self {
        Self { deflate: (line == Line::Compressed).then(|| Compress::new(Compression::default(), false)) }
    }

    /// An event as [server-sent events](https://html.spec.whatwg.org/multipage/server-sent-events.html) write it.
    pub(super) fn event(&mut self, seq: u64, event: &LiveEvent) -> Arc<Piece> {
        // Types of ours with text for keys: they can be written.
        let data = serde_json::to_string(event).unwrap_or_default();
        self.piece(format!("id: {seq}\ndata: {data}\n\n"))
    }

    /// Nothing, so that the line is not silent.
    pub(super) fn nothing(&mut self) -> Arc<Piece> {
        self.piece(NOTHING.to_owned())
    }

    fn piece(&mut self, text: String) -> Arc<Piece> {
        let mut sum = Crc::new();
        let bytes = match &mut self.deflate {
            None => text.into_bytes(),
            Some(deflate) => {
                sum.update(text.as_bytes());
                deflated(deflate, text.as_bytes())
            }
        };
        Arc::new(Piece { bytes: bytes.into(), sum })
    }
}

/// Compresses `text` without reference to anything before it.
fn deflated(deflate: &mut Compress, text: &[u8]) -> Vec<u8> {
    deflate.reset();
    let mut out = Vec::with_capacity(text.len() / 4 + 64);
    loop {
        let read = usize::try_from(deflate.total_in()).unwrap_or(usize::MAX);
        let rest = text.get(read..).unwrap_or_default();
        // An error is not to be had from memory to memory.
        let is_stuck = deflate.compress_vec(rest, &mut out, FlushCompress::Sync).is_err();
        // With room left over, all that there was to say has been said (zlib's manual, deflate()).
        if is_stuck || out.len() < out.capacity() {
            out.shrink_to_fit();
            return out;
        }
        out.reserve(out.len());
    }
}

/// What a stream says around its pieces.
pub(super) struct Envelope {
    /// Of all that was sent; `None` on a plain line.
    sum: Option<Crc>,
}

impl Envelope {
    pub(super) fn new(line: Line) -> Self {
        Self { sum: (line == Line::Compressed).then(Crc::new) }
    }

    /// What comes before the first piece, if anything does.
    pub(super) fn head(&self) -> Option<Bytes> {
        self.sum.as_ref().map(|_| Bytes::from_static(&GZIP_HEADER))
    }

    /// Notes that `piece` is sent.
    pub(super) fn add(&mut self, piece: &Piece) {
        if let Some(sum) = &mut self.sum {
            sum.combine(&piece.sum);
        }
    }

    /// What comes after the last piece, if anything does.
    pub(super) fn tail(&self) -> Option<Bytes> {
        let sum = self.sum.as_ref()?;
        let tail = [&LAST_BLOCK[..], &sum.sum().to_le_bytes(), &sum.amount().to_le_bytes()];
        Some(tail.concat().into())
    }
}
