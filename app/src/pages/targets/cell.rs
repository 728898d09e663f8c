//! An editable cell.

use super::state::Editor;
use crate::{
    editors::{Column, Row},
    form::Field,
};
use domain::{DistributionStrategy, config::Split};
use leptos::prelude::*;

/// What says how much a target gets: its weight, or under the independent strategy its own rate.
pub(super) fn rate_column(strategy: DistributionStrategy) -> Column {
    if strategy.split() == Split::ByOwnRate { Column::VisitsPerDay } else { Column::Weight }
}

/// A text in the table.
#[component]
pub(super) fn Cell(
    row_key: u32,
    row: Memo<Row>,
    /// The name the target has or will have.
    name: Memo<String>,
    column: Column,
) -> impl IntoView {
    let editor = Editor::get();
    let text = Memo::new(move |_| row.with(|row| row.text(column).to_owned()));
    let (class, mode) = match column {
        Column::Name => ("editor-name", "text"),
        Column::Url => ("editor-url", "url"),
        Column::VisitsPerDay => ("editor-small editor-rate", "decimal"),
        _ => ("editor-small", "numeric"),
    };
    let placeholder = Signal::derive(move || match column {
        // What an empty name will be.
        Column::Name => name.get(),
        Column::Url => "https://matomo.example.org".to_owned(),
        Column::VisitsPerDay => editor.equal_part(),
        _ => String::new(),
    });
    view! {
        <td class=class data-label=column.heading()>
            <Field input=editor.input(row_key, column) bare=true label=Signal::derive(move || format!("{} of {}", column.label(), name.get()))
                mode placeholder text
                on_text=move |text| editor.type_cell(row_key, column, text)/>
        </td>
    }
    .into_any()
}
