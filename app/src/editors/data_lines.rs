//! Places in a long text: what a finding about `line 17` points at.

use crate::form::{Finding, Place, id_of_path};
use domain::FieldError;

/// The name of a finding about a text, and the way to its line.
pub fn finding(error: FieldError) -> Finding {
    let id = id_of_path("text");
    let place = line_of(&error.field).map_or_else(|| id.clone(), |line| format!("{id}:{line}"));
    let mut first = error.field.chars();
    let label = first.next().map_or_else(String::new, |letter| letter.to_uppercase().chain(first).collect());
    Finding { id, label, message: error.message, place: Place::Input(place) }
}

/// The line of the text a [`finding`]'s place is about.
pub fn line_at(place: &Place) -> Option<usize> {
    match place {
        Place::Input(id) => id.split_once(':')?.1.parse().ok(),
        Place::Page(_) | Place::Unknown => None,
    }
}

/// Findings stand in the order of their lines.
pub fn place_of(field: &str) -> usize {
    line_of(field).unwrap_or_default()
}

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
    use domain::messages::DataSetFinding;

    #[test]
    fn lines_are_found_by_number() {
        assert_eq!((line_of("line 17"), line_of("line 3, column 5")), (Some(17), Some(3)));
        assert_eq!((line_of("text"), line_of("line x"), line_of("line 0")), (None, None, None));
    }

    #[test]
    fn a_finding_leads_to_its_line() {
        let named = finding(FieldError::new("line 17", DataSetFinding::NotAScreenSize));
        assert_eq!((named.label.as_str(), line_at(&named.place)), ("Line 17", Some(17)));
        let whole = finding(FieldError::new("click_events[0].action", DataSetFinding::EventIncomplete));
        assert_eq!((whole.place, line_at(&Place::Unknown)), (Place::Input("f-text".into()), None));
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
