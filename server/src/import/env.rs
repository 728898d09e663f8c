//! `.env` files: `KEY=value`, as shells, Docker and Compose understand them.

use super::{
    MOST_LEFT_OUT, MOST_SETTINGS,
    entry::{Entry, File},
};
use domain::{FieldError, messages::ImportFinding};

/// Reads the lines of `text`. Empty lines and comments do not count; other lines that are no assignment
/// are named by number.
pub(super) fn read(text: &str) -> File {
    let mut file = File::default();
    for (index, line) in text.lines().enumerate() {
        // One more than is accepted, so that it is refused; of lines that are no setting, one more than is reported.
        if file.entries.len() > MOST_SETTINGS || file.left_out.len() > MOST_LEFT_OUT {
            break;
        }
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match assignment(line) {
            Some((name, value)) => file.entries.push(Entry { name: name.to_owned(), text: Some(value) }),
            None => file.left_out.push(FieldError::new(format!("line {}", index + 1), ImportFinding::NotAnAssignment)),
        }
    }
    file
}

fn assignment(line: &str) -> Option<(&str, String)> {
    let (name, value) = line.split_once('=')?;
    let name = name.trim();
    let name = name.strip_prefix("export").filter(|rest| rest.starts_with(char::is_whitespace)).unwrap_or(name).trim();
    let is_name = !name.is_empty()
        && name.len() <= 100
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    // Nothing but a comment, which a blank sets apart.
    let is_comment = value.trim_start().starts_with('#') && value.starts_with(char::is_whitespace);
    is_name.then(|| (name, if is_comment { String::new() } else { value_of(value.trim()) }))
}

/// Without quotes and the comment behind it. In double quotes a backslash takes the next character as it is.
fn value_of(text: &str) -> String {
    let Some(quote) = text.chars().next().filter(|first| ['"', '\''].contains(first)) else {
        return text
            .find(" #")
            .or_else(|| text.find("\t#"))
            .map_or(text, |end| text.get(..end).unwrap_or(text))
            .trim()
            .to_owned();
    };
    let mut value = String::new();
    let mut rest = text.chars().skip(1);
    while let Some(next) = rest.next() {
        match next {
            '\\' if quote == '"' => value.extend(rest.next()),
            end if end == quote => return value,
            other => value.push(other),
        }
    }
    // No closing quote: it was none.
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assignments_come_in_many_spellings() {
        for (line, name, value) in [
            ("A=1", "A", "1"),
            ("export A=1", "A", "1"),
            ("export\tA = 1 ", "A", "1"),
            ("exported=1", "exported", "1"),
            ("A=\"x y\" # said twice", "A", "x y"),
            ("A='x # y'", "A", "x # y"),
            ("A=x # y", "A", "x"),
            ("A=x#y", "A", "x#y"),
            ("A=", "A", ""),
            ("A= #optional", "A", ""),
            ("A=\t# optional", "A", ""),
            ("A=#x", "A", "#x"),
            ("A=\"a\\\"b\"", "A", "a\"b"),
            ("A=b=c", "A", "b=c"),
            ("A=\"b", "A", "\"b"),
        ] {
            assert_eq!(assignment(line), Some((name, value.to_owned())), "{line}");
        }
        for line in ["A", "=1", "1A=2", "a b=c", "- A=1"] {
            assert_eq!(assignment(line), None, "{line}");
        }
    }
}
