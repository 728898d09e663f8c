//! When a target counts as failing, what becomes of its load then, and how it comes back.

use super::{
    input::{Field, Fields, GroupNote},
    sections::SectionFrame,
    state::Editor,
};
use crate::{
    components::choices::{Choices, ON_UNHEALTHY, PROBING},
    editor::traffic::{Section, fields, health},
};
use domain::DistributionStrategy;
use leptos::prelude::*;

#[component]
pub(super) fn HealthSection() -> impl IntoView {
    let editor = Editor::get();
    let failover =
        Memo::new(move |_| editor.stored.with(|stored| stored.distribution_strategy == DistributionStrategy::Failover));
    let retry_after = Memo::new(move |_| editor.draft.with(|draft| draft.retry_after));
    let is_default = Memo::new(move |_| editor.draft.with(|draft| draft.health_is_default()));
    let reset = move |_| {
        if !is_default.get_untracked() {
            editor.draft.update(|draft| draft.reset_health());
            editor.said.set("Health is as in a new configuration.".to_owned());
        }
    };
    view! {
        <SectionFrame section=Section::Health>
            <p class="field-hint">
                "A target counts as failing when its hits are not delivered: rejected, failed, or without an answer in time."
            </p>
            <Choices group="on-unhealthy" legend="The load of a target that fails" offers=ON_UNHEALTHY columns="choices-row"
                testid="field-health.on_unhealthy"
                chosen=Signal::derive(move || editor.draft.with(|draft| draft.on_unhealthy))
                on_choose=move |fate| editor.draft.update(|draft| draft.on_unhealthy = fate)/>
            {move || failover.get().then(|| view! {
                <p class="field-hint" data-testid="health-failover">
                    "The strategy is failover: a target that fails is skipped, whatever is chosen here."
                </p>
            })}
            <GroupNote path="health.on_unhealthy"/>
            <div class="switch-line">
                <input type="checkbox" role="switch" class="switch" id="f-retry-after" data-testid="field-health.respect_retry_after"
                    aria-describedby="f-retry-after-hint"
                    checked=retry_after.get_untracked() prop:checked=move || retry_after.get()
                    on:change:target=move |ev| {
                        let on = ev.target().checked();
                        editor.draft.update(|draft| draft.retry_after = on);
                    }/>
                <label for="f-retry-after">"Respect Retry-After"</label>
            </div>
            <p class="field-hint" id="f-retry-after-hint">
                "A target that answers 429 or 503 with Retry-After is sent nothing until that time has passed, an hour at most."
            </p>
            <Details/>
            <div class="section-foot">
                <button type="button" class="btn btn-small" data-testid="health-reset"
                    aria-disabled=move || is_default.get().to_string() on:click=reset>"Reset to defaults"</button>
            </div>
        </SectionFrame>
    }
    .into_any()
}

/// The figures behind it, folded up under a sentence that says what they come to.
#[component]
fn Details() -> impl IntoView {
    let editor = Editor::get();
    let summary = Memo::new(move |_| {
        editor.assessed.with(|assessed| match assessed.errors_in(Section::Health) {
            0 => health::summary(&assessed.config.health),
            _ => "What it comes to shows once the fields are right.".to_owned(),
        })
    });
    // What is wrong inside is not folded away.
    let wrong = Memo::new(move |_| editor.assessed.with(|assessed| assessed.errors_in(Section::Health) > 0));
    view! {
        <details class="fold" open=move || wrong.get()>
            <summary data-testid="health-details">
                <b>"Detection, probing and recovery"</b>
                <span data-testid="health-summary">{move || summary.get()}</span>
            </summary>
            <h3>"Detection"</h3>
            <div class="editor-fields fields-four">
                {fields::HEALTH_DETECTION.iter().map(|spec| view! { <Field spec/> }).collect_view()}
            </div>
            <h3>"Probing"</h3>
            <Choices group="probe" legend="Which targets are probed" offers=PROBING columns="choices-row" testid="field-health.probe"
                chosen=Signal::derive(move || editor.draft.with(|draft| draft.probe))
                on_choose=move |probe| editor.draft.update(|draft| draft.probe = probe)/>
            <Fields specs=&fields::HEALTH_PROBING/>
            <h3>"Recovery"</h3>
            <Fields specs=&fields::HEALTH_RECOVERY/>
        </details>
    }
    .into_any()
}
