//! The editor's state and what a person can do to it. One copyable handle, shared by context.

use crate::{
    components::{
        live_change::{ActiveRun, use_active_run},
        save_conflict::Conflict,
    },
    editor::{Assessed, Column, Draft, Finding, Row, Setting, TokenChange, live_change::LiveChange, split::Split},
    error::AppError,
    revision::Stored,
};
use domain::{DistributionStrategy, MultiTargetConfig, TargetProbe};
use leptos::prelude::*;
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// Rows shown at once, so that a thousand targets stay fluid.
pub(super) const PAGE_ROWS: usize = 50;

/// How a row's test stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Probe {
    /// The server is asking the target.
    Running,
    /// What came back.
    Done(TargetProbe),
    /// The test itself could not be made.
    Failed(String),
}

/// What to say at an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    /// An error, or a warning.
    pub is_error: bool,
    /// The sentence.
    pub text: String,
}

/// What the server did not accept, at the inputs it is about.
#[derive(Clone, Debug)]
pub(super) struct Rejected {
    /// The whole answer.
    pub error: AppError,
    /// Its findings.
    pub findings: Vec<Finding>,
}

/// The editor.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    /// What is shown.
    pub draft: RwSignal<Draft>,
    /// What is stored.
    pub saved: RwSignal<Draft>,
    /// What the editor began with, to tell what somebody else saved.
    pub base: RwSignal<Arc<Stored<MultiTargetConfig>>>,
    /// Somebody else's save that is in the way of this one.
    pub conflict: RwSignal<Option<Conflict>>,
    /// What `draft` amounts to.
    pub assessed: Memo<Arc<Assessed>>,
    /// How it would be split.
    pub split: Memo<Arc<Option<Split>>>,
    /// Whether there is something to save.
    pub dirty: Memo<bool>,
    /// How the active run stands to this configuration.
    pub active: RwSignal<ActiveRun>,
    /// What saving would change about it.
    pub change: Memo<LiveChange>,
    /// Whether saving was tried with errors: from then on all of them show.
    pub attempted: RwSignal<bool>,
    /// Whether a save is under way.
    pub saving: RwSignal<bool>,
    /// What the server did not accept last.
    pub rejected: RwSignal<Option<Rejected>>,
    /// Tests by row.
    pub probes: RwSignal<HashMap<u32, Probe>>,
    /// Page of the table, from 0.
    pub page: RwSignal<usize>,
    /// The row removed last, for undo.
    pub removed: RwSignal<Option<(usize, Row)>>,
    /// Said to screen readers.
    pub said: RwSignal<String>,
    /// Rows whose details are shown.
    pub open: RwSignal<HashSet<u32>>,
    touched: RwSignal<HashSet<String>>,
}

impl Editor {
    /// An editor of `config`, put into context.
    pub fn provide(stored: Stored<MultiTargetConfig>, page: usize) -> Self {
        let config = &stored.value;
        let draft = RwSignal::new(Draft::of(config));
        let saved = RwSignal::new(draft.get_untracked());
        let assessed = Memo::new(move |_| Arc::new(draft.with(Assessed::of)));
        let active = use_active_run();
        let editor = Self {
            draft,
            saved,
            assessed,
            split: Memo::new(move |_| Arc::new(assessed.with(|assessed| Split::of(&assessed.config)))),
            dirty: Memo::new(move |_| draft.with(|draft| saved.with(|saved| draft != saved))),
            active,
            change: Memo::new(move |_| assessed.with(|wanted| active.with(|run| run.change(&wanted.config)))),
            attempted: RwSignal::new(false),
            saving: RwSignal::new(false),
            rejected: RwSignal::new(None),
            probes: RwSignal::new(HashMap::new()),
            page: RwSignal::new(page.min(config.targets.len().saturating_sub(1) / PAGE_ROWS)),
            removed: RwSignal::new(None),
            base: RwSignal::new(Arc::new(stored)),
            conflict: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            open: RwSignal::new(HashSet::new()),
            touched: RwSignal::new(HashSet::new()),
        };
        provide_context(editor);
        editor
    }

    /// The editor around this component.
    pub fn get() -> Self {
        expect_context()
    }

    /// What to say at the input with this id: errors once it was left or saving was tried, warnings always.
    pub fn note_at(self, id: &str) -> Option<Note> {
        let error = |text: &str| Note { is_error: true, text: text.to_owned() };
        let rejected = self.rejected.with(|rejected| {
            let finding = rejected.as_ref()?.findings.iter().find(|finding| finding.id == id)?;
            Some(error(&finding.message))
        });
        let shown = self.attempted.get() || self.touched.with(|touched| touched.contains(id));
        self.assessed.with(|assessed| {
            let found = assessed.error_at(id).filter(|_| shown).map(error);
            found
                .or(rejected)
                .or_else(|| assessed.warning_at(id).map(|text| Note { is_error: false, text: text.to_owned() }))
        })
    }

    /// The person has left this input.
    pub fn touch(self, id: &str) {
        if !self.touched.with_untracked(|touched| touched.contains(id)) {
            self.touched.update(|touched| {
                touched.insert(id.to_owned());
            });
        }
    }

    /// Writes a cell.
    pub fn type_cell(self, key: u32, column: Column, text: String) {
        self.edited(&column.id(key));
        if !matches!(column, Column::Name | Column::Weight | Column::VisitsPerDay | Column::MaxRate) {
            self.forget_probe(key);
        }
        self.draft.update(|draft| {
            if let Some(row) = draft.row_mut(key) {
                row.set_text(column, text);
            }
        });
    }

    /// Changes what `column` shows of how a target is reached.
    pub fn change_row(self, key: u32, column: Column, change: impl FnOnce(&mut Row)) {
        self.edited(&column.id(key));
        self.forget_probe(key);
        self.draft.update(|draft| {
            if let Some(row) = draft.row_mut(key) {
                change(row);
            }
        });
    }

    /// Decides about a stored token.
    pub fn change_token(self, key: u32, change: TokenChange) {
        self.change_row(key, Column::Token, |row| row.token = change);
    }

    /// Writes a number field.
    pub fn type_setting(self, setting: Setting, text: String) {
        self.edited(&setting.id());
        self.draft.update(|draft| {
            draft.texts.insert(setting, text);
        });
    }

    /// Shows or folds up the details of a row.
    pub fn show_details(self, key: u32, shown: bool) {
        self.open.update(|open| {
            if shown {
                open.insert(key);
            } else {
                open.remove(&key);
            }
        });
    }

    /// How the load is split.
    pub fn strategy(self) -> Memo<DistributionStrategy> {
        Memo::new(move |_| self.draft.with(|draft| draft.strategy))
    }

    /// Turns to the page with this row.
    pub fn show_row(self, index: usize) {
        let page = index / PAGE_ROWS;
        if self.page.get_untracked() != page {
            self.page.set(page);
        }
    }

    /// Forgets what a target answered before it was changed.
    pub fn forget_probe(self, key: u32) {
        if self.probes.with_untracked(|probes| probes.contains_key(&key)) {
            self.probes.update(|probes| {
                probes.remove(&key);
            });
        }
    }

    /// Takes the stored configuration back.
    pub fn discard(self) {
        self.draft.set(self.saved.get_untracked());
        self.rejected.set(None);
        self.removed.set(None);
        self.start_over();
    }

    /// Errors show again only where the person has been.
    pub fn start_over(self) {
        self.attempted.set(false);
        self.touched.set(HashSet::new());
    }

    /// What the server said about this input no longer holds.
    fn edited(self, id: &str) {
        if self.rejected.with_untracked(|rejected| {
            rejected.as_ref().is_some_and(|rejected| rejected.findings.iter().any(|finding| finding.id == id))
        }) {
            self.rejected.update(|rejected| {
                if let Some(rejected) = rejected {
                    rejected.findings.retain(|finding| finding.id != id);
                }
            });
        }
    }
}
