//! The editor's state and what a person can do to it. One copyable handle, shared by context.

use crate::{
    components::live_change::{ActiveRun, use_active_run},
    editors::{
        live_change::LiveChange,
        traffic::{Assessed, At, Draft, List, assess::finding},
    },
    form::{Drafts, Form, Input, RowList},
    revision::Stored,
};
use domain::MultiTargetConfig;
use leptos::prelude::*;
use std::sync::Arc;

/// The editor.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    /// What is unsaved and wrong.
    pub form: Form,
    /// What is shown and what is stored of it.
    pub drafts: Drafts<Draft>,
    /// What is shown.
    pub draft: RwSignal<Draft>,
    /// What is stored.
    pub stored: RwSignal<Arc<MultiTargetConfig>>,
    /// The revision of what is stored, as the editor knows it.
    pub revision: RwSignal<String>,
    /// What `draft` amounts to.
    pub assessed: Memo<Arc<Assessed>>,
    /// How the active run stands to this configuration.
    pub active: RwSignal<ActiveRun>,
    /// What saving would change about it.
    pub change: Memo<LiveChange>,
}

impl Editor {
    /// An editor of `config`, put into context.
    pub fn provide(stored: Stored<MultiTargetConfig>) -> Self {
        let Stored { value: config, revision } = stored;
        let drafts = Drafts::new(Draft::of(&config));
        let draft = drafts.draft;
        let stored = RwSignal::new(Arc::new(config));
        let assessed =
            Memo::new(move |_| Arc::new(draft.with(|draft| stored.with(|stored| Assessed::of(draft, stored)))));
        let findings = Memo::new(move |_| assessed.with(|assessed| Arc::clone(&assessed.findings)));
        let active = use_active_run();
        let editor = Self {
            form: Form::provide(drafts.dirty(), Signal::stored(false), findings, move |error| {
                draft.with_untracked(|draft| finding(error, draft))
            }),
            drafts,
            draft,
            stored,
            revision: RwSignal::new(revision),
            assessed,
            active,
            change: Memo::new(move |_| assessed.with(|wanted| active.with(|run| run.change(&wanted.config)))),
        };
        provide_context(editor);
        editor
    }

    /// The editor around this component.
    pub fn get() -> Self {
        expect_context()
    }

    /// Where an input stands.
    pub fn input(self, at: At) -> Input {
        Input::new(at.id(), Memo::new(move |_| self.draft.with(|draft| draft.path(at))))
    }

    /// A list of the page.
    pub fn rows(self, list: List) -> RowList<List> {
        RowList::new(self.form, list, self.draft, move |key| self.draft.with(|draft| draft.name_of(list, key)))
    }

    /// Takes the stored configuration back.
    pub fn discard(self) {
        self.drafts.discard();
        self.form.start_over();
    }
}
