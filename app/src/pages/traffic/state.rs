//! The editor's state and what a person can do to it. One copyable handle, shared by context.

use crate::{
    components::{
        live_change::{ActiveRun, use_active_run},
        save_conflict::Conflict,
    },
    editor::{
        live_change::LiveChange,
        traffic::{Assessed, At, Draft, List},
    },
    error::AppError,
    revision::Stored,
};
use domain::MultiTargetConfig;
use leptos::prelude::*;
use std::sync::Arc;

/// What to say at an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    /// An error, or a warning.
    pub is_error: bool,
    /// The sentence.
    pub text: String,
}

/// The editor.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    /// What is shown.
    pub draft: RwSignal<Draft>,
    /// What is stored, as a draft.
    pub saved: RwSignal<Draft>,
    /// What is stored.
    pub stored: RwSignal<Arc<MultiTargetConfig>>,
    /// The revision of what is stored, as the editor knows it.
    pub revision: RwSignal<String>,
    /// Somebody else's save that is in the way of this one.
    pub conflict: RwSignal<Option<Conflict>>,
    /// What `draft` amounts to.
    pub assessed: Memo<Arc<Assessed>>,
    /// Whether there is something to save.
    pub dirty: Memo<bool>,
    /// How the active run stands to this configuration.
    pub active: RwSignal<ActiveRun>,
    /// What saving would change about it.
    pub change: Memo<LiveChange>,
    /// Whether saving was tried with errors: from then on they are summed up.
    pub attempted: RwSignal<bool>,
    /// Whether a save is under way.
    pub saving: RwSignal<bool>,
    /// What the server did not accept last.
    pub rejected: RwSignal<Option<AppError>>,
    /// Said to screen readers.
    pub said: RwSignal<String>,
}

impl Editor {
    /// An editor of `config`, put into context.
    pub fn provide(stored: Stored<MultiTargetConfig>) -> Self {
        let Stored { value: config, revision } = stored;
        let draft = RwSignal::new(Draft::of(&config));
        let saved = RwSignal::new(draft.get_untracked());
        let stored = RwSignal::new(Arc::new(config));
        let assessed =
            Memo::new(move |_| Arc::new(draft.with(|draft| stored.with(|stored| Assessed::of(draft, stored)))));
        let active = use_active_run();
        let editor = Self {
            draft,
            saved,
            stored,
            revision: RwSignal::new(revision),
            conflict: RwSignal::new(None),
            assessed,
            active,
            change: Memo::new(move |_| assessed.with(|wanted| active.with(|run| run.change(&wanted.config)))),
            dirty: Memo::new(move |_| draft.with(|draft| saved.with(|saved| draft != saved))),
            attempted: RwSignal::new(false),
            saving: RwSignal::new(false),
            rejected: RwSignal::new(None),
            said: RwSignal::new(String::new()),
        };
        provide_context(editor);
        editor
    }

    /// The editor around this component.
    pub fn get() -> Self {
        expect_context()
    }

    /// What to say about the field with this path.
    pub fn note(self, path: &str) -> Option<Note> {
        self.assessed.with(|assessed| {
            let error = |text: &str| Note { is_error: true, text: text.to_owned() };
            let rejected = || {
                self.rejected.with(|rejected| {
                    let finding = rejected.as_ref()?.fields.iter().find(|finding| finding.field == path)?;
                    Some(error(&finding.message))
                })
            };
            let warning = || assessed.warning_at(path).map(|text| Note { is_error: false, text: text.to_owned() });
            assessed.error_at(path).map(error).or_else(rejected).or_else(warning)
        })
    }

    /// Writes the text of an input.
    pub fn type_text(self, at: At, text: String) {
        // What the server said about this input no longer holds.
        let path = self.draft.with_untracked(|draft| draft.path(at));
        let about = |error: &AppError| error.fields.iter().any(|finding| finding.field == path);
        if self.rejected.with_untracked(|rejected| rejected.as_ref().is_some_and(about)) {
            self.rejected.update(|rejected| {
                if let Some(error) = rejected {
                    error.fields.retain(|finding| finding.field != path);
                }
            });
        }
        self.draft.update(|draft| draft.type_text(at, text));
    }

    /// Moves a row one place; `focus` is the id of the element that keeps the focus.
    pub fn shift(self, list: List, key: u32, up: bool, focus: &str) {
        if let Some(index) = self.draft.try_update(|draft| draft.shift(list, key, up)).flatten() {
            let direction = if up { "up" } else { "down" };
            self.said.set(format!("Moved {direction}: now {}.", list.row_label(index)));
        }
        crate::components::focus::focus_soon(focus);
    }

    /// Takes a row out; the focus goes to `focus`.
    pub fn remove(self, list: List, key: u32, focus: &str) {
        let label = self.draft.with_untracked(|draft| draft.index_of(list, key)).map(|index| list.row_label(index));
        self.draft.update(|draft| draft.remove(list, key));
        self.said.set(format!("{} removed.", label.unwrap_or_default()));
        crate::components::focus::focus_soon(focus);
    }

    /// Takes the stored configuration back.
    pub fn discard(self) {
        self.draft.set(self.saved.get_untracked());
        self.rejected.set(None);
        self.attempted.set(false);
    }
}
