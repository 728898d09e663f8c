//! What the dashboard shows before there are figures: what Start will do, and the button that does it.

use crate::{
    api::{config::get_config, engine::Overview},
    base::at,
    components::{
        EmptyState, FunctionForm,
        focus::focus_soon,
        icon::{Icon, IconName},
        run_control::RunActions,
        split_preview::SplitFigure,
    },
    editors::split::Split,
    format,
};
use leptos::prelude::*;

/// No run yet: says what Start will do, shows who gets what, and starts it.
#[component]
pub fn IdleNotice(plan: StoredValue<Overview>, actions: RunActions) -> impl IntoView {
    let words = plan.with_value(|plan| {
        (plan.enabled_count > 0).then(|| {
            let plural = if plan.enabled_count == 1 { "target" } else { "targets" };
            if plan.backfill {
                return format!(
                    "Start fills past days with {} visits each, sent to {} {plural} and split {}. Each day's progress appears here.",
                    format::amount(plan.target_visits_per_day),
                    format::count(plan.enabled_count as u64),
                    plan.strategy,
                );
            }
            format!(
                "Start sends {} visits a day to {} {plural}, split {}. Figures appear here within a second.",
                format::amount(plan.target_visits_per_day),
                format::count(plan.enabled_count as u64),
                plan.strategy,
            )
        })
    });
    let interrupted = plan.with_value(|plan| plan.interrupted);
    view! {
        {interrupted.map(|id| view! {
            <p class="notice notice-warn" data-testid="interrupted">
                {format!("Run {id} was cut off when the server ended. ")}<a href=at(format_args!("/runs/{id}"))>"Open its report"</a>"."
            </p>
        })}
        {words.map(|words| view! { <Ready words actions/> })}
    }
    .into_any()
}

/// What will be sent to whom.
#[component]
fn Ready(words: String, actions: RunActions) -> impl IntoView {
    let config = Resource::new(|| (), |()| get_config());
    view! {
        <section class="card ready" aria-labelledby="ready-title" data-testid="ready">
            <div class="ready-head">
                <div>
                    <h2 id="ready-title">"Ready to start"</h2>
                    <p data-testid="idle-notice">
                        {words}" "<a href=at("/targets")>"Change targets and load"</a>", or "<a href=at("/presets")>"load a preset"</a>"."
                    </p>
                </div>
                <FunctionForm action=actions.start>
                    // The button goes with the card; what comes in its place is read from its beginning.
                    <button type="submit" class="btn btn-primary btn-large" data-testid="start-here" on:click=|_| focus_soon("content")>
                        <Icon name=IconName::Play/>"Start"<span class="visually-hidden">" sending to these targets"</span>
                    </button>
                </FunctionForm>
            </div>
            <Transition>
                {move || Suspend::new(async move {
                    let split = config.await.ok().and_then(|stored| Split::of(&stored.value));
                    split.map(|split| view! { <SplitFigure split unit="visits"/> })
                })}
            </Transition>
        </section>
    }
    .into_any()
}

/// Nothing to send anything to, or nothing listed before the first run.
#[component]
pub fn NoTargets(plan: StoredValue<Overview>) -> impl IntoView {
    plan.with_value(|plan| plan.target_count == 0).then(|| view! {
        <EmptyState title="No targets yet" testid="no-targets">
            <p>"A target is one site on one Matomo instance. Add the instances that should get traffic, say how it is split, then come back and press Start."</p>
            <a class="btn btn-primary" href=at("/targets")>"Add targets"</a>
        </EmptyState>
    })
}
