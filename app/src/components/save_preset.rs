//! Saves what is in an editor of the configuration under a name, without leaving it.

use super::{Dialog, use_toasts};
use crate::{api::presets::create_preset, error::AppError, form::Form};
use leptos::{prelude::*, task::spawn_local};

/// Saves the editor first, then the stored configuration as a preset.
#[component]
pub fn SavePresetDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Saves the editor, then runs what it is given.
    #[prop(into)]
    save_then: Callback<Callback<()>>,
) -> impl IntoView {
    let toasts = use_toasts();
    let form = Form::get();
    let name = RwSignal::new(String::new());
    let description = RwSignal::new(String::new());
    let failure = RwSignal::new(None::<AppError>);
    let busy = RwSignal::new(false);
    let create = Callback::new(move |()| {
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
    });
    view! {
        <Dialog open=open title="Save as preset" testid="save-preset-dialog">
            <form on:submit=move |ev| {
                ev.prevent_default();
                if !form.findings.with_untracked(|findings| findings.is_right()) {
                    // The errors are on the page behind the dialog.
                    open.set(false);
                }
                save_then.run(create);
            }>
                <crate::pages::presets::fields::NameFields name description failure id="new-preset" autofocus=true/>
                <p class="muted">{move || if form.dirty.get() {
                    "Your unsaved changes are saved first; the preset is a copy of the result, tokens included."
                } else {
                    "The preset is a copy of the saved configuration, tokens included."
                }}</p>
                <div class="dialog-actions">
                    <button type="button" class="btn" on:click=move |_| open.set(false)>"Cancel"</button>
                    <button type="submit" class="btn btn-primary" data-testid="save-preset-submit"
                        disabled=move || busy.get() || form.saving.get()>"Save preset"</button>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
