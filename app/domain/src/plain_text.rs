//! Characters that do not show: they have no place in names, and must do nothing where they are printed.
//!
//! A control character can move a terminal's cursor or end a line of a log; a mark of writing direction makes a text
//! read as another one (Unicode Technical Report 36, 3.5); a character without width makes two names look the same.

use crate::messages::TextFinding;
use std::fmt::Write;

/// Whether `c` does not show, or changes how what follows is shown. Blanks, joiners and variation selectors are not
/// among them.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Marks, embeddings, overrides and isolates of writing direction.
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
            // Ends of lines and paragraphs.
            | '\u{2028}' | '\u{2029}'
            // Without width: soft hyphen, separators, invisible operators, byte order mark, annotations, tags.
            | '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// What is wrong with `text` as a name or title; `None` if nothing is.
pub fn objection(text: &str) -> Option<TextFinding> {
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        // Joiners belong to scripts and to emoji; between letters of English they are there to deceive.
        let is_joiner = matches!(c, '\u{200c}' | '\u{200d}');
        let joins = is_joiner && !before.is_ascii() && rest.peek().is_some_and(|after| !after.is_ascii());
        if is_hidden(c) || is_joiner && !joins {
            return Some(TextFinding::HiddenCharacter { character: name(c) });
        }
        before = c;
    }
    None
}

/// As [`objection`], for a text of several lines.
pub fn objection_to_lines(text: &str) -> Option<TextFinding> {
    let lines = text.replace("\r\n", "\n");
    lines.split('\n').find_map(|line| objection(&line.replace('\t', " ")))
}

/// `text` with what does not show written out, as `<U+202E>`.
pub fn visible(text: &str) -> String {
    let mut seen = String::with_capacity(text.len());
    for c in text.chars() {
        match is_hidden(c) {
            // Writing to a String cannot fail.
            true => _ = write!(seen, "<{}>", name(c)),
            false => seen.push(c),
        }
    }
    seen
}

fn name(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_show_is_refused_and_named() {
        for (text, named) in [
            ("a\u{1b}[31m", "U+001B"),
            ("a\0", "U+0000"),
            ("a\rb", "U+000D"),
            ("a\u{9b}31m", "U+009B"),
            ("a\u{202e}b", "U+202E"),
            ("a\u{2066}b", "U+2066"),
            ("a\u{2028}b", "U+2028"),
            ("a\u{200b}b", "U+200B"),
            ("a\u{200d}b", "U+200D"),
            ("\u{feff}a", "U+FEFF"),
            ("a\u{e0041}", "U+E0041"),
        ] {
            assert!(objection(text).is_some_and(|finding| finding.to_string().contains(named)), "{named}");
            assert!(objection_to_lines(text).is_some(), "{named}");
        }
    }

    #[test]
    fn what_people_write_is_taken() {
        for text in
            ["", "Black Friday", "Größe & Maß <3", "سلام\u{200c}دنیا", "👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}", "日本語"]
        {
            assert_eq!(objection(text), None, "{text}");
        }
        assert_eq!(objection_to_lines("one\r\n\ttwo\nthree"), None);
        assert!(objection_to_lines("one\rtwo").is_some(), "a terminal would write over the first line");
    }

    #[test]
    fn it_can_be_seen() {
        assert_eq!(visible("a\u{1b}]0;b\u{7}\nc"), "a<U+001B>]0;b<U+0007><U+000A>c");
    }
}
