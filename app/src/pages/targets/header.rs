//! The editor's head: what state it is in and what can be done with the whole of it.

use super::state::Editor;
use crate::{
    api::engine::start_run,
    app::use_overview,
    base::{at, use_navigate},
    components::{SavePresetDialog, live_change::ActiveRun, use_toasts},
    editors::live_change::LiveChange,
    form::FormHeader,
    live::use_live,
};
use leptos::{prelude::*, task::spawn_local};

#[component]
pub(super) fn EditorHeader() -> impl IntoView {
    let editor = Editor::get();
    let saving_preset = RwSignal::new(false);
    let toasts = use_toasts();
    let overview = use_overview();
    let save = Callback::new(move |()| {
        let message = match editor.active.get_untracked() {
            ActiveRun::Follows(_) => editor.change.with_untracked(LiveChange::sentence),
            ActiveRun::None | ActiveRun::Other => "Configuration saved.".to_owned(),
        };
        editor.save_then(move || {
            overview.refetch();
            toasts.done(message);
        });
    });
    let live = use_live();
    let running = Memo::new(move |_| live.state.get().is_active());
    let save_then = Callback::new(move |then: Callback<()>| editor.save_then(move || then.run(())));
    view! {
        <FormHeader title="Targets" back_to="the configuration that is stored" is_primary=running on_save=save
            on_discard=move |()| editor.discard() last=move || view! { <StartButton running/> }>
            <button type="button" class="btn js-only" data-testid="save-as-preset" on:click=move |_| saving_preset.set(true)>
                "Save as preset…"
            </button>
        </FormHeader>
        <SavePresetDialog open=saving_preset save_then/>
    }
    .into_any()
}

/// Saves and starts. Nothing can be started while a run is active.
#[component]
fn StartButton(running: Memo<bool>) -> impl IntoView {
    let editor = Editor::get();
    let navigate = StoredValue::new(use_navigate());
    view! {
        <Show when=move || !running.get() fallback=|| view! {
            <a class="btn btn-quiet" href=at("/") data-testid="active-run">"A run is active"</a>
        }>
            <button type="button" class="btn btn-primary js-only" data-testid="save-and-start"
                disabled=move || editor.form.saving.get()
                on:click=move |_| editor.save_then(move || spawn_local(async move {
                    match start_run().await {
                        Ok(()) => {
                            navigate.try_with_value(|navigate| navigate("/", Default::default()));
                        }
                        Err(error) => editor.form.refuse(error),
                    }
                }))>
                {move || if editor.form.dirty.get() { "Save and start" } else { "Start" }}
            </button>
        </Show>
    }
    .into_any()
}
