//! Saves the current configuration as a new preset. A plain form in a `<details>`, so that it works
//! without JavaScript; the style sheet puts its summary beside the page's heading, as its action.

use super::fields::NameFields;
use crate::{
    api::presets::CreatePreset,
    components::{FunctionForm, focus::focus_soon},
};
use leptos::prelude::*;

#[component]
pub(super) fn CreatePresetForm(action: ServerAction<CreatePreset>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let description = RwSignal::new(String::new());
    let failure = Signal::derive(move || action.value().get().and_then(Result::err));
    let open = RwSignal::new(failure.with_untracked(Option::is_some));
    Effect::new(move |_| {
        if let Some(Ok(_)) = action.value().get() {
            name.set(String::new());
            description.set(String::new());
            open.set(false);
        }
    });
    view! {
        <details class="preset-create" data-testid="preset-create"
            open=open.get_untracked() prop:open=move || open.get()
            on:toggle:target=move |ev| {
                open.set(ev.target().open());
                if open.get_untracked() {
                    focus_soon("create-preset-name");
                }
            }>
            <summary class=move || if open.get() { "btn" } else { "btn btn-primary" } data-testid="preset-create-open">
                {move || if open.get() { "Cancel" } else { "New preset" }}
            </summary>
            <section class="card" aria-labelledby="preset-create-title">
                <h2 id="preset-create-title">"Save the current configuration as a preset"</h2>
                <FunctionForm action=action>
                    <NameFields name description failure id="create-preset"/>
                    <p class="muted">"The preset is a copy of what is stored now, tokens included; later edits do not change it."</p>
                    <button type="submit" class="btn btn-primary" data-testid="preset-create-submit"
                        disabled=move || action.pending().get()>"Save preset"</button>
                </FunctionForm>
            </section>
        </details>
    }
    .into_any()
}
