//! One line of a pasted list.

use super::COLUMNS;
use crate::editors::{
    fields,
    row::{Row, TokenChange},
};
use csv::StringRecord;
use domain::{
    MultiTargetConfig, Target, Validation,
    messages::{CellFinding, NumberFinding, PasteFinding},
};

/// Which field stands in which column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns(Vec<&'static str>);

impl Columns {
    /// The columns a header names; `None` if the record is no header.
    pub(super) fn of_header(record: &StringRecord) -> Option<Result<Self, PasteFinding>> {
        let names: Vec<String> = record.iter().map(|cell| cell.trim().to_ascii_lowercase()).collect();
        if !names.iter().any(|name| name == "url") {
            return None;
        }
        let mut columns: Vec<&'static str> = Vec::new();
        for name in &names {
            match COLUMNS.into_iter().find(|known| known == name) {
                Some(known) if columns.contains(&known) => {
                    return Some(Err(PasteFinding::ColumnTwice { column: known }));
                }
                Some(known) => columns.push(known),
                None => {
                    let known = COLUMNS.to_vec();
                    return Some(Err(PasteFinding::UnknownColumn { column: name.clone(), known }));
                }
            }
        }
        Some(Ok(Self(columns)))
    }

    /// The columns of a list without a header: all of them in order; without the name if the first
    /// cell is an address.
    pub(super) fn by_position(first: &StringRecord) -> Self {
        let address_first = first.get(0).is_some_and(|cell| cell.contains("://")) || first.len() == 1;
        Self(COLUMNS.into_iter().skip(usize::from(address_first)).collect())
    }

    /// Reads one line.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub(super) fn read(&self, record: &StringRecord) -> Result<Row, PasteFinding> {
        if record.iter().any(|cell| cell.trim().contains('\n')) {
            return Err(PasteFinding::QuotationOpen);
        }
        // A list without a header may mix bare addresses with full lines.
        let bare = [COLUMNS.get(1).copied().unwrap_or_default()];
        let columns: &[&'static str] = if record.len() == 1 { &bare } else { &self.0 };
        if record.len() > columns.len() {
            return Err(PasteFinding::TooManyCells { has: record.len(), known: columns.to_vec() });
        }
        let mut row = Row::new();
        for (column, cell) in columns.iter().zip(record) {
            let cell = cell.trim();
            match (*column, cell) {
                ("name", _) => row.name = cell.to_owned(),
                ("url", _) => row.url = cell.to_owned(),
                (_, "") => {}
                ("site_id", _) => row.site_id = cell.to_owned(),
                ("token_auth", _) => row.token = TokenChange::Replace(cell.to_owned()),
                ("weight", _) => row.weight = cell.to_owned(),
                ("visits_per_day", _) => row.visits_per_day = cell.to_owned(),
                ("max_visits_per_second", _) => row.max_rate = cell.to_owned(),
                _ => row.enabled = flag(cell)?,
            }
        }
        check(&row)?;
        Ok(row)
    }
}

fn flag(cell: &str) -> Result<bool, PasteFinding> {
    match cell.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" | "on" => Ok(true),
        "false" | "no" | "0" | "off" => Ok(false),
        _ => Err(PasteFinding::NotAFlag { text: cell.to_owned() }),
    }
}

/// The very rules the editor and the server check with.
fn check(row: &Row) -> Result<(), PasteFinding> {
    let number = |column, text: &str| fields::whole(text).map_err(|finding| wrong(column, finding));
    let optional = |column, text: &str| match text {
        "" => Ok(None),
        text => fields::number(text).map(Some).map_err(|finding| wrong(column, finding)),
    };
    let mut config = MultiTargetConfig {
        targets: vec![Target {
            name: row.name.clone(),
            weight: number("weight", &row.weight)?,
            token_auth: match &row.token {
                TokenChange::Replace(text) => Some(domain::TokenAuth::new(text.as_str())),
                TokenChange::Keep | TokenChange::Clear => None,
            },
            visits_per_day: optional("visits_per_day", &row.visits_per_day)?,
            max_visits_per_second: optional("max_visits_per_second", &row.max_rate)?,
            ..Target::new(row.url.as_str(), number("site_id", &row.site_id)?)
        }],
        ..Default::default()
    };
    config.normalise();
    let errors = Validation::for_storing(&config).errors;
    if errors.is_empty() {
        return Ok(());
    }
    let cells = errors.into_iter().map(|error| CellFinding {
        column: error.field.trim_start_matches("targets[0].").to_owned(),
        why: error.into(),
    });
    Err(PasteFinding::CellsWrong { cells: cells.collect() })
}

fn wrong(column: &str, finding: NumberFinding) -> PasteFinding {
    PasteFinding::CellsWrong { cells: vec![CellFinding { column: column.to_owned(), why: finding.into() }] }
}
