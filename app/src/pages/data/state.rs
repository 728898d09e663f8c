//! The editor of one data set. The text can be megabytes long, so what is edited lives in its text area alone and is read
//! only when something is to be done with it.

use crate::{
    api::data_sets::{DataSetOutline, check_data_set, get_data_set_text, reset_data_set, save_data_set},
    components::{Toasts, save_conflict::Conflict},
    editor::data_lines::range_of,
    error::{AppError, ErrorCode},
    revision::{line_differences, revision_of},
};
use domain::{DataSetKind, DataSetReport, DataSetSource};
use leptos::{html, prelude::*, task::spawn_local};
use serde_json::Value;
use std::{borrow::Cow, time::Duration};

/// How long typing must rest before a text is checked by itself.
const REST: Duration = Duration::from_millis(900);
/// Longer texts are checked when asked for only, bytes.
const LONG: usize = 300_000;

/// What the server is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Busy {
    Loading,
    Checking,
    Saving,
    Resetting,
}

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

/// The editor. A handle, shared by context.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    pub kind: DataSetKind,
    pub source: RwSignal<DataSetSource>,
    pub report: RwSignal<DataSetReport>,
    pub about: RwSignal<About>,
    pub dirty: RwSignal<bool>,
    pub busy: RwSignal<Option<Busy>>,
    pub failure: RwSignal<Option<AppError>>,
    /// Whether the text is there.
    pub loaded: RwSignal<bool>,
    pub area: NodeRef<html::Textarea>,
    /// The revision of what is stored, as the editor knows it.
    revision: RwSignal<String>,
    /// What is stored, as the editor knows it; to tell what somebody else changed.
    stored: StoredValue<String>,
    /// Somebody else's save that is in the way of this one.
    pub conflict: RwSignal<Option<Conflict>>,
    /// Counts changes of the text.
    version: StoredValue<u64>,
}

impl Editor {
    /// An editor of this set, put into context.
    pub fn provide(outline: DataSetOutline) -> Self {
        let DataSetOutline { kind, source, report, revision } = outline;
        let editor = Self {
            kind,
            source: RwSignal::new(source),
            report: RwSignal::new(report),
            about: RwSignal::new(About::Stored),
            dirty: RwSignal::new(false),
            busy: RwSignal::new(Some(Busy::Loading)),
            failure: RwSignal::new(None),
            loaded: RwSignal::new(false),
            area: NodeRef::new(),
            revision: RwSignal::new(revision),
            stored: StoredValue::default(),
            conflict: RwSignal::new(None),
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
        self.begin(Busy::Loading);
        spawn_local(async move {
            let outcome = get_data_set_text(self.kind).await;
            if let Some(text) = self.end(outcome) {
                self.show(&text);
                self.revision.set(revision_of(&text));
                self.stored.set_value(text);
                self.loaded.set(true);
                self.dirty.set(false);
            }
        });
    }

    /// The text was changed by typing. It is checked by itself once that rests, unless it is very long.
    pub fn typed(self) {
        self.changed();
        let version = self.version.get_value();
        set_timeout(
            move || {
                let rested = self.version.try_get_value() == Some(version);
                if rested && self.busy.get_untracked().is_none() && self.text().len() <= LONG {
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
        self.check();
    }

    /// Has the server check the text.
    pub fn check(self) {
        if self.busy.get_untracked().is_some() {
            return;
        }
        self.begin(Busy::Checking);
        let version = self.version.get_value();
        let text = self.text();
        spawn_local(async move {
            let outcome = check_data_set(self.kind, text).await;
            if let Some(report) = self.end(outcome) {
                self.found(report, version);
            }
        });
    }

    /// Saves the text.
    pub fn save(self, toasts: Toasts) {
        if self.busy.get_untracked().is_some() {
            return;
        }
        self.begin(Busy::Saving);
        let version = self.version.get_value();
        let text = self.text();
        let base = self.revision.get_untracked();
        spawn_local(async move {
            let outcome = match save_data_set(self.kind, text.clone(), Some(base)).await {
                Err(error) if error.code == ErrorCode::Changed => self.conflicting().await.and(Err(error)),
                // Lines at fault belong into the list beside the text.
                Err(error) if error.code == ErrorCode::Invalid && !error.fields.is_empty() => {
                    if self.busy.try_get_untracked().is_some() {
                        let fields = error.fields.clone();
                        self.report.update(|report| (report.valid, report.errors) = (false, fields));
                        self.about.set(About::Edited);
                    }
                    let message = "Nothing was saved: the text has mistakes, which are listed below.";
                    Err(AppError::new(ErrorCode::Invalid, message))
                }
                other => other,
            };
            if let Some(outline) = self.end(outcome) {
                self.source.set(outline.source);
                self.report.set(outline.report);
                self.revision.set(outline.revision);
                self.stored.set_value(text);
                let unchanged = self.version.get_value() == version;
                self.about.set(if unchanged { About::Stored } else { About::Older });
                self.dirty.set(!unchanged);
                toasts.done("Data set saved. The next run uses it.");
            }
        });
    }

    /// Saves over what somebody else saved, which has this revision.
    pub fn save_over(self, revision: String, toasts: Toasts) {
        self.revision.set(revision);
        self.save(toasts);
    }

    /// Asks about what somebody else saved.
    async fn conflicting(self) -> Result<(), AppError> {
        let theirs = get_data_set_text(self.kind).await?;
        // The person may have left the page meanwhile.
        let changed = |mine: &String| line_differences(&self.as_stored(mine), &self.as_stored(&theirs));
        if let Some(differences) = self.stored.try_with_value(changed) {
            let _ = self.conflict.try_set(Some(Conflict { differences, revision: revision_of(&theirs) }));
        }
        Ok(())
    }

    /// Events are stored in a layout of their own.
    fn as_stored(self, text: &str) -> Cow<'_, str> {
        let laid_out = || serde_json::to_string_pretty(&serde_json::from_str::<Value>(text).ok()?).ok();
        let events = if self.kind == DataSetKind::Events { laid_out() } else { None };
        events.map_or(Cow::Borrowed(text), Cow::Owned)
    }

    /// Goes back to what is built in.
    pub fn reset(self, toasts: Toasts) {
        self.begin(Busy::Resetting);
        spawn_local(async move {
            let outcome = reset_data_set(self.kind).await;
            if let Some(set) = self.end(outcome) {
                self.show(&set.content);
                self.stored.set_value(set.content.clone());
                self.revision.set(revision_of(&set.content));
                self.version.update_value(|version| *version += 1);
                self.source.set(set.source);
                self.report.set(set.report);
                self.about.set(About::Stored);
                self.dirty.set(false);
                toasts.done("Back to what is built in.");
            }
        });
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
        self.failure.set(None);
        self.dirty.set(true);
        self.about.set(About::Older);
    }

    fn found(self, report: DataSetReport, version: u64) {
        self.report.set(report);
        self.about.set(if self.version.get_value() == version { About::Edited } else { About::Older });
    }

    fn begin(self, what: Busy) {
        self.busy.set(Some(what));
        self.failure.set(None);
    }

    /// What came back, unless the person has left the page meanwhile; a failure is shown.
    fn end<T>(self, outcome: Result<T, AppError>) -> Option<T> {
        self.busy.try_get_untracked()?;
        self.busy.set(None);
        outcome.map_err(|error| self.failure.set(Some(error))).ok()
    }
}
