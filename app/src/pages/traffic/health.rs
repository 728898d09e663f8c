//! When a target counts as failing, what becomes of its load then, and how it comes back.

use super::{
    input::{Fields, SpecField},
    sections::SectionFrame,
    state::Editor,
};
use crate::{
    components::choices::{Choices, ON_UNHEALTHY, PROBING},
    editors::traffic::{Section, fields, health},
    form::{Fold, Input, Switch},
};
use leptos::prelude::*;

#[component]
pub(super) fn HealthSection() -> impl IntoView {
    let editor = Editor::get();
    let failover = Memo::new(move |_| editor.stored.with(|stored| stored.distribution_strategy.always_takes_over()));
    let retry_after = Memo::new(move |_| editor.draft.with(|draft| draft.retry_after));
    let is_default = Memo::new(move |_| editor.draft.with(|draft| draft.health_is_default()));
    view! {
        <SectionFrame section=Section::Health>
            <p class="field-hint">
                "A target counts as failing when its hits are not delivered: rejected, failed, or without an answer in time."
            </p>
            <Choices group="on-unhealthy" legend="The load of a target that fails" offers=ON_UNHEALTHY columns="choices-row"
                path="health.on_unhealthy"
                chosen=Signal::derive(move || editor.draft.with(|draft| draft.on_unhealthy))
                on_choose=move |fate| editor.draft.update(|draft| draft.on_unhealthy = fate)/>
            {move || failover.get().then(|| view! {
                <p class="field-hint" data-testid="health-failover">
                    "The strategy is failover: a target that fails is skipped, whatever is chosen here."
                </p>
            })}
            <Switch input=Input::of_path("health.respect_retry_after") label="Respect Retry-After" on=retry_after
                on_change=move |on| editor.draft.update(|draft| draft.retry_after = on)
                hint="A target that answers 429 or 503 with Retry-After is sent nothing until that time has passed, an hour at most."/>
            <Details/>
            <div class="section-foot">
                <button type="button" class="btn btn-small" data-testid="health-reset"
                    aria-disabled=move || is_default.get().to_string()
                    on:click=move |_| {
                        if !is_default.get_untracked() {
                            editor.draft.update(|draft| draft.reset_health());
                            editor.form.announcement.set("Health is as in a new configuration.".to_owned());
                        }
                    }>"Reset to defaults"</button>
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
    let wrong = Memo::new(move |_| editor.assessed.with(|assessed| assessed.errors_in(Section::Health) > 0));
    let summary = view! {
        <summary data-testid="health-details">
            <b>"Detection, probing and recovery"</b>
            <span data-testid="health-summary">{move || summary.get()}</span>
        </summary>
    }
    .into_any();
    view! {
        <Fold wrong class="fold" summary>
            <h3>"Detection"</h3>
            <div class="editor-fields fields-four">
                {fields::HEALTH_DETECTION.iter().map(|spec| view! { <SpecField spec/> }).collect_view()}
            </div>
            <h3>"Probing"</h3>
            <Choices group="probe" legend="Which targets are probed" offers=PROBING columns="choices-row" path="health.probe"
                chosen=Signal::derive(move || editor.draft.with(|draft| draft.probe))
                on_choose=move |probe| editor.draft.update(|draft| draft.probe = probe)/>
            <Fields specs=fields::HEALTH_PROBING/>
            <h3>"Recovery"</h3>
            <Fields specs=fields::HEALTH_RECOVERY/>
        </Fold>
    }
    .into_any()
}
