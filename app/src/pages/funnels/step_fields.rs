//! Inputs, each with the note that says what is wrong with it.

use super::state::{self, Editor, step_id};
use crate::editor::funnel::StepField;
use domain::StepKind;
use leptos::prelude::*;

/// The note of one input.
#[derive(Clone, Copy)]
pub(super) struct Note {
    id: StoredValue<String>,
    path: Memo<String>,
    note: Memo<Option<state::Note>>,
}

impl Note {
    /// The note of a field of the funnel itself.
    pub fn of_funnel(field: &'static str) -> Self {
        Self::at(format!("funnel-{field}"), Memo::new(move |_| field.to_owned()))
    }

    /// The note of a step's field; its path changes when the step moves.
    pub fn of_step(key: u32, field: &'static str) -> Self {
        let editor = Editor::get();
        Self::at(step_id(key, field), Memo::new(move |_| editor.path_of(key, field)))
    }

    fn at(id: String, path: Memo<String>) -> Self {
        let editor = Editor::get();
        let id = StoredValue::new(id);
        let note = Memo::new(move |_| path.with(|path| id.with_value(|id| editor.note_at(path, id))));
        Self { id, path, note }
    }

    /// Path of the field.
    pub fn path(self) -> String {
        self.path.get()
    }

    /// Id of the input.
    pub fn id(self) -> String {
        self.id.get_value()
    }

    /// For `aria-invalid`.
    pub fn invalid(self) -> Option<&'static str> {
        self.note.with(|note| note.as_ref().is_some_and(|note| note.is_error)).then_some("true")
    }

    /// For `aria-describedby`.
    pub fn described_by(self) -> Option<String> {
        self.note.with(Option::is_some).then(|| format!("{}-note", self.id()))
    }

    /// The note itself.
    pub fn view(self) -> impl IntoView {
        self.note.get().map(|note| {
            let (class, kind) = if note.is_error {
                ("field-note field-error", "error")
            } else {
                ("field-note field-warning", "warning")
            };
            view! { <p class=class id=format!("{}-note", self.id()) data-testid=format!("{kind}-{}", self.path())>{note.text}</p> }
        })
    }
}

/// A field of a step.
#[component]
pub(super) fn StepInput(step_key: u32, field: StepField, kind: StepKind) -> impl IntoView {
    let editor = Editor::get();
    let note = Note::of_step(step_key, field.field());
    let text = move || {
        editor.draft.with(|draft| draft.step(step_key).map(|step| step.text(field).to_owned()).unwrap_or_default())
    };
    view! {
        <div class="field" class:field-wide=field.is_wide()>
            <label for=note.id()>{field.label(kind)}</label>
            <div class="editor-input">
                <input type="text" class="input" id=note.id() data-testid=move || format!("field-{}", note.path())
                    inputmode=field.input_mode() autocomplete="off" spellcheck="false" placeholder=field.placeholder(kind)
                    value=untrack(text) prop:value=text
                    aria-invalid=move || note.invalid() aria-describedby=move || note.described_by()
                    on:input:target=move |ev| editor.change_step(step_key, |step| step.set_text(field, ev.target().value()))
                    on:blur=move |_| editor.left(note.id())/>
                {(!field.unit().is_empty()).then(|| view! { <span class="editor-unit">{field.unit()}</span> })}
            </div>
            {move || note.view()}
        </div>
    }
    .into_any()
}
