//! The page behind a preset's shareable address: what it is, and two ways to use it. Works without
//! JavaScript.

mod overview;

use super::{not_found::set_not_found, presets::copy_link::CopyLink};
use crate::{
    api::presets::{LoadPreset, StartPreset, get_preset_by_slug},
    app::use_overview,
    components::{EmptyState, ErrorNotice, PageHeader, use_toasts},
    error::{AppError, ErrorCode},
};
use domain::Preset;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_params_map};
use overview::PresetOverview;

/// The page behind a preset's shareable address.
#[component]
pub fn PresetLinkPage() -> impl IntoView {
    let params = use_params_map();
    let slug = move || params.with(|params| params.get("slug").unwrap_or_default());
    let preset = Resource::new(slug, get_preset_by_slug);
    let (load, start) = (ServerAction::<LoadPreset>::new(), ServerAction::<StartPreset>::new());
    let toasts = use_toasts();
    let overview = use_overview();
    let navigate = StoredValue::new(use_navigate());
    Effect::new(move |_| {
        if let Some(Ok(name)) = load.value().get() {
            overview.refetch();
            toasts.done(format!("“{name}” is in the editor."));
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
        <Suspense fallback=|| view! { <PageHeader title="Preset"/><p class="muted">"Loading the preset…"</p> }>
            {move || Suspend::new(async move {
                match preset.await {
                    Ok(preset) => view! { <Found preset=preset load=load start=start/> }.into_any(),
                    Err(error) => view! { <Missing error=error/> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

#[component]
fn Found(preset: Preset, load: ServerAction<LoadPreset>, start: ServerAction<StartPreset>) -> impl IntoView {
    let (load_id, start_id) = (preset.id.to_string(), preset.id.to_string());
    let (title, slug, name) = (preset.name.clone(), preset.slug.clone(), preset.name.clone());
    let failure = move || {
        let failed = load.value().get().and_then(Result::err);
        failed.or_else(|| start.value().get().and_then(Result::err))
    };
    view! {
        <PageHeader title=title meta=|| "Preset">
            <CopyLink slug=slug name=name class="btn js-only"/>
            <ActionForm action=load>
                <input type="hidden" name="id" value=load_id/>
                <button type="submit" class="btn" data-testid="preset-open">"Open in editor"</button>
            </ActionForm>
            <ActionForm action=start>
                <input type="hidden" name="id" value=start_id/>
                <button type="submit" class="btn btn-primary" data-testid="preset-start"
                    disabled=move || start.pending().get()>"Load and start"</button>
            </ActionForm>
        </PageHeader>
        {move || failure().map(|error| view! { <ErrorNotice error=error/> })}
        <PresetOverview preset=preset/>
    }
    .into_any()
}

#[component]
fn Missing(error: AppError) -> impl IntoView {
    if error.code != ErrorCode::NotFound {
        return view! { <PageHeader title="Preset"/><ErrorNotice error=error/> }.into_any();
    }
    set_not_found();
    view! {
        <Title text="No such preset"/>
        <EmptyState title="There is no preset at this address" testid="preset-not-found" level=1>
            <p>"It may have been deleted, or the address is incomplete. Ask whoever sent the link, or look through the presets that are here."</p>
            <a class="btn btn-primary" href="/presets">"All presets"</a>
        </EmptyState>
    }
    .into_any()
}
