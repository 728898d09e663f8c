//! Reads a pasted list of targets: one URL a line, or CSV with or without a header. Good lines become
//! rows; every other line is returned as it was, with its number and a sentence, so nothing is lost.

mod line;

use super::row::Row;
use csv::{ReaderBuilder, StringRecord};
use domain::{config::MAX_TARGETS, messages::PasteFinding};
use line::Columns;
use std::collections::HashSet;

/// The columns of a list without a header, in this order.
pub const COLUMNS: [&str; 8] =
    ["name", "url", "site_id", "token_auth", "weight", "enabled", "visits_per_day", "max_visits_per_second"];

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq)]
pub struct BadLine {
    /// Number of its first line, from 1.
    pub line: u64,
    /// The text as pasted.
    pub text: String,
    /// What is wrong with it.
    pub finding: PasteFinding,
}

/// What a pasted text amounts to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pasted {
    /// Rows to add; their keys are 0 until they are added.
    pub rows: Vec<Row>,
    /// Lines to put right.
    pub bad: Vec<BadLine>,
    header: Option<String>,
}

impl Pasted {
    /// Reads `text`. `taken` are the names already in the list, which holds `existing` targets.
    pub fn read(text: &str, taken: &HashSet<String>, existing: usize) -> Self {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter(text))
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let mut pasted = Self::default();
        let mut names = taken.clone();
        let mut columns = None;
        let mut record = StringRecord::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    let finding = PasteFinding::LineUnreadable { reason: error.to_string() };
                    pasted.bad.push(BadLine { line, text: String::new(), finding });
                    break;
                }
            }
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let start = record.position().map_or(0, |position| position.byte() as usize);
            let source = text.get(start..reader.position().byte() as usize).unwrap_or_default();
            // The reader counts the blank and comment lines it skipped as part of the record.
            let (line, source) = first_line(text, start, source);
            let outcome = match &columns {
                Some(columns) => Self::row(columns, &record, &mut names, existing + pasted.rows.len()).map(Some),
                None => match Columns::of_header(&record) {
                    Some(Ok(found)) => {
                        pasted.header = Some(source.to_owned());
                        columns = Some(found);
                        Ok(None)
                    }
                    Some(Err(finding)) => {
                        // Without its header the rest would be read wrongly: return all of it.
                        let rest = text.get(start..).unwrap_or_default();
                        pasted.bad.push(BadLine { line, text: rest.trim().to_owned(), finding });
                        return pasted;
                    }
                    None => {
                        let found = Columns::by_position(&record);
                        Self::row(columns.insert(found), &record, &mut names, existing + pasted.rows.len()).map(Some)
                    }
                },
            };
            match outcome {
                Ok(row) => pasted.rows.extend(row),
                Err(finding) => pasted.bad.push(BadLine { line, text: source.to_owned(), finding }),
            }
        }
        pasted
    }

    /// The lines to put right, as a text that can be read again.
    pub fn leftover(&self) -> String {
        let header = self.header.iter().map(String::as_str);
        header.chain(self.bad.iter().map(|bad| bad.text.as_str())).collect::<Vec<_>>().join("\n")
    }

    fn row(
        columns: &Columns,
        record: &StringRecord,
        names: &mut HashSet<String>,
        count: usize,
    ) -> Result<Row, PasteFinding> {
        let row = columns.read(record)?;
        if count >= MAX_TARGETS {
            return Err(PasteFinding::NoRoomForTarget { most: MAX_TARGETS });
        }
        if !row.name.is_empty() && !names.insert(row.name.clone()) {
            return Err(PasteFinding::PastedNameTwice { name: row.name });
        }
        Ok(row)
    }
}

/// Tabs and semicolons come from spreadsheets.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
    if first.contains('\t') {
        b'\t'
    } else if first.contains(';') && !first.contains(',') {
        b';'
    } else {
        b','
    }
}

/// The number and text of a record without the blank and comment lines before it.
fn first_line<'a>(text: &str, start: usize, source: &'a str) -> (u64, &'a str) {
    let mut rest = source;
    while let Some((line, after)) = rest.split_once('\n') {
        if !line.trim().is_empty() && !line.starts_with('#') {
            break;
        }
        rest = after;
    }
    let skipped = source.len() - rest.len();
    let before = text.get(..start + skipped).unwrap_or_default();
    (before.bytes().filter(|&byte| byte == b'\n').count() as u64 + 1, rest.trim_end_matches(['\r', '\n']))
}

#[cfg(test)]
mod tests;
