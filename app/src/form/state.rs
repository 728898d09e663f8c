//! The handle of a form: what is unsaved, wrong, refused and said, and how a save goes. Shared by context.

use super::{
    findings::{Finding, Findings, Place},
    notices::{Note, Notices, Summary},
};
use crate::{
    components::{focus::focus_soon, save_conflict::Conflict},
    error::{AppError, ErrorCode},
};
use domain::FieldError;
use leptos::{prelude::*, task::spawn_local};
use std::{sync::Arc, time::Duration};

/// Longer than a click takes from press to release.
const CLICK: Duration = Duration::from_millis(250);

/// A form.
#[derive(Clone, Copy)]
pub struct Form {
    /// Whether there is something to save.
    pub dirty: Memo<bool>,
    /// Whether nothing is stored yet.
    pub is_new: Signal<bool>,
    /// What is wrong with the draft.
    pub findings: Memo<Arc<Findings>>,
    /// Whether a save is under way.
    pub saving: RwSignal<bool>,
    /// Said to screen readers.
    pub announcement: RwSignal<String>,
    /// Somebody else's save that is in the way of this one.
    pub conflict: RwSignal<Option<Conflict>>,
    notices: RwSignal<Notices>,
    name: Callback<FieldError, Finding>,
}

impl Form {
    /// A form, put into context. `name` finds the name of a finding's field and the way there.
    pub fn provide(
        dirty: Memo<bool>,
        is_new: Signal<bool>,
        findings: Memo<Arc<Findings>>,
        name: impl Fn(FieldError) -> Finding + Send + Sync + 'static,
    ) -> Self {
        let form = Self {
            dirty,
            is_new,
            findings,
            saving: RwSignal::new(false),
            announcement: RwSignal::new(String::new()),
            conflict: RwSignal::new(None),
            notices: RwSignal::new(Notices::default()),
            name: Callback::new(name),
        };
        provide_context(form);
        form
    }

    /// The form around this component.
    pub fn get() -> Self {
        expect_context()
    }

    /// What to say at the input with this id about the field with this path.
    pub fn note(self, path: &str, id: &str) -> Option<Note> {
        self.findings.with(|findings| self.notices.with(|notices| notices.note(findings, path, id)))
    }

    /// Whether what is wrong at the input with this id shows.
    pub fn shows_errors(self, id: &str) -> bool {
        self.notices.with(|notices| notices.shows(id))
    }

    /// Everything that keeps the draft from being saved.
    pub fn summary(self) -> Option<Summary> {
        self.findings.with(|findings| {
            self.notices.with(|notices| notices.summary(findings, |error| untrack(|| self.name.run(error.clone()))))
        })
    }

    /// Whether saving was tried with errors, so that all of them show.
    pub fn was_tried(self) -> Memo<bool> {
        Memo::new(move |_| self.notices.with(Notices::was_tried))
    }

    /// The person leaves the input with this id. Its note waits for a click that may be under way: appearing at once
    /// it would move the button away from under the pointer.
    pub fn leave(self, id: String) {
        set_timeout(
            move || {
                // The page may be gone by then.
                if self.notices.try_get_untracked().is_some() {
                    self.leave_now(&id);
                }
            },
            CLICK,
        );
    }

    /// The person has chosen something at the input with this id, which is all that can be done there.
    pub fn choose(self, id: &str) {
        self.edit(id);
        self.leave_now(id);
    }

    fn leave_now(self, id: &str) {
        if !self.notices.with_untracked(|notices| notices.was_left(id)) {
            self.notices.update(|notices| notices.leave(id));
        }
    }

    /// The input with this id is changed.
    pub fn edit(self, id: &str) {
        if self.notices.with_untracked(|notices| notices.refuses(id)) {
            self.notices.update(|notices| notices.edit(id));
        }
    }

    /// Goes back to what is stored, which has no errors.
    pub fn start_over(self) {
        self.notices.set(Notices::default());
    }

    /// Whether the draft has no errors; shows them if it has.
    pub fn is_right(self) -> bool {
        let is_right = self.findings.with_untracked(|findings| findings.is_right());
        if !is_right {
            self.show_errors();
        }
        is_right
    }

    /// Shows all errors and brings them to the person's attention.
    pub fn show_errors(self) {
        self.notices.update(Notices::try_saving);
        focus_soon(super::summary::ID);
    }

    /// Sends a save, unless one is under way. When it is `stored`, `take` takes it over; when somebody else has saved
    /// meanwhile, `theirs` says what.
    pub fn send<T: 'static>(
        self,
        save: impl Future<Output = Result<T, AppError>> + 'static,
        theirs: impl Future<Output = Result<Conflict, AppError>> + 'static,
        take: impl FnOnce(T) + 'static,
    ) {
        if self.saving.get_untracked() {
            return;
        }
        self.saving.set(true);
        self.notices.update(Notices::send);
        spawn_local(async move {
            let outcome = save.await;
            // The person may have left the page meanwhile, and its state with it.
            if self.saving.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(stored) => take(stored),
                Err(error) if error.code == ErrorCode::Changed => match theirs.await {
                    Ok(conflict) => {
                        let _ = self.conflict.try_set(Some(conflict));
                    }
                    Err(error) => self.refuse(error),
                },
                Err(error) => self.refuse(error),
            }
        });
    }

    /// It is saved; where somebody has typed on meanwhile, what is wrong there shows on.
    pub fn saved(self) {
        let has_more_edits = self.dirty.get_untracked();
        self.notices.update(|notices| notices.saved(has_more_edits));
    }

    /// Shows what the server did not accept; every text stays as it is.
    pub fn refuse(self, error: AppError) {
        if self.notices.try_get_untracked().is_none() {
            return;
        }
        let AppError { message, fields, .. } = error;
        let findings = fields.into_iter().map(|field| untrack(|| self.name.run(field))).collect();
        self.notices.update(|notices| notices.refuse(message, findings));
        focus_soon(super::summary::ID);
    }

    /// Puts the focus where a finding is.
    pub(super) fn go_to(place: &Place) {
        if let Place::Input(id) = place {
            focus_soon(id);
        }
    }
}
