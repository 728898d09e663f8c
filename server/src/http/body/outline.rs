//! What a JSON text would take in memory once it is read, told from a single look at its bytes: millions of tiny
//! values take a hundred times the room of their text.

/// What an object takes that has at least one field, bytes: a map's smallest node.
const OBJECT: usize = 640;
/// What a list takes that has at least one item, bytes.
const LIST: usize = 128;
/// What each further field or item takes, bytes.
const MORE: usize = 96;

/// About how many bytes the values in `text` take, besides the text itself; 0 unless it is an object or a list. What
/// is no JSON is never read further than its first mistake, so it takes no more than what stands before that.
pub fn size(text: &[u8]) -> usize {
    if !matches!(text.trim_ascii_start().first(), Some(b'{' | b'[')) {
        return 0;
    }
    let (mut size, mut is_text, mut is_escaped) = (0_usize, false, false);
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
        for text in ["", "A=1,2,3\nB={", "\"[,\"", "\u{feff}{"] {
            assert_eq!(size(text.as_bytes()), 0, "{text}");
        }
        // What never ends is counted to its end, and what overflows stays.
        assert_eq!(size(&b"[".repeat(1_000)), 1_000 * LIST);
    }
}
