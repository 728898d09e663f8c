//! Findings about fields, at the inputs that show them and in words for people.

use crate::{
    editors::{
        fields::Setting,
        labels,
        row::{Column, Row},
        traffic,
    },
    form::{Finding, Place, id_of_path},
};
use domain::{FieldError, Target};

/// Says a finding at the input that shows it: headers are shown as a whole, and so is what is said about one.
pub(super) fn show(error: &mut FieldError) {
    if let Some((index, field)) = target_field(&error.field) {
        error.field = Column::of(field).unwrap_or(Column::Url).path(index);
    }
    error.message = labels::sentence(error);
}

/// The name of a finding about what these rows became, and the way to its input.
pub fn finding(error: &FieldError, rows: &[Row], targets: &[Target]) -> Finding {
    let message = labels::sentence(error);
    if let Some((index, field)) = target_field(&error.field) {
        let column = Column::of(field).unwrap_or(Column::Url);
        let name = targets.get(index).map_or("", |target| target.name.as_str());
        let key = rows.get(index).map_or(0, |row| row.key);
        let label = format!("Target {} ({name}), {}", index + 1, column.label());
        return Finding::at_input(column.id(key), label, message);
    }
    let setting = Setting::ALL.into_iter().find(|setting| setting.path() == error.field);
    let label = match setting {
        Some(setting) => format!("{} ({})", setting.label(), setting.unit()).replace(" ()", ""),
        None if error.field == "targets" => "Targets".to_owned(),
        None if error.field == "distribute_by" => "What is split".to_owned(),
        None => match traffic::assess::elsewhere(&error.field) {
            Some((label, address)) => {
                let label = format!("Traffic, {label}");
                return Finding { id: String::new(), label, message, place: Place::Page(address) };
            }
            None => error.field.clone(),
        },
    };
    Finding::at_input(id_of_path(&error.field), label, message)
}

/// `targets[2].url` taken apart.
fn target_field(path: &str) -> Option<(usize, &str)> {
    let (index, field) = path.strip_prefix("targets[")?.split_once("].")?;
    Some((index.parse().ok()?, field))
}

/// Where a field stands on the page: the list, its rows, then the number fields.
pub(super) fn place_of(path: &str) -> (usize, usize) {
    match target_field(path) {
        Some((index, field)) => {
            let column = Column::of(field);
            (1 + index, Column::ALL.iter().position(|one| Some(*one) == column).unwrap_or(usize::MAX))
        }
        None if path == "targets" => (0, 0),
        None => (usize::MAX, Setting::ALL.iter().position(|setting| setting.path() == path).unwrap_or(usize::MAX)),
    }
}
