//! Places in a long text: what a finding about `line 17` points at.

/// The line a finding is about: `line 17` is 17.
pub fn line_of(field: &str) -> Option<usize> {
    field.strip_prefix("line ")?.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok().filter(|line| *line > 0)
}

/// Where a line (from 1) begins and ends in `text`, counted in UTF-16 units, as browsers count; `None`
/// when there is no such line.
pub fn range_of(text: &str, line: usize) -> Option<(u32, u32)> {
    let mut start = 0_u32;
    for (number, content) in text.split('\n').enumerate() {
        let length = u32::try_from(content.encode_utf16().count()).ok()?;
        if number + 1 == line {
            return Some((start, start.checked_add(length)?));
        }
        start = start.checked_add(length)?.checked_add(1)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_by_number() {
        assert_eq!((line_of("line 17"), line_of("line 3, column 5")), (Some(17), Some(3)));
        assert_eq!((line_of("text"), line_of("line x"), line_of("line 0")), (None, None, None));
    }

    #[test]
    fn ranges_count_as_browsers_do() {
        // 😀 is two UTF-16 units, é is one.
        let text = "é\n😀b\n\nlast";
        assert_eq!(range_of(text, 1), Some((0, 1)));
        assert_eq!(range_of(text, 2), Some((2, 5)));
        assert_eq!(range_of(text, 3), Some((6, 6)));
        assert_eq!(range_of(text, 4), Some((7, 11)));
        assert_eq!(range_of(text, 5), None);
    }
}
