//! What is running, in a line, and why it ended.

use crate::{base::at, format, live::use_live};
use domain::{RunKind, RunState};
use leptos::prelude::*;

/// Elapsed time, seed, strategy and rate of the run.
#[component]
pub fn RunSummaryLine() -> impl IntoView {
    let live = use_live();
    let plan = Memo::new(move |_| {
        let targets = live.rows.with(Vec::len);
        live.run.with(|run| {
            run.as_ref().map(|run| {
                let plural = if targets == 1 { "target" } else { "targets" };
                // A backfill's days have their own figures, below.
                let (kind, rate) = match (run.kind, run.continues) {
                    (RunKind::Live, _) => {
                        (String::new(), format!(" · {} visits/day", format::amount(run.target_visits_per_day)))
                    }
                    (RunKind::Backfill, None) => (" · backfill".to_owned(), String::new()),
                    (RunKind::Backfill, Some(id)) => (format!(" · backfill, continues run {id}"), String::new()),
                };
                let count = format::count(targets as u64);
                format!("{kind} · seed {} · {}{rate} over {count} {plural}", run.seed, run.strategy)
            })
        })
    });
    view! {
        <span class="run-line" data-testid="run-summary">
            <span class="elapsed" data-testid="elapsed">
                {move || live.run.with(|run| run.as_ref().map(|run| format::duration(run.elapsed_seconds)))}
            </span>
            {move || plan.get()}
        </span>
    }
    .into_any()
}

/// The way to the report of a run that is over.
#[component]
pub fn ReportLink() -> impl IntoView {
    let live = use_live();
    let over = Memo::new(move |_| {
        let ended = !live.state.get().is_active();
        live.run.with(|run| run.as_ref().filter(|_| ended).map(|run| run.id))
    });
    move || {
        over.get().map(|id| {
            view! {
                <a class="btn btn-quiet" href=at(format_args!("/runs/{id}")) data-testid="open-report">"Open the report"</a>
            }
        })
    }
}

/// Why the run ended, or what is being waited for.
#[component]
pub fn RunMessage() -> impl IntoView {
    let live = use_live();
    let message = Memo::new(move |_| live.run.with(|run| run.as_ref().and_then(|run| run.message.clone())));
    let paused = Memo::new(move |_| live.state.get() == RunState::Paused);
    let stopping = Memo::new(move |_| live.state.get() == RunState::Stopping);
    view! {
        <Show when=move || stopping.get()>
            <p class="notice" role="status" data-testid="draining">
                "No new visits arrive; the run ends with the last of the "
                {move || format::count(live.totals.with(|totals| totals.visits.active))}
                " in progress. Stop cancels those that are not done within the grace period."
            </p>
        </Show>
        <Show when=move || paused.get()>
            <p class="notice notice-warn" role="status" data-testid="paused">
                "Paused: no new visits begin until you resume; "
                {move || format::count(live.totals.with(|totals| totals.visits.active))}" in progress are finishing."
            </p>
        </Show>
        {move || message.get().map(|message| {
            let failed = live.state.get() == RunState::Failed;
            view! {
                <p class="notice" class:notice-bad=failed role=if failed { "alert" } else { "status" } data-testid="run-message">
                    {message}
                </p>
            }
        })}
    }
    .into_any()
}
