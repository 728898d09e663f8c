//! The editor's head: what state it is in and what can be done with the whole of it.

use super::state::Editor;
use crate::{
    api::engine::start_run,
    app::use_overview,
    base::{at, use_navigate},
    components::{Confirm, PageHeader, SavePresetDialog, live_change::ActiveRun, use_toasts},
    editor::live_change::LiveChange,
    live::use_live,
};
use leptos::{ev::MouseEvent, prelude::*, task::spawn_local};

#[component]
pub(super) fn EditorHeader() -> impl IntoView {
    let editor = Editor::get();
    let (asking, saving_preset) = (RwSignal::new(false), RwSignal::new(false));
    let toasts = use_toasts();
    let overview = use_overview();
    // A saved page has nothing to save or to discard; the buttons stay where the focus is.
    let idle = move || !editor.dirty.get() || editor.saving.get();
    let save = move |_| {
        if untrack(idle) {
            return;
        }
        let said = match editor.active.get_untracked() {
            ActiveRun::Follows(_) => editor.change.with_untracked(LiveChange::said),
            ActiveRun::None | ActiveRun::Other => "Configuration saved.".to_owned(),
        };
        editor.save_then(move || {
            overview.refetch();
            toasts.done(said);
        });
    };
    let navigate = StoredValue::new(use_navigate());
    let start = move |_: MouseEvent| {
        editor.save_then(move || {
            spawn_local(async move {
                match start_run().await {
                    Ok(()) => {
                        navigate.try_with_value(|navigate| navigate("/", Default::default()));
                    }
                    Err(error) => editor.reject(error),
                }
            });
        });
    };
    // Nothing can be started while a run is active.
    let live = use_live();
    let running = Memo::new(move |_| live.state.get().is_active());
    let has_errors = Signal::derive(move || editor.assessed.with(|assessed| !assessed.errors.is_empty()));
    let state = move || {
        if editor.saving.get() {
            view! { <span class="editor-state">"Saving…"</span> }.into_any()
        } else if editor.dirty.get() {
            view! { <span class="editor-state editor-state-dirty">"Unsaved changes"</span> }.into_any()
        } else {
            view! { <span class="editor-state">"Saved"</span> }.into_any()
        }
    };
    let save_then = Callback::new(move |then: Callback<()>| editor.save_then(move || then.run(())));
    view! {
        <PageHeader title="Targets" meta=move || view! { <span data-testid="editor-state">{state}</span> }>
            <button type="button" class="btn btn-quiet" data-testid="discard" aria-disabled=move || idle().to_string()
                on:click=move |_| asking.set(!untrack(idle))>"Discard"</button>
            <button type="button" class="btn" data-testid="save-as-preset" on:click=move |_| saving_preset.set(true)>
                "Save as preset…"
            </button>
            <button type="button" class="btn" class:btn-primary=move || running.get() data-testid="save"
                aria-disabled=move || idle().to_string() on:click=save>"Save"</button>
            <Show when=move || !running.get() fallback=|| view! {
                <a class="btn btn-quiet" href=at("/") data-testid="active-run">"A run is active"</a>
            }>
                <button type="button" class="btn btn-primary" data-testid="save-and-start"
                    disabled=move || editor.saving.get() on:click=start>
                    {move || if editor.dirty.get() { "Save and start" } else { "Start" }}
                </button>
            </Show>
        </PageHeader>
        <Confirm open=asking title="Discard all unsaved changes?" confirm_label="Discard changes"
            message="The editor goes back to the configuration that is stored."
            on_confirm=move |()| editor.discard()/>
        <SavePresetDialog open=saving_preset dirty=editor.dirty saving=editor.saving has_errors save_then/>
    }
    .into_any()
}
