//! Where an input of a form stands, and the note below it.

use super::{Form, Note, id_of_path};
use leptos::prelude::*;

/// An input. Its id stays; the path of its field changes when its row moves.
#[derive(Clone, Copy)]
pub struct Input {
    form: Form,
    id: StoredValue<String>,
    path: Signal<String>,
    note: Memo<Option<Note>>,
}

impl Input {
    /// The input with this id, of the field with this path.
    pub fn new(id: String, path: impl Into<Signal<String>>) -> Self {
        let form = Form::get();
        let id = StoredValue::new(id);
        let path = path.into();
        let note = Memo::new(move |_| path.with(|path| id.with_value(|id| form.note(path, id))));
        Self { form, id, path, note }
    }

    /// The input, or the group of inputs, of a field that is in no row.
    pub fn of_path(path: &'static str) -> Self {
        Self::new(id_of_path(path), Signal::stored(path.to_owned()))
    }

    /// Its id.
    pub fn id(self) -> String {
        self.id.get_value()
    }

    /// What tests know it by.
    pub fn testid(self) -> String {
        format!("field-{}", self.path.get())
    }

    /// Path of its field.
    pub fn path(self) -> Signal<String> {
        self.path
    }

    /// For `aria-invalid`.
    pub fn invalid(self) -> Option<&'static str> {
        self.note.with(|note| note.as_ref().is_some_and(|note| note.is_error)).then_some("true")
    }

    /// For `aria-describedby`: the hint, if there is one, and the note.
    pub fn described_by(self, has_hint: bool) -> Option<String> {
        let hint = has_hint.then(|| self.hint_id());
        let note = self.note.with(Option::is_some).then(|| self.note_id());
        match (hint, note) {
            (Some(hint), Some(note)) => Some(format!("{hint} {note}")),
            (hint, note) => hint.or(note),
        }
    }

    /// Id of its hint.
    pub fn hint_id(self) -> String {
        format!("{}-hint", self.id())
    }

    /// It is changed.
    pub fn edit(self) {
        self.id.with_value(|id| self.form.edit(id));
    }

    /// The person leaves it.
    pub fn leave(self) {
        self.form.leave(self.id());
    }

    /// The person has chosen something.
    pub fn choose(self) {
        self.id.with_value(|id| self.form.choose(id));
    }

    fn note_id(self) -> String {
        format!("{}-note", self.id())
    }
}

/// What is wrong with a list or a choice as a whole.
#[component]
pub fn GroupNote(
    /// Path of its field.
    path: &'static str,
) -> impl IntoView {
    view! { <NoteLine input=Input::of_path(path)/> }
}

/// What is wrong at an input, or probably not meant.
#[component]
pub fn NoteLine(input: Input) -> impl IntoView {
    move || {
        input.note.get().map(|note| {
            let (class, kind) = if note.is_error {
                ("field-note field-error", "error")
            } else {
                ("field-note field-warning", "warning")
            };
            let testid = Signal::derive(move || format!("field-{kind}-{}", input.path.get()));
            view! { <p class=class id=input.note_id() data-testid=testid>{note.text}</p> }
        })
    }
}
