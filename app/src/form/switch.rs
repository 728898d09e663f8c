//! A switch with its label and what it does.

use super::{Input, NoteLine};
use leptos::prelude::*;

/// Something that is on or off.
#[component]
pub fn Switch(
    /// Where it stands.
    input: Input,
    /// What it is called.
    label: &'static str,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// Called with what a person chose.
    #[prop(into)]
    on_change: Callback<bool>,
    /// What it does.
    #[prop(optional)]
    hint: &'static str,
) -> impl IntoView {
    let has_hint = !hint.is_empty();
    view! {
        <div class="switch-line">
            <input type="checkbox" role="switch" class="switch" id=input.id() data-testid=move || input.testid()
                aria-invalid=move || input.invalid() aria-describedby=move || input.described_by(has_hint)
                checked=on.get_untracked() prop:checked=move || on.get()
                on:change:target=move |ev| {
                    input.choose();
                    on_change.run(ev.target().checked());
                }/>
            <label for=input.id()>{label}</label>
        </div>
        {has_hint.then(|| view! { <p class="field-hint" id=input.hint_id()>{hint}</p> })}
        <NoteLine input/>
    }
    .into_any()
}
