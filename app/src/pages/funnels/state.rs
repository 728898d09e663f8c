//! The funnel editor's state and what a person can do to it. One copyable handle, shared by context.

use crate::{
    api::funnels::{get_funnel, preview_funnel, save_funnel},
    components::save_conflict::Conflict,
    editors::funnel::{
        Assessed, FunnelDraft, StepDraft, Steps,
        assess::{finding, path},
        field::kind_name,
        step_id,
    },
    error::AppError,
    form::{Drafts, Form, Input, RowList},
    revision::Stored,
};
use domain::{Funnel, PreviewVisit, StoredFunnel};
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

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
    /// What is unsaved and wrong.
    pub form: Form,
    /// What is shown and what is stored of it, or what a new funnel started from.
    pub drafts: Drafts<FunnelDraft>,
    /// What is shown.
    pub draft: RwSignal<FunnelDraft>,
    /// The steps.
    pub steps: RowList<Steps>,
    /// Its number; `None` until it is saved for the first time.
    pub id: RwSignal<Option<i64>>,
    /// The revision of what is stored, as the editor knows it.
    pub revision: RwSignal<Option<String>>,
    /// What the editor began with, to tell what somebody else saved.
    base: RwSignal<Funnel>,
    /// What `draft` amounts to.
    pub assessed: Memo<Arc<Assessed>>,
    /// The preview.
    pub preview: RwSignal<PreviewState>,
}

impl Editor {
    /// An editor of `funnel`, put into context.
    pub fn provide(stored: Option<(i64, String)>, funnel: &Funnel) -> Self {
        let (id, revision) = stored.unzip();
        let id = RwSignal::new(id);
        let drafts = Drafts::new(FunnelDraft::of(funnel));
        let draft = drafts.draft;
        let assessed = Memo::new(move |_| Arc::new(draft.with(Assessed::of)));
        let findings = Memo::new(move |_| assessed.with(|assessed| Arc::clone(&assessed.findings)));
        let is_new = Signal::derive(move || id.get().is_none());
        let form = Form::provide(drafts.dirty(), is_new, findings, move |error| {
            draft.with_untracked(|draft| finding(error, draft))
        });
        let editor = Self {
            form,
            drafts,
            draft,
            steps: RowList::new(form, Steps, draft, move |key| {
                draft.with(|draft| draft.steps.by_key(key).map_or("", |step| kind_name(step.kind)).to_owned())
            }),
            id,
            revision: RwSignal::new(revision),
            base: RwSignal::new(funnel.clone()),
            assessed,
            preview: RwSignal::new(PreviewState::None),
        };
        provide_context(editor);
        editor
    }

    /// The editor around this component.
    pub fn get() -> Self {
        expect_context()
    }

    /// Where a step's input stands: its path changes when the step moves.
    pub fn step_input(self, key: u32, field: &'static str) -> Input {
        let path = Memo::new(move |_| {
            let index = self.draft.with(|draft| draft.steps.index_of(key));
            path(index.unwrap_or_default(), field)
        });
        Input::new(step_id(key, field), path)
    }

    /// Changes a step.
    pub fn change_step(self, key: u32, change: impl FnOnce(&mut StepDraft)) {
        self.draft.update(|draft| {
            if let Some(step) = draft.steps.by_key_mut(key) {
                change(step);
            }
        });
    }

    /// Adds a page view at the end.
    pub fn add_step(self) {
        if let Some(key) = self.draft.try_update(FunnelDraft::add) {
            crate::components::focus::focus_soon(&step_id(key, "type"));
        }
    }

    /// Goes back to what is stored.
    pub fn discard(self) {
        self.drafts.discard();
        self.form.start_over();
    }

    /// Saves, then does `then`; with errors in the draft shows them instead.
    pub fn save_then(self, then: impl FnOnce(StoredFunnel) + 'static) {
        if !self.form.is_right() {
            return;
        }
        let submitted = self.draft.get_untracked();
        let funnel = self.assessed.with_untracked(|assessed| assessed.funnel.clone());
        let id = self.id.get_untracked();
        let save = save_funnel(id, funnel, self.revision.get_untracked());
        let base = self.base.get_untracked();
        let theirs = async move {
            let Stored { value, revision } = get_funnel(id.unwrap_or_default()).await?;
            Ok(Conflict::between(&base, Stored { value: value.funnel, revision }))
        };
        self.form.send(save, theirs, move |Stored { value: stored, revision }: Stored<StoredFunnel>| {
            self.id.set(Some(stored.id));
            self.revision.set(Some(revision));
            self.base.set(stored.funnel.clone());
            self.drafts.take_over(&submitted, &stored.funnel);
            self.form.saved();
            then(stored);
        });
    }

    /// Saves over what somebody else saved, which has this revision.
    pub fn save_over(self, revision: String) {
        self.revision.set(Some(revision));
        self.save_then(|_| {});
    }

    /// Has the server make the visit that this draft leads to.
    pub fn show_preview(self) {
        if !self.form.is_right() {
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
}
