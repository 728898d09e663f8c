//! What the texts amount to: the configuration they stand for, and every finding with the input that
//! shows it.

use super::{
    draft::{At, Draft, WindowForm},
    fields,
    lists::List,
    section::Section,
};
use crate::{base::at, editor::assess::finding::readable};
use domain::{FieldError, MultiTargetConfig, Shape, Validation};

/// A draft, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assessed {
    /// The configuration; where a text is no number it holds what is stored and an error says so.
    pub config: MultiTargetConfig,
    /// What must be put right before saving, in the order of the page.
    pub errors: Vec<FieldError>,
    /// What is allowed but probably not meant.
    pub warnings: Vec<FieldError>,
}

impl Assessed {
    /// Reads a draft of what was `stored`.
    pub fn of(draft: &Draft, stored: &MultiTargetConfig) -> Self {
        let mut config = stored.clone();
        let unread = draft.read_into(&mut config);
        config.normalise();
        let Validation { mut errors, mut warnings } = Validation::for_storing(&config);
        // A text that is no number left another value behind; what is said about that value is noise.
        errors.retain(|error| unread.iter().all(|other| other.field != error.field));
        errors.extend(unread);
        for finding in errors.iter_mut().chain(&mut warnings) {
            finding.field = shown_at(&finding.field, draft.window);
            finding.message = readable(&finding.message);
        }
        errors.sort_by_key(|error| place_of(&error.field));
        Self { config, errors, warnings }
    }

    /// The first error about the field with this path.
    pub fn error_at(&self, path: &str) -> Option<&str> {
        first(&self.errors, path)
    }

    /// The first warning about the field with this path.
    pub fn warning_at(&self, path: &str) -> Option<&str> {
        first(&self.warnings, path)
    }

    /// Number of errors in a section.
    pub fn errors_in(&self, section: Section) -> usize {
        self.errors.iter().filter(|error| Section::of_path(&error.field) == Some(section)).count()
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
        self.errors.iter().any(|error| error.field.starts_with(part))
    }
}

/// What a finding's field is called in the error summary, and the input to go to, if it is on this page.
pub fn entry(error: &FieldError, draft: &Draft) -> (String, Option<String>) {
    if let Some(spec) = fields::find(&error.field) {
        return (spec.label.to_owned(), Some(At::Field(spec.path).id()));
    }
    for list in List::ALL {
        if let Some((index, column)) = row_of(list, &error.field)
            && let Some(row) = draft.rows(list).get(index)
        {
            let column = list.columns().into_iter().find(|known| *known == column).unwrap_or_default();
            let label = match list.column_label(column) {
                "" => list.row_label(index),
                column => format!("{}, {}", list.row_label(index), column.to_lowercase()),
            };
            return (label, Some(At::Cell(list, row.key, column).id()));
        }
    }
    let section = Section::of_path(&error.field);
    let label = match section {
        Some(section) => section.title().to_owned(),
        None if error.field.starts_with("targets") => "Targets".to_owned(),
        None => error.field.clone(),
    };
    (label, section.map(|section| section.id().to_owned()))
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

/// Path of the input that shows what is said about `path`.
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

fn first<'a>(findings: &'a [FieldError], path: &str) -> Option<&'a str> {
    findings.iter().find(|finding| finding.field == path).map(|finding| finding.message.as_str())
}

#[cfg(test)]
mod tests;
