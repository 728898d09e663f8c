//! The body of an answer as it was meant: some servers compress whether asked to or not, and files saved with a byte
//! order mark or an empty line in front put these before every answer of the program they belong to.

use super::pool::MAX_BODY;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use http::{HeaderMap, header::CONTENT_ENCODING};
use std::{borrow::Cow, io::Read};

const MARK: &[u8] = b"\xef\xbb\xbf";

/// So many codings, one in another, are undone.
const MOST_CODINGS: usize = 3;

/// The body that `body` stands for: no more than is read of any (`MAX_BODY`), however little it was packed into. What
/// cannot be unpacked is left as it is.
pub(crate) fn read<'a>(headers: &HeaderMap, body: &'a [u8]) -> Cow<'a, [u8]> {
    let mut content = Cow::Borrowed(body);
    for coding in codings(headers).into_iter().rev().take(MOST_CODINGS) {
        match unpacked(&coding, &content) {
            Some(unpacked) => content = Cow::Owned(unpacked),
            None => break,
        }
    }
    match content {
        Cow::Borrowed(bytes) => Cow::Borrowed(after_mark(bytes)),
        Cow::Owned(bytes) => match after_mark(&bytes) {
            rest if rest.len() == bytes.len() => Cow::Owned(bytes),
            rest => Cow::Owned(rest.to_vec()),
        },
    }
}

/// The codings of the body, the first that was applied in front; without those that do nothing.
fn codings(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let codings = values.flat_map(|value| value.split(',')).map(|coding| coding.trim().to_ascii_lowercase());
    // Matomo itself answers with "none".
    codings.filter(|coding| !matches!(coding.as_str(), "" | "identity" | "none")).collect()
}

fn unpacked(coding: &str, packed: &[u8]) -> Option<Vec<u8>> {
    let limit = MAX_BODY as u64;
    let mut content = Vec::new();
    let read = match coding {
        "gzip" | "x-gzip" => MultiGzDecoder::new(packed).take(limit).read_to_end(&mut content),
        // The standard means zlib's format; some send the bare one (RFC 9110, 8.4.1.2).
        "deflate" => ZlibDecoder::new(packed).take(limit).read_to_end(&mut content).or_else(|_| {
            content.clear();
            DeflateDecoder::new(packed).take(limit).read_to_end(&mut content)
        }),
        // A window beyond the standard (RFC 7932, 9.1), which would take up to 1 GiB.
        "br" if packed.first().is_some_and(|first| first & 0x7f == 0x11) => return None,
        "br" => brotli_decompressor::Decompressor::new(packed, 4 * 1024).take(limit).read_to_end(&mut content),
        _ => return None,
    };
    read.ok().map(|_| content)
}

fn after_mark(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes.trim_ascii_start();
    while let Some(after) = rest.strip_prefix(MARK) {
        rest = after.trim_ascii_start();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{
        Compression,
        write::{DeflateEncoder, GzEncoder, ZlibEncoder},
    };
    use std::io::Write;

    const PIXEL: &[u8] = b"GIF89a and the rest";
    /// `brotli` of [`PIXEL`], stored without compression: one last metablock needs a length and the bytes (RFC 7932).
    const BROTLI: &[u8] = b"\x0b\x09\x80GIF89a and the rest\x03";

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn of(coding: &str, body: &[u8]) -> Vec<u8> {
        read(&HeaderMap::from_iter([(CONTENT_ENCODING, coding.parse().unwrap())]), body).into_owned()
    }

    #[test]
    fn what_is_packed_is_read() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(PIXEL).unwrap();
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::fast());
        bare.write_all(PIXEL).unwrap();
        let cases = [
            ("gzip", gzip(PIXEL)),
            ("X-GZIP", gzip(PIXEL)),
            ("none, gzip", gzip(PIXEL)),
            ("gzip, gzip", gzip(&gzip(PIXEL))),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", bare.finish().unwrap()),
            ("br", BROTLI.to_vec()),
            ("none", PIXEL.to_vec()),
            ("identity", PIXEL.to_vec()),
            // It says so, and it is not so.
            ("gzip", PIXEL.to_vec()),
            ("zstd", PIXEL.to_vec()),
        ];
        for (coding, body) in cases {
            assert_eq!(of(coding, &body), PIXEL, "{coding}");
        }
    }

    #[test]
    fn no_answer_is_unpacked_without_end() {
        assert_eq!(of("gzip", &gzip(&vec![b' '; 50_000_000])).len(), 0, "blanks in front do not count");
        assert_eq!(of("gzip", &gzip(&vec![b'x'; 50_000_000])).len(), MAX_BODY);
        let four_times = (0..4).fold(PIXEL.to_vec(), |body, _| gzip(&body));
        assert_ne!(of("gzip, gzip, gzip, gzip", &four_times), PIXEL);
    }

    #[test]
    fn no_answer_has_a_window_beyond_the_standard() {
        // The mark of a large window, of 30 bits here, and the rest as in `BROTLI`.
        let head: u64 = 0x11 | 30 << 8 | (PIXEL.len() as u64 - 1) << 17 | 1 << 33;
        let body = [&head.to_le_bytes()[..5], PIXEL, b"\x03"].concat();
        assert_eq!(of("br", &body), body);
    }

    #[test]
    fn marks_and_blanks_before_an_answer_are_read_past() {
        for before in ["\u{feff}", "\u{feff}\u{feff}", "\n", "\r\n\u{feff}\n ", ""] {
            let body = [before.as_bytes(), PIXEL].concat();
            assert_eq!(read(&HeaderMap::new(), &body).as_ref(), PIXEL, "{before:?}");
            assert_eq!(of("gzip", &gzip(&body)), PIXEL, "{before:?}");
        }
    }
}
