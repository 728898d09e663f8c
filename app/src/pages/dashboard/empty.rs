//! What the dashboard says before there is anything to show.

use crate::{api::engine::Overview, base::at, components::EmptyState, format};
use leptos::prelude::*;

/// No run yet: says what Start will do.
#[component]
pub fn IdleNotice(plan: StoredValue<Overview>) -> impl IntoView {
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
        {words.map(|words| view! {
            <p class="notice" data-testid="idle-notice">
                {words}" "<a href=at("/targets")>"Change targets and load"</a>", or "<a href=at("/presets")>"load a preset"</a>"."
            </p>
        })}
    }
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
