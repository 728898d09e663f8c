//! What is wrong with a line of a pasted list of targets.

use super::{Message, Sentence, size};
use serde::Serialize;
use std::fmt;

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum PasteFinding {
    #[error("the header names the column {column:?} twice")]
    ColumnTwice { column: &'static str },
    #[error("the header has a column {column:?}; known columns are {}", .known.join(", "))]
    UnknownColumn { column: String, known: Vec<&'static str> },
    #[error("a quotation mark is opened here and not closed on the same line")]
    QuotationOpen,
    #[error("has {} columns; expected at most {}", size(*.has), .known.join(", "))]
    TooManyCells { has: usize, known: Vec<&'static str> },
    #[error("enabled: must be true or false, is {text:?}")]
    NotAFlag { text: String },
    #[error("a configuration has at most {} targets; remove some first", size(*.most))]
    NoRoomForTarget { most: usize },
    #[error("{name:?} is already the name of a target; change it or leave it empty")]
    PastedNameTwice { name: String },
    #[error("{}", listed(.cells))]
    CellsWrong { cells: Vec<CellFinding> },
    /// `reason` is what the reader of the lines says.
    #[error("{reason}")]
    LineUnreadable { reason: String },
}

impl Sentence for PasteFinding {}

/// What is wrong with one cell of a line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CellFinding {
    /// Its column.
    pub column: String,
    /// What is wrong with it.
    pub why: Message,
}

impl fmt::Display for CellFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.column, self.why)
    }
}

fn listed(cells: &[CellFinding]) -> String {
    cells.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
