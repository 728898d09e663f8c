//! What the texts amount to: the configuration they stand for, and every finding with the input that
//! shows it.

use super::{
    draft::{At, Draft, WindowForm},
    fields,
    lists::List,
    section::Section,
};
use crate::{
    base::at,
    editors::labels,
    form::{Finding, Findings, Place, id_of_path},
};
use domain::{FieldError, MultiTargetConfig, Shape, Validation};
use std::sync::Arc;

/// A draft, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assessed {
    /// The configuration; where a text is no number it holds what is stored and an error says so.
    pub config: MultiTargetConfig,
    /// What is wrong with it.
    pub findings: Arc<Findings>,
}

impl Assessed {
    /// Reads a draft of what was `stored`.
    pub fn of(draft: &Draft, stored: &MultiTargetConfig) -> Self {
        let mut config = stored.clone();
        let unread = draft.read_into(&mut config);
        config.normalise();
        let found = Validation::for_storing(&config);
        let findings = Findings::new(found, unread, |error| show(error, draft.window), place_of);
        Self { config, findings: Arc::new(findings) }
    }

    /// Number of errors in a section.
    pub fn errors_in(&self, section: Section) -> usize {
        self.findings.errors.iter().filter(|error| Section::of_path(&error.field) == Some(section)).count()
    }

    /// Whether the parts of a load shape have errors: then they are shown even if another shape applies.
    pub fn shape_has_error(&self, shape: Shape) -> bool {
        let part = match shape {
            Shape::Constant => return false,
            Shape::Ramp => "load_shape.ramp",
            Shape::Steps => "load_shape.steps",
            Shape::Spike => "load_shape.spike",
            Shape::DayCurve => "load_shape.day_curve",
        };
        self.findings.errors.iter().any(|error| error.field.starts_with(part))
    }
}

/// The name of a finding about this draft, and the way to its input.
pub fn finding(mut error: FieldError, draft: &Draft) -> Finding {
    show(&mut error, draft.window);
    let FieldError { field, message, .. } = error;
    if let Some(spec) = fields::find(&field) {
        return Finding::at_input(At::Field(spec.path).id(), spec.label.to_owned(), message);
    }
    for list in List::ALL {
        if let Some((index, column)) = row_of(list, &field)
            && let Some(row) = draft.rows(list).get(index)
        {
            let column = list.columns().into_iter().find(|known| *known == column).unwrap_or_default();
            let label = match list.column_label(column) {
                "" => list.row_label(index),
                column => format!("{}, {}", list.row_label(index), column.to_lowercase()),
            };
            return Finding::at_input(At::Cell(list, row.key, column).id(), label, message);
        }
    }
    let id = id_of_path(&field);
    let (label, place) = match Section::of_path(&field) {
        Some(section) => (section.title().to_owned(), Place::Input(section.id().to_owned())),
        None if field.starts_with("targets") => ("Targets".to_owned(), Place::Page(at("/targets"))),
        None => (field, Place::Unknown),
    };
    Finding { id, label, message, place }
}

/// Says a finding at the input that shows it, in words of the page.
fn show(error: &mut FieldError, window: WindowForm) {
    error.field = shown_at(&error.field, window);
    error.message = labels::sentence(error);
}

/// What a field of the traffic editor is called on other pages, and the link to its section there.
pub fn elsewhere(path: &str) -> Option<(String, String)> {
    let section = Section::of_path(path)?;
    let row = List::ALL.into_iter().find_map(|list| row_of(list, path).map(|(index, _)| list.row_label(index)));
    let label = row.or_else(|| fields::find(path).map(|spec| spec.label.to_owned()));
    Some((label.unwrap_or_else(|| section.title().to_owned()), at(format_args!("/traffic#{}", section.id()))))
}

/// `countries[3].weight` taken apart: the index and the column.
fn row_of(list: List, path: &str) -> Option<(usize, &str)> {
    let (index, column) = path.strip_prefix(list.path())?.strip_prefix('[')?.split_once(']')?;
    Some((index.parse().ok()?, column.strip_prefix('.').unwrap_or(column)))
}

/// Path of the input that shows the findings for `path`.
fn shown_at(path: &str, window: WindowForm) -> String {
    let path = if path.starts_with("ecommerce_shipping_rates[") { "ecommerce_shipping_rates" } else { path };
    let other = match (window, path) {
        (WindowForm::Days, "backfill_start_date") => "backfill_days_back",
        (WindowForm::Days, "backfill_end_date") => "backfill_duration_days",
        (WindowForm::Dates, "backfill_days_back") => "backfill_start_date",
        (WindowForm::Dates, "backfill_duration_days") => "backfill_end_date",
        _ => path,
    };
    other.to_owned()
}

/// Where a field stands on the page: its section, then its row, then its place among the fields.
fn place_of(path: &str) -> (usize, usize, usize) {
    let section = Section::of_path(path).and_then(|section| Section::ALL.iter().position(|known| *known == section));
    let row = List::ALL.into_iter().find_map(|list| row_of(list, path)).map_or(0, |(index, _)| index + 1);
    let field = fields::all().position(|spec| spec.path == path).unwrap_or(usize::MAX);
    // What belongs to other pages comes first: nothing can be saved before it is put right there.
    (section.map_or(0, |place| place + 1), row, field)
}

#[cfg(test)]
mod tests;
