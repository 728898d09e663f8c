//! Estimates the memory that a JSON text takes once it is parsed, in one pass over its bytes: millions of tiny values
//! take a hundred times the size of their text.

/// The most that the values of a JSON text may take in memory, bytes: twice a set of as many events as are possible.
const MOST: usize = 128 * 1024 * 1024;

/// Whether the values in `text` would take more memory than any that are of use. To be asked before a text is read as
/// JSON that somebody sent, also one within another: to whoever reads that, it is a text like any.
pub(crate) fn is_too_much(text: &[u8]) -> bool {
    size(text) > MOST
}

/// What an object takes that has at least one field, bytes: a map's smallest node.
const OBJECT: usize = 640;
/// What a list takes that has at least one item, bytes.
const LIST: usize = 128;
/// What each further field or item takes, bytes.
const MORE: usize = 96;

/// About how many bytes the values in `text` take, besides the text itself; 0 unless it is an object or a list, with or
/// without byte order marks in front. What is no JSON is never read further than its first mistake, so it takes no more
/// than what stands before that.
fn size(text: &[u8]) -> usize {
    let mut text = text.trim_ascii_start();
    while let Some(rest) = text.strip_prefix(b"\xef\xbb\xbf") {
        text = rest.trim_ascii_start();
    }
    if !matches!(text.first(), Some(b'{' | b'[')) {
        return 0;
    }
    let mut size = 0_usize;
    let mut is_text = false;
    let mut is_escaped = false;
    for byte in text {
        if is_text {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => is_text = false,
                _ => {}
            }
            continue;
        }
        size = size.saturating_add(match byte {
            b'"' => {
                is_text = true;
                0
            }
            b'{' => OBJECT,
            b'[' => LIST,
            b',' => MORE,
            _ => 0,
        });
    }
    size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_count_and_texts_do_not() {
        assert_eq!(size(br#"{"a":[1,2,{"b":"[[[[,,,,{\"{{{"}]}"#), 2 * OBJECT + LIST + 2 * MORE);
        assert_eq!(size(b" \n[]"), LIST);
        for text in ["", "A=1,2,3\nB={", "\"[,\""] {
            assert_eq!(size(text.as_bytes()), 0, "{text}");
        }
        // The parser skips these at the start.
        for mark in ["\u{feff}", "\u{feff}\u{feff} \n", " \u{feff}\t"] {
            assert_eq!(size(format!("{mark}[]").as_bytes()), LIST, "{mark:?}");
        }
        // What never ends is counted to its end, and what overflows stays.
        assert_eq!(size(&b"[".repeat(1_000)), 1_000 * LIST);
    }
}
