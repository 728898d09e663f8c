//! The editor's state and what a person can do to it. One copyable handle, shared by context.

use super::filter::Filter;
use crate::{
    components::live_change::{ActiveRun, use_active_run},
    editors::{
        Assessed, Column, Draft, Row, Targets, TokenChange, assess::finding, live_change::LiveChange, split::Split,
    },
    form::{Drafts, Form, Input, RowList},
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

/// The editor.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    /// What is unsaved and wrong.
    pub form: Form,
    /// What is shown and what is stored of it.
    pub drafts: Drafts<Draft>,
    /// What is shown.
    pub draft: RwSignal<Draft>,
    /// The rows of the table.
    pub rows: RowList<Targets>,
    /// What the editor began with, to tell what somebody else saved.
    pub base: RwSignal<Arc<Stored<MultiTargetConfig>>>,
    /// What `draft` amounts to.
    pub assessed: Memo<Arc<Assessed>>,
    /// How it would be split.
    pub split: Memo<Arc<Option<Split>>>,
    /// How the active run stands to this configuration.
    pub active: RwSignal<ActiveRun>,
    /// What saving would change about it.
    pub change: Memo<LiveChange>,
    /// Tests by row.
    pub probes: RwSignal<HashMap<u32, Probe>>,
    /// Which rows are looked for.
    pub filter: RwSignal<Filter>,
    /// Keys of the selected rows.
    pub selected: RwSignal<HashSet<u32>>,
    /// Keys of the rows that the filter shows, in order.
    pub shown: Memo<Vec<u32>>,
    /// Page of the table, from 0.
    pub page: RwSignal<usize>,
    /// Rows whose details are shown.
    pub open: RwSignal<HashSet<u32>>,
}

impl Editor {
    /// An editor of `config`, put into context.
    pub fn provide(stored: Stored<MultiTargetConfig>, page: usize) -> Self {
        let config = &stored.value;
        let drafts = Drafts::new(Draft::of(config));
        let draft = drafts.draft;
        let assessed = Memo::new(move |_| Arc::new(draft.with(Assessed::of)));
        let findings = Memo::new(move |_| assessed.with(|assessed| Arc::clone(&assessed.findings)));
        let active = use_active_run();
        let form = Form::provide(drafts.dirty(), Signal::stored(false), findings, move |error| {
            draft.with_untracked(|draft| {
                assessed.with_untracked(|assessed| finding(&error, &draft.rows, &assessed.config.targets))
            })
        });
        let probes = RwSignal::new(HashMap::new());
        let filter = RwSignal::new(Filter::default());
        let selected = RwSignal::new(HashSet::new());
        let keys = Memo::new(move |_| draft.with(|draft| draft.rows.keys()));
        let shown = Memo::new(move |_| {
            let keys = keys.get();
            filter.with(|filter| {
                if filter.shows_all() {
                    return keys;
                }
                // A row does not vanish while it is edited.
                probes.with(|probes| {
                    selected.with(|selected| draft.with_untracked(|draft| filter.keys(draft, probes, selected)))
                })
            })
        });
        let editor = Self {
            form,
            drafts,
            draft,
            rows: RowList::new(form, Targets, draft, move |key| {
                // The name the target has or will have.
                let index = draft.with(|draft| draft.rows.index_of(key));
                assessed.with(|assessed| Some(assessed.config.targets.get(index?)?.name.clone())).unwrap_or_default()
            }),
            assessed,
            split: Memo::new(move |_| Arc::new(assessed.with(|assessed| Split::of(&assessed.config)))),
            active,
            change: Memo::new(move |_| assessed.with(|wanted| active.with(|run| run.change(&wanted.config)))),
            probes,
            filter,
            selected,
            shown,
            page: RwSignal::new(page.min(config.targets.len().saturating_sub(1) / PAGE_ROWS)),
            base: RwSignal::new(Arc::new(stored)),
            open: RwSignal::new(HashSet::new()),
        };
        provide_context(editor);
        editor
    }

    /// The editor around this component.
    pub fn get() -> Self {
        expect_context()
    }

    /// Where an input of a row stands: its path changes when the row moves.
    pub fn input(self, key: u32, column: Column) -> Input {
        let path = Memo::new(move |_| {
            let index = self.draft.with(|draft| draft.rows.index_of(key));
            column.path(index.unwrap_or_default())
        });
        Input::new(column.id(key), path)
    }

    /// Writes a cell.
    pub fn type_cell(self, key: u32, column: Column, text: String) {
        if !matches!(column, Column::Name | Column::Weight | Column::VisitsPerDay | Column::MaxRate) {
            self.forget_probe(key);
        }
        self.draft.update(|draft| {
            if let Some(row) = draft.rows.by_key_mut(key) {
                row.set_text(column, text);
            }
        });
    }

    /// Changes what `column` shows of how a target is reached.
    pub fn change_row(self, key: u32, column: Column, change: impl FnOnce(&mut Row)) {
        self.form.edit(&column.id(key));
        self.forget_probe(key);
        self.draft.update(|draft| {
            if let Some(row) = draft.rows.by_key_mut(key) {
                change(row);
            }
        });
    }

    /// Decides about a stored token.
    pub fn change_token(self, key: u32, change: TokenChange) {
        self.change_row(key, Column::Token, |row| row.token = change);
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

    /// Looks for other rows, from the first page.
    pub fn change_filter(self, change: impl FnOnce(&mut Filter)) {
        self.filter.update(change);
        self.page.set(0);
    }

    /// Turns to the page of the shown row at `index`.
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
        self.drafts.discard();
        self.form.start_over();
    }
}
