//! Saves what is in the editor under a name, without leaving it.

use super::state::Editor;
use crate::{
    api::presets::create_preset,
    components::{Dialog, use_toasts},
    error::AppError,
};
use leptos::{prelude::*, task::spawn_local};

#[component]
pub(super) fn SavePresetDialog(open: RwSignal<bool>) -> impl IntoView {
    let editor = Editor::get();
    let toasts = use_toasts();
    let (name, description) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let failure = RwSignal::new(None::<AppError>);
    let busy = RwSignal::new(false);
    let create = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let outcome = create_preset(name.get_untracked(), description.get_untracked()).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(preset) => {
                    open.set(false);
                    name.set(String::new());
                    description.set(String::new());
                    toasts.done(format!("Saved as preset “{}”.", preset.name));
                }
                Err(error) => failure.set(Some(error)),
            }
        });
    };
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if editor.assessed.with_untracked(|assessed| !assessed.errors.is_empty()) {
            // The errors are on the page behind the dialog.
            open.set(false);
        }
        editor.save_then(create);
    };
    view! {
        <Dialog open=open title="Save as preset" testid="save-preset-dialog">
            <form on:submit=submit>
                <crate::pages::presets::fields::NameFields name description failure id="new-preset" autofocus=true/>
                <p class="muted">{move || if editor.dirty.get() {
                    "Your unsaved changes are saved first; the preset is a copy of the result, tokens included."
                } else {
                    "The preset is a copy of the saved configuration, tokens included."
                }}</p>
                <div class="dialog-actions">
                    <button type="button" class="btn" on:click=move |_| open.set(false)>"Cancel"</button>
                    <button type="submit" class="btn btn-primary" data-testid="save-preset-submit"
                        disabled=move || busy.get() || editor.saving.get()>"Save preset"</button>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
