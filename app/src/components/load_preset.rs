//! The button that makes a preset the working configuration. It asks first when that would lose something; without
//! JavaScript the page itself says so.

use super::Confirm;
use crate::api::presets::LoadPreset;
use leptos::{ev::MouseEvent, form::ActionForm, prelude::*};

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
    /// Whether loading would replace targets and settings that are kept nowhere else.
    #[prop(into)]
    loses: Signal<bool>,
    /// What it does.
    action: ServerAction<LoadPreset>,
) -> impl IntoView {
    let asking = RwSignal::new(false);
    let press = move |event: MouseEvent| {
        if loses.get_untracked() {
            event.prevent_default();
            asking.set(true);
        }
    };
    let load = move |()| {
        action.dispatch(LoadPreset { id });
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
