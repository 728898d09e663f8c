//! The button that makes a preset the working configuration. It asks first when that would lose something; without
//! JavaScript the page itself says so.

use super::Confirm;
use crate::api::{config::would_lose, presets::LoadPreset};
use leptos::{ev::MouseEvent, form::ActionForm, prelude::*, task::spawn_local};

/// The button.
#[component]
pub fn LoadPresetButton(
    /// Number of the preset.
    id: i64,
    /// Its name.
    #[prop(into)]
    name: String,
    /// What the button says, as a verb.
    label: &'static str,
    /// Its classes.
    class: &'static str,
    /// `data-testid`.
    testid: &'static str,
    /// What it does.
    action: ServerAction<LoadPreset>,
) -> impl IntoView {
    let asking = RwSignal::new(false);
    let load = move |()| {
        action.dispatch(LoadPreset { id });
    };
    let press = move |event: MouseEvent| {
        event.prevent_default();
        unless_lost(asking, move || load(()));
    };
    let spoken = format!("{label} {name}");
    view! {
        <ActionForm action=action>
            <input type="hidden" name="id" value=id.to_string()/>
            <button type="submit" class=class data-testid=testid aria-label=spoken on:click=press>{label}</button>
        </ActionForm>
        <Confirm open=asking title=format!("Replace the working configuration by “{name}”?")
            confirm_label="Replace it" danger=false on_confirm=load
            message="The targets and settings in the editors now are not saved as a preset. You can undo this for a while; an active run goes on with what it has."/>
    }
    .into_any()
}

/// Goes ahead if nothing is lost by replacing the working configuration as it is now, whoever changed it since the
/// page was opened; otherwise, or when that cannot be told, has it asked about.
pub fn unless_lost(asking: RwSignal<bool>, go_ahead: impl FnOnce() + 'static) {
    spawn_local(async move {
        let loses = would_lose().await.unwrap_or(true);
        // The person may have left the page meanwhile.
        if asking.try_get_untracked().is_none() {
            return;
        }
        if loses { asking.set(true) } else { go_ahead() }
    });
}
