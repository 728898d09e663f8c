//! The editor of one data set. The text can be megabytes long, so what is edited lives in its text area alone and is read
//! only when something is to be done with it.

use crate::{
    api::data_sets::{DataSetOutline, check_data_set, get_data_set_text, reset_data_set, save_data_set},
    components::{Toasts, save_conflict::Conflict},
    editors::data_lines::{finding, place_of, range_of},
    error::{AppError, ErrorCode},
    form::{Findings, Form, Input},
    revision::{line_differences, revision_of},
};
use domain::{DataSetKind, DataSetReport, DataSetSource, FieldError, Validation};
use leptos::{html, prelude::*, task::spawn_local};
use serde_json::Value;
use std::{borrow::Cow, sync::Arc, time::Duration};

/// How long typing must rest before a text is checked by itself.
const REST: Duration = Duration::from_millis(900);
/// Longer texts are checked when asked for only, bytes.
const LONG: usize = 300_000;

/// Which text the report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// What is stored.
    Stored,
    /// What is in the editor.
    Edited,
    /// What was in the editor before the last change.
    Older,
}

/// What comes of a text that is sent to be saved.
enum Answer {
    /// It is stored, as this text.
    Stored(DataSetOutline, String),
    /// Nothing is: it has mistakes.
    Mistakes(Vec<FieldError>),
}

/// The editor. A handle, shared by context.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    /// What is unsaved and wrong.
    pub form: Form,
    pub kind: DataSetKind,
    pub source: RwSignal<DataSetSource>,
    pub report: RwSignal<DataSetReport>,
    pub about: RwSignal<About>,
    /// Whether the server is checking the text.
    pub checking: RwSignal<bool>,
    /// Why the text could not be fetched, read or checked.
    pub failure: RwSignal<Option<AppError>>,
    /// Whether the text is there.
    pub loaded: RwSignal<bool>,
    pub area: NodeRef<html::Textarea>,
    /// Where the text stands.
    pub input: Input,
    dirty: RwSignal<bool>,
    /// The revision of what is stored, as the editor knows it.
    revision: RwSignal<String>,
    /// What is stored, as the editor knows it; to tell what somebody else changed, and to go back to.
    stored: StoredValue<String>,
    stored_report: StoredValue<DataSetReport>,
    /// Counts changes of the text.
    version: StoredValue<u64>,
}

impl Editor {
    /// An editor of this set, put into context.
    pub fn provide(outline: DataSetOutline) -> Self {
        let DataSetOutline { kind, source, report, revision } = outline;
        let stored_report = StoredValue::new(report.clone());
        let report = RwSignal::new(report);
        let dirty = RwSignal::new(false);
        let findings = Memo::new(move |_| {
            let errors = report.with(|report| report.errors.clone());
            Arc::new(Findings::new(Validation { errors, warnings: Vec::new() }, Vec::new(), |_| {}, place_of))
        });
        let form = Form::provide(Memo::new(move |_| dirty.get()), Signal::stored(false), findings, finding);
        let editor = Self {
            form,
            kind,
            source: RwSignal::new(source),
            report,
            about: RwSignal::new(About::Stored),
            checking: RwSignal::new(false),
            failure: RwSignal::new(None),
            loaded: RwSignal::new(false),
            area: NodeRef::new(),
            input: Input::of_path("text"),
            dirty,
            revision: RwSignal::new(revision),
            stored: StoredValue::default(),
            stored_report,
            version: StoredValue::new(0),
        };
        provide_context(editor);
        editor
    }

    /// The editor around this component.
    pub fn get() -> Self {
        expect_context()
    }

    /// Fetches the stored text. Only in a browser, so only from effects and handlers.
    pub fn load(self) {
        spawn_local(async move {
            let outcome = get_data_set_text(self.kind).await;
            if let Some(text) = self.unless_left(outcome) {
                self.show(&text);
                self.revision.set(revision_of(&text));
                self.stored.set_value(text);
                self.loaded.set(true);
            }
        });
    }

    /// The text was changed by typing. It is checked by itself once that rests, unless it is very long.
    pub fn typed(self) {
        self.changed();
        let version = self.version.get_value();
        set_timeout(
            move || {
                if self.version.try_get_value() == Some(version) && self.text().len() <= LONG {
                    self.check();
                }
            },
            REST,
        );
    }

    /// Takes the text of a file.
    pub fn take(self, text: &str) {
        self.show(text);
        self.changed();
        self.input.choose();
        self.check();
    }

    /// Has the server check the text.
    pub fn check(self) {
        let version = self.version.get_value();
        let text = self.text();
        // Typed back to what is stored is nothing to save.
        let is_stored = self.stored.with_value(|stored| *stored == text);
        if self.dirty.get_untracked() == is_stored {
            self.dirty.set(!is_stored);
        }
        self.checking.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let outcome = check_data_set(self.kind, text).await;
            let _ = self.checking.try_set(false);
            if let Some(report) = self.unless_left(outcome)
                && self.version.get_value() == version
            {
                self.report.set(report);
                self.about.set(About::Edited);
            }
        });
    }

    /// Whether what is wrong with the text shows.
    pub fn shows_mistakes(self) -> bool {
        self.form.shows_errors(&self.input.id())
    }

    /// Checks the text and shows what is wrong with it.
    pub fn validate(self) {
        self.input.choose();
        self.check();
    }

    /// Saves the text; with mistakes that are known shows them instead.
    pub fn save(self, toasts: Toasts) {
        if self.about.get_untracked() == About::Edited && !self.form.is_right() {
            return;
        }
        let version = self.version.get_value();
        let text = self.text();
        let save = self.ask_to_save(text.clone());
        let mine = self.stored.get_value();
        let theirs = async move {
            let theirs = get_data_set_text(self.kind).await?;
            let differences = line_differences(&as_stored(self.kind, &mine), &as_stored(self.kind, &theirs));
            Ok(Conflict { differences, revision: revision_of(&theirs) })
        };
        self.form.send(save, theirs, move |answer| {
            let is_unchanged = self.version.get_value() == version;
            match answer {
                Answer::Mistakes(errors) => {
                    self.report.update(|report| (report.valid, report.errors) = (false, errors));
                    self.about.set(if is_unchanged { About::Edited } else { About::Older });
                    self.form.show_errors();
                }
                Answer::Stored(outline, stored) => {
                    if is_unchanged && stored != text {
                        self.show(&stored);
                    }
                    self.is_stored(outline, stored, is_unchanged);
                    toasts.done("Data set saved. The next run uses it.");
                }
            }
        });
    }

    async fn ask_to_save(self, text: String) -> Result<Answer, AppError> {
        let base = self.revision.get_untracked();
        match save_data_set(self.kind, text.clone(), Some(base)).await {
            Ok(outline) => {
                // Another text than that which was sent was stored: in a layout of its own.
                let is_mine = outline.revision == revision_of(&text);
                let stored = if is_mine { None } else { get_data_set_text(self.kind).await.ok() };
                let stored = stored.filter(|stored| revision_of(stored) == outline.revision);
                Ok(Answer::Stored(outline, stored.unwrap_or(text)))
            }
            Err(error) if error.code == ErrorCode::Invalid && !error.fields.is_empty() => {
                Ok(Answer::Mistakes(error.fields))
            }
            Err(error) => Err(error),
        }
    }

    /// Saves over what somebody else saved, which has this revision.
    pub fn save_over(self, revision: String, toasts: Toasts) {
        self.revision.set(revision);
        self.save(toasts);
    }

    /// Goes back to what is built in.
    pub fn reset(self, toasts: Toasts) {
        let reset = reset_data_set(self.kind);
        let never = async { Err(crate::revision::changed()) };
        self.form.send(reset, never, move |set| {
            let text = set.content.clone();
            self.show(&text);
            self.version.update_value(|version| *version += 1);
            self.is_stored(DataSetOutline::from(set), text, true);
            toasts.done("Back to what is built in.");
        });
    }

    /// Goes back to what is stored.
    pub fn discard(self) {
        self.stored.with_value(|stored| self.show(stored));
        self.version.update_value(|version| *version += 1);
        self.report.set(self.stored_report.get_value());
        self.about.set(About::Stored);
        self.failure.set(None);
        self.dirty.set(false);
        self.form.start_over();
    }

    fn is_stored(self, outline: DataSetOutline, text: String, is_unchanged: bool) {
        self.source.set(outline.source);
        self.revision.set(outline.revision);
        self.stored.set_value(text);
        self.stored_report.set_value(outline.report.clone());
        self.report.set(outline.report);
        self.about.set(if is_unchanged { About::Stored } else { About::Older });
        self.dirty.set(!is_unchanged);
        self.form.saved();
    }

    /// Puts the caret into a line and brings it into view.
    pub fn go_to(self, line: usize) {
        let Some(area) = self.area.get_untracked() else { return };
        let text = area.value();
        let Some((start, end)) = range_of(&text, line) else { return };
        // A text area that cannot take the focus or a selection shows the line all the same.
        let _ = area.focus();
        let _ = area.set_selection_range(start, end);
        let lines = text.split('\n').count().max(1) as f64;
        let above = (line.saturating_sub(4)) as f64 / lines * f64::from(area.scroll_height());
        area.set_scroll_top(above as i32);
    }

    fn text(self) -> String {
        self.area.get_untracked().map(|area| area.value()).unwrap_or_default()
    }

    fn show(self, text: &str) {
        if let Some(area) = self.area.get_untracked() {
            area.set_value(text);
            area.set_scroll_top(0);
        }
    }

    fn changed(self) {
        self.version.update_value(|version| *version += 1);
        self.input.edit();
        self.failure.set(None);
        self.about.set(About::Older);
        if !self.dirty.get_untracked() {
            self.dirty.set(true);
        }
    }

    /// What came back, unless the person has left the page meanwhile; a failure is shown.
    fn unless_left<T>(self, outcome: Result<T, AppError>) -> Option<T> {
        self.failure.try_get_untracked()?;
        outcome.map_err(|error| self.failure.set(Some(error))).ok()
    }
}

/// Events are stored in a layout of their own.
fn as_stored(kind: DataSetKind, text: &str) -> Cow<'_, str> {
    if kind != DataSetKind::Events {
        return Cow::Borrowed(text);
    }
    let events = serde_json::from_str::<Value>(text).and_then(|events| serde_json::to_string_pretty(&events));
    events.map_or_else(|_| Cow::Borrowed(text), Cow::Owned)
}
