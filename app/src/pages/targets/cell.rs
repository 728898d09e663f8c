//! An editable cell, and the note under an input that says what is wrong with it.

use super::state::Editor;
use crate::editor::{Column, Row};
use domain::DistributionStrategy;
use leptos::prelude::*;

/// What says how much a target gets: its weight, or under the independent strategy its own rate.
pub(super) fn rate_column(strategy: DistributionStrategy) -> Column {
    if strategy == DistributionStrategy::Independent { Column::VisitsPerDay } else { Column::Weight }
}

/// A text in the table.
#[component]
pub(super) fn Cell(
    row_key: u32,
    row: Memo<Row>,
    /// The name the target has or will have.
    name: Memo<String>,
    column: Column,
    testid: &'static str,
) -> impl IntoView {
    let editor = Editor::get();
    let id = StoredValue::new(column.id(row_key));
    let text = move || row.with(|row| row.text(column).to_owned());
    let (class, inputmode) = match column {
        Column::Name => ("editor-name", "text"),
        Column::Url => ("editor-url", "url"),
        Column::VisitsPerDay => ("editor-small editor-rate", "decimal"),
        _ => ("editor-small", "numeric"),
    };
    let placeholder = move || match column {
        // What an empty name will be.
        Column::Name => name.get(),
        Column::Url => "https://matomo.example.org".to_owned(),
        Column::VisitsPerDay => editor.equal_part(),
        _ => String::new(),
    };
    let note = Note::at(id.get_value());
    view! {
        <td class=class data-label=column.heading()>
            <input type="text" class="input cell-input" id=id.get_value() data-testid=testid inputmode=inputmode
                autocomplete="off" autocapitalize="off" spellcheck="false"
                aria-label=move || format!("{} of {}", column.label(), name.get())
                placeholder=placeholder
                value=untrack(text) prop:value=text
                aria-invalid=move || note.invalid() aria-describedby=move || note.described_by()
                on:input:target=move |ev| editor.type_cell(row_key, column, ev.target().value())
                on:blur=move |_| editor.touch(&id.get_value())/>
            {move || note.view()}
        </td>
    }
    .into_any()
}

/// The note of one input.
#[derive(Clone, Copy)]
pub(super) struct Note {
    id: StoredValue<String>,
    note: Memo<Option<super::state::Note>>,
}

impl Note {
    /// The note of the input with this id.
    pub fn at(id: String) -> Self {
        let editor = Editor::get();
        let id = StoredValue::new(id);
        Self { id, note: Memo::new(move |_| editor.note_at(&id.get_value())) }
    }

    /// For `aria-invalid`.
    pub fn invalid(self) -> Option<&'static str> {
        self.note.with(|note| note.as_ref().is_some_and(|note| note.is_error)).then_some("true")
    }

    /// For `aria-describedby`.
    pub fn described_by(self) -> Option<String> {
        self.note.with(Option::is_some).then(|| self.element_id())
    }

    /// For `aria-describedby` of an input that has a hint too.
    pub fn described_with(self, hint: String) -> String {
        self.described_by().map_or_else(|| hint.clone(), |note| format!("{hint} {note}"))
    }

    /// The note itself.
    pub fn view(self) -> impl IntoView {
        self.note.get().map(|note| {
            let (class, testid) = if note.is_error {
                ("field-note field-error", "field-error")
            } else {
                ("field-note field-warning", "field-warning")
            };
            view! { <p class=class id=self.element_id() data-testid=testid>{note.text}</p> }
        })
    }

    fn element_id(self) -> String {
        format!("{}-note", self.id.get_value())
    }
}
