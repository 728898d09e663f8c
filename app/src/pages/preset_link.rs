//! The page behind a preset's shareable address: what it is, and two ways to use it. Works without
//! JavaScript.

mod overview;

use super::presets::copy_link::CopyLink;
use crate::{
    api::{
        config::would_lose,
        presets::{LoadPreset, StartPreset, get_preset_by_slug},
    },
    app::use_overview,
    base::{at, use_navigate},
    components::{
        Confirm, ErrorNotice, FunctionForm, Load, Missing, PageHeader,
        load_preset::{LoadPresetButton, NOT_SAVED, Question},
        load_undo::use_loads,
    },
    error::AppError,
    live::use_live,
};
use domain::Preset;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use overview::PresetOverview;

const MISSING: Missing = Missing {
    title: "No such preset",
    heading: "There is no preset at this address",
    text: "It may have been deleted, or the address is incomplete. Ask whoever sent the link, or look through the presets that are here.",
    link: ("/presets", "All presets"),
    testid: "preset-not-found",
};

/// The page behind a preset's shareable address.
#[component]
pub fn PresetLinkPage() -> impl IntoView {
    let params = use_params_map();
    let slug = move || params.with(|params| params.get("slug").unwrap_or_default());
    let overview = use_overview();
    let live = use_live();
    let found = Resource::new(slug, move |slug| async move {
        let preset = get_preset_by_slug(slug).await?;
        let loses = would_lose().await.unwrap_or(true);
        // The page is to know of an active run before, and without, JavaScript.
        let _ = overview.await;
        Ok::<_, AppError>((preset, loses))
    });
    let load = ServerAction::<LoadPreset>::new();
    let start = ServerAction::<StartPreset>::new();
    let loads = use_loads();
    let navigate = StoredValue::new(use_navigate());
    Effect::new(move |_| {
        if let Some(Ok(name)) = load.value().get() {
            loads.loaded(format!("“{name}” is in the editor."));
            navigate.with_value(|navigate| navigate("/targets", Default::default()));
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(())) = start.value().get() {
            overview.refetch();
            navigate.with_value(|navigate| navigate("/", Default::default()));
        }
    });
    view! {
        <Load from=found what="the preset" heading="Preset" missing=MISSING let:found>
            {
                let (preset, loses) = found;
                if let Some(Ok(overview)) = overview.get_untracked() {
                    live.seed(&overview);
                }
                view! { <Found preset loses load start/> }
            }
        </Load>
    }
    .into_any()
}

#[component]
fn Found(
    preset: Preset,
    loses: bool,
    load: ServerAction<LoadPreset>,
    start: ServerAction<StartPreset>,
) -> impl IntoView {
    let id = preset.id;
    let title = preset.name.clone();
    let slug = preset.slug.clone();
    let name = preset.name.clone();
    let start_title = format!("Replace the working configuration by “{name}” and start?");
    let load_name = preset.name.clone();
    let live = use_live();
    let active = Memo::new(move |_| live.state.get().is_active());
    let question = Question::new();
    let load_and_start = move |()| {
        start.dispatch(StartPreset { id });
    };
    view! {
        <PageHeader title=title meta=|| "Preset">
            <CopyLink slug=slug name=name class="btn js-only"/>
            <LoadPresetButton id name=load_name label="Open in editor" class="btn" testid="preset-open" is_explained=true action=load/>
            // While a run is active nothing else can be started.
            <Show when=move || !active.get()>
                <FunctionForm action=start>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <button type="submit" class="btn btn-primary" data-testid="preset-start"
                        disabled=move || start.pending().get() || question.busy.get()
                        on:click=move |event| {
                            event.prevent_default();
                            question.unless_lost(move || load_and_start(()));
                        }>"Load and start"</button>
                </FunctionForm>
            </Show>
        </PageHeader>
        <Confirm open=question.asking title=start_title confirm_label="Replace it and start" danger=false
            on_confirm=load_and_start message=NOT_SAVED/>
        {move || {
            let failed = load.value().get().and_then(Result::err);
            let error = failed.or_else(|| start.value().get().and_then(Result::err))?;
            Some(view! { <ErrorNotice error=error/> })
        }}
        <Consequences active=active loses/>
        <PresetOverview preset=preset/>
    }
    .into_any()
}

/// What opening the preset does, and what it leaves alone.
#[component]
fn Consequences(active: Memo<bool>, loses: bool) -> impl IntoView {
    view! {
        <p class="preset-hint" data-testid="preset-hint">
            "This page changes nothing. Opening the preset in the editor replaces the targets and settings there. "
            {loses.then_some(NOT_SAVED)}
            {move || active.get().then(|| view! {
                <span data-testid="preset-run-active">
                    " A run is active: it goes on with what it has, whatever you open. "<a href=at("/")>"Watch it"</a>"."
                </span>
            })}
        </p>
    }
    .into_any()
}
