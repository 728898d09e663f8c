//! Texts that would be markup, and a reader of HTML that tells what a browser makes of a page.

/// Ends whatever it may stand in, and begins an element and an attribute that are nowhere else.
pub(crate) const MARKUP: &str = "</title></script></textarea><xq7 onxq7=1>\" onxq7='{{7*7}}&quot;&lt;";

/// A character of each kind that must not be in a name.
pub(crate) const HIDDEN: [char; 12] = [
    '\0', '\u{7}', '\r', '\u{1b}', '\u{7f}', '\u{85}', '\u{9b}', '\u{200b}', '\u{202e}', '\u{2028}', '\u{2066}',
    '\u{feff}',
];

/// An element's name and those of its attributes.
pub(crate) type Tag = (String, Vec<String>);

/// The elements that a browser finds in `html` (HTML 13.2.5, as far as it concerns names): quoted values, comments and
/// the contents of elements that hold text only are passed over.
pub(crate) fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (tag, after) = tag(rest);
            let text_only = ["script", "style", "title", "textarea"].contains(&tag.0.as_str());
            let end =
                if text_only { after.to_lowercase().find(&format!("</{}", tag.0)).unwrap_or(after.len()) } else { 0 };
            rest = &after[end..];
            tags.push(tag);
        }
    }
    tags
}

/// The tag that `html` begins with, and what follows it.
fn tag(html: &str) -> (Tag, &str) {
    let name_end = html.find(|c: char| c.is_whitespace() || "/>".contains(c)).unwrap_or(html.len());
    let name = html[..name_end].to_lowercase();
    let mut rest = &html[name_end..];
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return ((name, attributes), rest);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return ((name, attributes), after);
        }
        let end = rest.find(|c: char| c.is_whitespace() || "=/>".contains(c)).unwrap_or(rest.len()).max(1);
        attributes.push(rest[..end].to_lowercase());
        rest = rest[end..].trim_start();
        let Some(value) = rest.strip_prefix('=') else { continue };
        let value = value.trim_start();
        rest = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).map_or("", |(_, rest)| rest),
            _ => &value[value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len())..],
        };
    }
}

#[test]
fn the_reader_finds_what_a_browser_finds() {
    let found =
        |html: &str| tags(html).iter().map(|(name, attributes)| format!("{name}{attributes:?}")).collect::<String>();
    assert_eq!(found("<title>a<b></title><p a=\"<x>\" b='>' c=d e>"), "title[]p[\"a\", \"b\", \"c\", \"e\"]");
    assert_eq!(found("<title></title><xq7 onxq7=1>"), "title[]xq7[\"onxq7\"]");
    assert_eq!(found("<!-- <a> --><script>\"<b>\"</script><i/>"), "script[]i[]");
}
