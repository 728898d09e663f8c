//! The body of an answer, found in what is read by its framing.

use super::head::Framing;
use domain::messages::NetworkDetail;

/// The longest line between two chunks, bytes: a chunk's size with its extensions, or a trailer.
const MAX_LINE: usize = 4 * 1024;
/// The most of trailers, bytes.
const MAX_TRAILERS: usize = 16 * 1024;

/// What is still to come of a body.
#[derive(Debug)]
pub(super) enum Body {
    /// So many bytes.
    Length(u64),
    /// Chunks.
    Chunked(Chunks),
    /// Whatever comes.
    UntilEnd,
}

/// Where in a chunked body (RFC 9112, 7.1) the next byte stands.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    at: At,
    /// The line so far.
    line: Vec<u8>,
    trailers: usize,
    /// A line ended without a carriage return: somebody in between may have seen the chunks otherwise.
    is_odd: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// In the line that says how long the next chunk is.
    #[default]
    Size,
    /// So many bytes before the end of a chunk.
    Data(u64),
    /// In the empty line after a chunk.
    DataEnd,
    /// In the trailers.
    Trailers,
    /// Behind it all.
    Done,
}

const LENGTHLESS: Malformed = Malformed(NetworkDetail::ChunkWithoutLength);

/// It is not a body of that framing; why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed(pub NetworkDetail);

impl Body {
    /// A body of which nothing has come yet.
    pub(super) fn new(framing: Framing) -> Self {
        match framing {
            Framing::Length(length) => Self::Length(length),
            Framing::Chunked => Self::Chunked(Chunks::default()),
            Framing::UntilEnd => Self::UntilEnd,
        }
    }

    /// Whether nothing more belongs to it. One that lasts until the end of the connection never is.
    pub(super) fn is_done(&self) -> bool {
        match self {
            Self::Length(left) => *left == 0,
            Self::Chunked(chunks) => chunks.at == At::Done,
            Self::UntilEnd => false,
        }
    }

    /// Whether it was framed in a way that the standard does not have, so that whatever follows on the connection
    /// may belong to it.
    pub(super) fn is_odd(&self) -> bool {
        matches!(self, Self::Chunked(chunks) if chunks.is_odd)
    }

    /// Takes the next part of the body from the front of `bytes`, which moves on past all that belongs to the
    /// body. Empty when only framing was found.
    ///
    /// # Errors
    /// [`Malformed`].
    pub(super) fn next<'a>(&mut self, bytes: &mut &'a [u8]) -> Result<&'a [u8], Malformed> {
        match self {
            Self::Length(left) => Ok(take(left, bytes)),
            Self::Chunked(chunks) => chunks.next(bytes),
            Self::UntilEnd => Ok(std::mem::take(bytes)),
        }
    }
}

/// Whether `line`, without its end, is a field as it stands in a head: who took it for one and who did not would see
/// different ends of the body.
fn is_field(line: &[u8]) -> bool {
    let section = [line, b"\r\n\r\n"].concat();
    httparse::parse_headers(&section, &mut [httparse::EMPTY_HEADER; 1]).is_ok_and(|read| read.is_complete())
}

impl Chunks {
    fn next<'a>(&mut self, bytes: &mut &'a [u8]) -> Result<&'a [u8], Malformed> {
        match &mut self.at {
            At::Done => return Ok(&[]),
            At::Data(left) => {
                let part = take(left, bytes);
                if *left == 0 {
                    self.at = At::DataEnd;
                }
                return Ok(part);
            }
            At::Size | At::DataEnd | At::Trailers => {}
        }
        if self.complete_line(bytes)? {
            self.at = self.after_line()?;
            self.line.clear();
        }
        Ok(&[])
    }

    /// Adds to the line up to its end; whether that is reached.
    fn complete_line(&mut self, bytes: &mut &[u8]) -> Result<bool, Malformed> {
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let (line, rest) = bytes.split_at(end.map_or(bytes.len(), |end| end + 1));
        *bytes = rest;
        if self.line.len() + line.len() > MAX_LINE {
            return Err(Malformed(NetworkDetail::ChunkLineTooLong));
        }
        self.line.extend_from_slice(line);
        Ok(end.is_some())
    }

    fn after_line(&mut self) -> Result<At, Malformed> {
        let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        let (line, is_odd) = line.strip_suffix(b"\r").map_or((line, true), |line| (line, false));
        self.is_odd |= is_odd;
        let is_empty = line.is_empty();
        match self.at {
            At::Size => match size(line).ok_or(LENGTHLESS)? {
                0 => Ok(At::Trailers),
                length => Ok(At::Data(length)),
            },
            At::DataEnd if is_empty => Ok(At::Size),
            At::DataEnd => Err(Malformed(NetworkDetail::ChunkTooLong)),
            At::Trailers if is_empty => Ok(At::Done),
            At::Trailers => {
                self.trailers += self.line.len();
                if self.trailers > MAX_TRAILERS {
                    Err(Malformed(NetworkDetail::TrailersTooLong))
                } else if !is_field(line) {
                    Err(Malformed(NetworkDetail::TrailerInvalid))
                } else {
                    Ok(At::Trailers)
                }
            }
            At::Data(_) | At::Done => Ok(self.at),
        }
    }
}

/// The length that the line before a chunk says, however many zeros it begins with, and whatever follows it as an
/// extension.
fn size(line: &[u8]) -> Option<u64> {
    let digits = line.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let (digits, rest) = line.split_at_checked(digits)?;
    let is_extension = matches!(rest.trim_ascii_start().first(), None | Some(b';'));
    // Longer than 16 digits without the zeros does not fit, and none is no length.
    let digits = str::from_utf8(digits).ok().filter(|_| is_extension)?;
    u64::from_str_radix(digits, 16).ok()
}

/// The next `left` bytes, as far as they are there.
fn take<'a>(left: &mut u64, bytes: &mut &'a [u8]) -> &'a [u8] {
    let (part, rest) = bytes.split_at(bytes.len().min(usize::try_from(*left).unwrap_or(usize::MAX)));
    *left -= part.len() as u64;
    *bytes = rest;
    part
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(framing: Framing, parts: &[&[u8]]) -> Result<(Vec<u8>, Vec<u8>, bool), Malformed> {
        let mut body = Body::new(framing);
        let mut found = Vec::new();
        let mut rest = Vec::new();
        for part in parts {
            let mut part: &[u8] = part;
            while !part.is_empty() && !body.is_done() {
                found.extend_from_slice(body.next(&mut part)?);
            }
            rest.extend_from_slice(part);
        }
        Ok((found, rest, body.is_done()))
    }

    proptest! {
        #[test]
        fn chunks_are_put_together_however_they_come(
            chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..40), 0..6),
            has_trailer: bool,
            cut in 1_usize..20,
        ) {
            let mut sent = Vec::new();
            for (number, chunk) in chunks.iter().enumerate() {
                let extension = if number % 2 == 0 { "" } else { ";name=\"value\"" };
                sent.extend_from_slice(format!("{:X}{extension}\r\n", chunk.len()).as_bytes());
                sent.extend_from_slice(chunk);
                sent.extend_from_slice(b"\r\n");
            }
            sent.extend_from_slice(if has_trailer { b"0\r\nTrailer: 1\r\n\r\n" } else { b"0\r\n\r\n" });
            let parts: Vec<&[u8]> = sent.chunks(cut).collect();
            prop_assert_eq!(read(Framing::Chunked, &parts), Ok((chunks.concat(), Vec::new(), true)));
            // One byte less, and it is not over.
            let (all_but_one, _) = sent.split_at(sent.len() - 1);
            prop_assert!(!read(Framing::Chunked, &[all_but_one]).unwrap().2);
        }
    }

    #[test]
    fn a_body_ends_where_it_says_and_what_follows_is_left() {
        assert_eq!(read(Framing::Length(3), &[b"ab", b"cd"]), Ok((b"abc".to_vec(), b"d".to_vec(), true)));
        assert_eq!(read(Framing::Length(0), &[b"a"]), Ok((vec![], b"a".to_vec(), true)));
        assert_eq!(read(Framing::Chunked, &[b"1\r\na\r\n0\r\n\r\nHTTP"]), Ok((b"a".to_vec(), b"HTTP".to_vec(), true)));
        assert_eq!(read(Framing::UntilEnd, &[b"a", b"b"]), Ok((b"ab".to_vec(), vec![], false)));
    }

    #[test]
    fn chunks_are_read_as_browsers_read_them() {
        for (sent, is_odd) in [
            (&b"0000000000000000000000000000003\r\nabc\r\n00000000000000000000\r\n\r\n"[..], false),
            (b"3  \r\nabc\r\n0\r\n\r\n", false),
            (b"3 ; a=\"b\"\r\nabc\r\n0\r\n\r\n", false),
            (b"3\nabc\r\n0\r\n\r\n", true),
            (b"3\nabc\n0\n\n", true),
        ] {
            let mut body = Body::new(Framing::Chunked);
            let mut rest = sent;
            let mut found = Vec::new();
            while !body.is_done() {
                found.extend_from_slice(body.next(&mut rest).unwrap());
            }
            let name = sent.escape_ascii().to_string();
            assert_eq!((found, body.is_odd(), rest.len()), (b"abc".to_vec(), is_odd, 0), "{name}");
        }
    }

    #[test]
    fn what_is_no_chunk_is_refused() {
        for bytes in [
            &b"x\r\n"[..],
            b"\r\n",
            b"-1\r\n",
            b"+1\r\n",
            b"1 1\r\n",
            b"1x\r\n",
            b"2\r\nabc\r\n",
            b"fffffffffffffffff\r\n",
            &[b'1'; MAX_LINE + 1],
        ] {
            assert!(read(Framing::Chunked, &[bytes]).is_err(), "{:?}", bytes.escape_ascii().to_string());
        }
        for trailer in ["0", "no field", " folded: 1", "a b: 1"] {
            let sent = format!("0\r\n{trailer}\r\n\r\n");
            assert_eq!(
                read(Framing::Chunked, &[sent.as_bytes()]),
                Err(Malformed(NetworkDetail::TrailerInvalid)),
                "{trailer:?}"
            );
        }
        let trailers = [&b"0\r\n"[..], &b"Trailer: 1\r\n".repeat(MAX_TRAILERS / 12 + 1)].concat();
        assert!(read(Framing::Chunked, &[&trailers]).is_err());
    }
}
