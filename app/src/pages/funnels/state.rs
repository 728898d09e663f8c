//! The funnel editor's state and what a person can do to it. One copyable handle, shared by context.

use crate::{
    api::funnels::{get_funnel, preview_funnel, save_funnel},
    components::{focus::focus_soon, save_conflict::Conflict},
    editor::{
        Finding,
        funnel::{
            Assessed, FunnelDraft, StepDraft, StepField,
            assess::{path, step_field},
            field::kind_name,
        },
    },
    error::{AppError, ErrorCode},
    revision::Stored,
};
use domain::{FieldError, Funnel, PreviewVisit, StoredFunnel};
use leptos::{prelude::*, task::spawn_local};
use std::{collections::HashSet, sync::Arc, time::Duration};

/// Longer than a click takes from press to release.
const CLICK: Duration = Duration::from_millis(250);

/// What to say at an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    /// An error, or a warning.
    pub is_error: bool,
    /// The sentence.
    pub text: String,
}

/// How the preview stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum PreviewState {
    /// Not asked for yet.
    #[default]
    None,
    /// The server is at it.
    Running,
    /// The visit, and the funnel it was made of.
    Done(Box<(PreviewVisit, Funnel)>),
    /// It could not be made.
    Failed(AppError),
}

/// The editor of one funnel.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    /// What is shown.
    pub draft: RwSignal<FunnelDraft>,
    /// What is stored, or what a new funnel started from.
    pub saved: RwSignal<FunnelDraft>,
    /// Its number; `None` until it is saved for the first time.
    pub id: RwSignal<Option<i64>>,
    /// The revision of what is stored, as the editor knows it.
    pub revision: RwSignal<Option<String>>,
    /// Somebody else's save that is in the way of this one.
    pub conflict: RwSignal<Option<Conflict>>,
    /// What the editor began with, to tell what somebody else saved.
    base: RwSignal<Funnel>,
    /// What `draft` amounts to.
    pub assessed: Memo<Arc<Assessed>>,
    /// Whether there is something to lose.
    pub dirty: Memo<bool>,
    /// Whether saving was tried with errors: from then on all of them show.
    pub attempted: RwSignal<bool>,
    /// Whether a save is under way.
    pub saving: RwSignal<bool>,
    /// What the server did not accept last.
    pub rejected: RwSignal<Option<AppError>>,
    /// The preview.
    pub preview: RwSignal<PreviewState>,
    /// The step removed last, for undo.
    pub removed: RwSignal<Option<(usize, StepDraft)>>,
    /// Said to screen readers.
    pub said: RwSignal<String>,
    touched: RwSignal<HashSet<String>>,
}

impl Editor {
    /// An editor of `funnel`, put into context.
    pub fn provide(stored: Option<(i64, String)>, funnel: &Funnel) -> Self {
        let (id, revision) = stored.unzip();
        let draft = RwSignal::new(FunnelDraft::of(funnel));
        let saved = RwSignal::new(draft.get_untracked());
        let editor = Self {
            draft,
            saved,
            id: RwSignal::new(id),
            revision: RwSignal::new(revision),
            base: RwSignal::new(funnel.clone()),
            conflict: RwSignal::new(None),
            assessed: Memo::new(move |_| Arc::new(draft.with(Assessed::of))),
            dirty: Memo::new(move |_| draft.with(|draft| saved.with(|saved| draft != saved))),
            attempted: RwSignal::new(false),
            saving: RwSignal::new(false),
            rejected: RwSignal::new(None),
            preview: RwSignal::new(PreviewState::None),
            removed: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            touched: RwSignal::new(HashSet::new()),
        };
        provide_context(editor);
        editor
    }

    /// The editor around this component.
    pub fn get() -> Self {
        expect_context()
    }

    /// Where the field with this path is shown: steps have ids of their own, which move with them.
    pub fn id_of(self, path: &str) -> String {
        match step_field(path) {
            Some((index, field)) => {
                let key = self.draft.with_untracked(|draft| draft.steps.get(index).map_or(0, |step| step.key));
                step_id(key, field)
            }
            None => format!("funnel-{path}"),
        }
    }

    /// What to say at the field with this path, whose input has this id: errors once it was left or saving
    /// was tried, warnings always.
    pub fn note_at(self, path: &str, id: &str) -> Option<Note> {
        let shown = self.attempted.get() || self.touched.with(|touched| touched.contains(id));
        let rejected = self.rejected.with(|rejected| {
            let error = rejected.as_ref()?;
            let said = error.fields.iter().find(|error| error.field == path).map(|error| error.message.clone());
            said.or_else(|| (error.code == ErrorCode::Conflict && path == "name").then(|| error.message.clone()))
        });
        self.assessed.with(|assessed| {
            let error = assessed.error_at(path).filter(|_| shown).map(str::to_owned).or(rejected);
            let warning = || assessed.warning_at(path).map(|text| Note { is_error: false, text: text.to_owned() });
            error.map(|text| Note { is_error: true, text }).or_else(warning)
        })
    }

    /// The person has left this input. Its note waits for a click that may be under way: appearing at once
    /// it would move the button away from under the pointer.
    pub fn left(self, id: String) {
        set_timeout(
            move || {
                // The page may be gone by then.
                if self.draft.try_get_untracked().is_some() {
                    self.touch(&id);
                }
            },
            CLICK,
        );
    }

    /// Errors of this input show from now on.
    pub fn touch(self, id: &str) {
        if !self.touched.with_untracked(|touched| touched.contains(id)) {
            self.touched.update(|touched| {
                touched.insert(id.to_owned());
            });
        }
    }

    /// Changes the draft; what the server said about the old one no longer holds.
    pub fn change(self, change: impl FnOnce(&mut FunnelDraft)) {
        if self.rejected.with_untracked(Option::is_some) {
            self.rejected.set(None);
        }
        self.draft.update(change);
    }

    /// Changes a step.
    pub fn change_step(self, key: u32, change: impl FnOnce(&mut StepDraft)) {
        self.change(|draft| {
            if let Some(step) = draft.step_mut(key) {
                change(step);
            }
        });
    }

    /// Goes back to what is stored.
    pub fn discard(self) {
        self.draft.set(self.saved.get_untracked());
        self.rejected.set(None);
        self.removed.set(None);
        self.attempted.set(false);
        self.touched.set(HashSet::new());
    }

    /// Saves, then does `then`; with errors in the draft shows them instead.
    pub fn save_then(self, then: impl FnOnce(StoredFunnel) + 'static) {
        if self.saving.get_untracked() || !self.is_right() {
            return;
        }
        self.saving.set(true);
        self.rejected.set(None);
        let submitted = self.draft.get_untracked();
        let funnel = self.assessed.with_untracked(|assessed| assessed.funnel.clone());
        let id = self.id.get_untracked();
        let revision = self.revision.get_untracked();
        spawn_local(async move {
            let outcome = save_funnel(id, funnel, revision).await;
            // The person may have left the page meanwhile, and its state with it.
            if self.draft.try_get_untracked().is_none() {
                return;
            }
            self.saving.set(false);
            match outcome {
                Ok(Stored { value: stored, revision }) => {
                    self.id.set(Some(stored.id));
                    self.revision.set(Some(revision));
                    self.base.set(stored.funnel.clone());
                    self.saved.set(submitted);
                    self.removed.set(None);
                    self.attempted.set(false);
                    then(stored);
                }
                Err(error) if error.code == ErrorCode::Changed => {
                    let stored = async move {
                        let Stored { value, revision } = get_funnel(id.unwrap_or_default()).await?;
                        Ok(Stored { value: value.funnel, revision })
                    };
                    Conflict::show(self.conflict, self.base.get_untracked(), stored, move |error| self.reject(error));
                }
                Err(error) => self.reject(error),
            }
        });
    }

    fn reject(self, error: AppError) {
        self.rejected.set(Some(error));
        focus_soon("funnel-summary");
    }

    /// Has the server make the visit that this draft leads to.
    pub fn show_preview(self) {
        if !self.is_right() {
            return;
        }
        let funnel = self.assessed.with_untracked(|assessed| assessed.funnel.clone());
        self.preview.set(PreviewState::Running);
        spawn_local(async move {
            let state = match preview_funnel(funnel.clone()).await {
                Ok(visit) => PreviewState::Done(Box::new((visit, funnel))),
                Err(error) => PreviewState::Failed(error),
            };
            let _ = self.preview.try_set(state);
        });
    }

    /// Whether the draft has no errors; shows them if it has.
    fn is_right(self) -> bool {
        let right = self.assessed.with_untracked(|assessed| assessed.errors.is_empty());
        if !right {
            self.attempted.set(true);
            focus_soon("funnel-summary");
        }
        right
    }

    /// What keeps the funnel from being saved, with the fields' names and places.
    pub fn findings(self) -> Vec<Finding> {
        let errors = match self.rejected.get() {
            Some(error) => error.fields,
            None if self.attempted.get() => self.assessed.with(|assessed| assessed.errors.clone()),
            None => Vec::new(),
        };
        errors.iter().map(|error| self.finding(error)).collect()
    }

    fn finding(self, error: &FieldError) -> Finding {
        let label = match step_field(&error.field) {
            Some((index, name)) => {
                let kind = self.draft.with_untracked(|draft| draft.steps.get(index).map(|step| step.kind));
                let kind = kind.unwrap_or_default();
                let field = StepField::ALL.into_iter().find(|field| field.field() == name);
                let label = field.map_or("Kind", |field| field.label(kind));
                format!("Step {} ({}), {label}", index + 1, kind_name(kind).to_lowercase())
            }
            None => {
                error.field.chars().take(1).flat_map(char::to_uppercase).chain(error.field.chars().skip(1)).collect()
            }
        };
        let id = self.id_of(&error.field);
        Finding { href: format!("#{id}"), id, label, message: error.message.clone() }
    }

    /// Path of a step's field now.
    pub fn path_of(self, key: u32, field: &str) -> String {
        path(self.draft.with(|draft| draft.index_of(key).unwrap_or_default()), field)
    }
}

/// Id of a step's input.
pub(super) fn step_id(key: u32, field: &str) -> String {
    format!("step{key}-{field}")
}
