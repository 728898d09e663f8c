//! The steps in order.

use super::{state::Editor, step::StepCard};
use crate::{
    components::Drag,
    form::{GroupNote, UndoBar},
};
use leptos::prelude::*;

#[component]
pub(super) fn Steps() -> impl IntoView {
    let editor = Editor::get();
    let steps = editor.steps;
    let keys = steps.keys();
    Drag::provide(steps.drag("li"));
    view! {
        <section class="funnel-steps" aria-labelledby="funnel-steps">
            <header class="steps-head">
                <h2 id="funnel-steps">"Steps"</h2>
                <p class="muted">"Each is one hit. Alt with the up or down arrow key moves a step."</p>
            </header>
            <UndoBar rows=steps class="card-line"/>
            <div id="f-steps" tabindex="-1"><GroupNote path="steps"/></div>
            {move || keys.with(Vec::is_empty).then(|| view! { <p class="rules-none" data-testid="steps-empty">"There is none: a funnel needs at least one."</p> })}
            <ol class="step-list">
                <For each=move || keys.get() key=|key| *key let:key>
                    <StepCard step_key=key/>
                </For>
            </ol>
            <button type="button" class="btn" data-testid="step-add" on:click=move |_| editor.add_step()>"Add step"</button>
        </section>
    }
    .into_any()
}
