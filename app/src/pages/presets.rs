//! Saved configurations: load, share, change and remove them.

mod builtin;
mod card;
pub(crate) mod copy_link;
mod create;
pub(crate) mod facts;
pub(crate) mod fields;
mod import;

use crate::{
    api::presets::{CreatePreset, DeletePreset, DuplicatePreset, LoadPreset, UpdatePreset, list_presets},
    base::{at, use_navigate},
    components::{
        Empty, EmptyState, ErrorNotice, Load, PageHeader,
        list_pager::{ListPager, use_after},
        load_undo::use_loads,
        use_toasts,
    },
    error::AppError,
};
use builtin::BuiltinPresets;
use card::PresetCard;
use create::CreatePresetForm;
use domain::{Page, PresetSummary};
use import::ImportSection;
use leptos::prelude::*;

/// What can be done on this page; the cards share these.
#[derive(Clone, Copy)]
pub(crate) struct Actions {
    create: ServerAction<CreatePreset>,
    update: ServerAction<UpdatePreset>,
    duplicate: ServerAction<DuplicatePreset>,
    delete: ServerAction<DeletePreset>,
    load: ServerAction<LoadPreset>,
    /// The preset whose form was sent last, which is where its failure belongs.
    updating: RwSignal<Option<i64>>,
    /// Counts what has changed the list. What failed has not, and what is typed stays where it is.
    changes: RwSignal<usize>,
}

impl Actions {
    fn new() -> Self {
        Self {
            create: ServerAction::new(),
            update: ServerAction::new(),
            duplicate: ServerAction::new(),
            delete: ServerAction::new(),
            load: ServerAction::new(),
            updating: RwSignal::new(None),
            changes: RwSignal::new(0),
        }
    }

    /// What failed and belongs to no form on the page. Without JavaScript the failure of a form comes
    /// back with the whole page and is shown here.
    fn failure(self) -> Option<AppError> {
        let update = self.update.value().get().and_then(Result::err).filter(|_| self.updating.get().is_none());
        self.load
            .value()
            .get()
            .and_then(Result::err)
            .or_else(|| self.duplicate.value().get().and_then(Result::err))
            .or_else(|| self.delete.value().get().and_then(Result::err))
            .or(update)
    }
}

/// Saved configurations.
#[component]
pub fn PresetsPage() -> impl IntoView {
    let actions = Actions::new();
    let after = use_after();
    let presets = Resource::new(move || (actions.changes.get(), after.get()), |(_, after)| list_presets(after));
    report(actions);
    view! {
        <div class="presets">
            <PageHeader title="Presets"/>
            {move || actions.failure().map(|error| view! { <ErrorNotice error=error/> })}
            <CreatePresetForm action=actions.create/>
            <Load from=presets what="the presets" stays=true empty=Empty { is_empty: |page| page.total == 0, view: no_presets } let:page>
                <PresetList page is_later=after.get_untracked().is_some() actions/>
            </Load>
            <BuiltinPresets/>
            <ImportSection/>
        </div>
    }
    .into_any()
}

fn no_presets() -> AnyView {
    view! {
        <EmptyState title="No presets yet" testid="presets-empty">
            <p>"A preset is a named copy of a configuration with a link to share. Save the current one as a new preset, or edit it first."</p>
            <a class="btn" href=at("/targets")>"Open the editor"</a>
        </EmptyState>
    }
    .into_any()
}

#[component]
fn PresetList(page: Page<PresetSummary>, is_later: bool, actions: Actions) -> impl IntoView {
    let Page { entries, total, next } = page;
    let shown = entries.len();
    view! {
        <ul class="preset-list" data-testid="preset-list">
            {entries.into_iter().map(|preset| view! { <PresetCard preset=preset actions=actions/> }).collect_view()}
        </ul>
        <ListPager path="/presets" is_later shown total next/>
    }
    .into_any()
}

/// Says what was done, and goes to the editor with what was loaded.
fn report(actions: Actions) {
    let toasts = use_toasts();
    let loads = use_loads();
    let navigate = use_navigate();
    let changed = move |text: String| {
        toasts.done(text);
        actions.changes.update(|changes| *changes += 1);
    };
    Effect::new(move |_| {
        if let Some(Ok(preset)) = actions.create.value().get() {
            changed(format!("Preset “{}” saved.", preset.name));
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(preset)) = actions.update.value().get() {
            changed(format!("Preset “{}” updated.", preset.name));
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(preset)) = actions.duplicate.value().get() {
            changed(format!("Copied as “{}”.", preset.name));
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(())) = actions.delete.value().get() {
            changed("Preset deleted.".to_owned());
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(name)) = actions.load.value().get() {
            loads.loaded(format!("“{name}” is in the editor."));
            navigate("/targets", Default::default());
        }
    });
}
