//! What the bar tells of a run: progress, delivered of planned, worst target, thresholds, bottleneck.

use super::{
    bottleneck::BottleneckChip,
    progress::{active_seconds, progress},
    worst::worst,
};
use crate::{
    api::run_end::get_run_end,
    base::at,
    format,
    live::{Live, use_live},
};
use domain::{EventKind, RunState};
use leptos::prelude::*;
use leptos_router::location::Url;

/// The facts; nothing before the first run.
#[component]
pub fn RunFacts() -> impl IntoView {
    let live = use_live();
    let over = Signal::derive(move || !live.state.get().is_active());
    view! {
        <Show when=move || live.state.get() != RunState::Idle>
            <div class="run-bar-facts">
                <RunProgress live=live/>
                <DeliveredMeter live=live/>
                <WorstTarget live=live/>
                <ThresholdSum live=live/>
                <BottleneckChip bottleneck=live.bottleneck over=over/>
            </div>
        </Show>
    }
    .into_any()
}

/// How far an active run is on the way to its end.
#[component]
fn RunProgress(live: Live) -> impl IntoView {
    // What ends a run is asked for when another begins and whenever its load or its limits are changed.
    let asked = Memo::new(move |_| {
        // Its number, as the oldest events of a long run are not kept.
        let change = live
            .events
            .with(|events| events.iter().rev().find(|event| event.kind == EventKind::Load).map(|event| event.number));
        let id = live.run.with(|run| run.as_ref().map(|run| run.id));
        live.state.get().is_active().then_some((id, change))
    });
    let end = Resource::new(
        move || asked.get(),
        |asked| async move {
            match asked {
                Some(_) => get_run_end().await.unwrap_or_default(),
                None => Default::default(),
            }
        },
    );
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let end = StoredValue::new(end.await);
                let now = Memo::new(move |_| {
                    let elapsed = live.run.with(|run| run.as_ref().map_or(0.0, |run| run.elapsed_seconds));
                    let active = live.events.with(|events| active_seconds(events, elapsed));
                    let visits = live.totals.with(|totals| totals.visits.assigned);
                    end.with_value(|end| progress(end, active, visits))
                });
                now.with_untracked(Option::is_some).then(|| view! {
                    <span class="run-bar-fact" data-testid="run-progress">
                        <progress max="1" value=move || now.with(|now| now.as_ref().map_or(0.0, |now| now.part))
                            aria-label="Progress of the run"></progress>
                        <span>{move || now.with(|now| now.as_ref().map(|now| now.words.clone()))}</span>
                    </span>
                })
            })}
        </Transition>
    }
    .into_any()
}

/// The part of the planned hits that was delivered.
#[component]
fn DeliveredMeter(live: Live) -> impl IntoView {
    let part = Memo::new(move |_| {
        live.totals.with(|totals| {
            // Hits that are not due yet or under way are no loss.
            let due = totals.hits.planned.saturating_sub(totals.hits.waiting + totals.hits.in_flight);
            (due > 0).then(|| totals.hits.delivered as f64 / due as f64)
        })
    });
    view! {
        <span class="run-bar-fact run-bar-delivered" data-testid="run-delivered"
            title="Of the hits planned so far that are neither waiting nor under way">
            <meter min="0" max="1" low="0.95" high="0.99" optimum="1" value=move || part.get().unwrap_or(1.0)
                aria-label="Delivered of planned hits"></meter>
            <span>
                {move || part.get().map_or_else(|| format::NOTHING.to_owned(), format::share)}
                <span class="run-bar-more">" delivered"</span>
            </span>
        </span>
    }
    .into_any()
}

/// The target that needs a look first, with the way to its row.
#[component]
fn WorstTarget(live: Live) -> impl IntoView {
    let found = Memo::new(move |_| {
        live.tick.track();
        live.rows.with(|rows| worst(rows.iter().map(|row| row.status.get_untracked())))
    });
    move || {
        found.get().map(|worst| {
            let address = at(format_args!("/?q={}#fleet", Url::escape(&worst.name)));
            view! {
                <a class="run-bar-fact run-bar-worst" class:bad=worst.is_failing href=address data-testid="worst-target">
                    <b>{worst.name}</b><span>{worst.words}</span>
                </a>
            }
        })
    }
}

/// How many thresholds hold.
#[component]
fn ThresholdSum(live: Live) -> impl IntoView {
    let sum = Memo::new(move |_| {
        live.thresholds.with(|thresholds| {
            let held = thresholds.iter().filter(|threshold| threshold.passed).count();
            (!thresholds.is_empty()).then_some((held, thresholds.len()))
        })
    });
    move || {
        sum.get().map(|(held, all)| {
            view! {
                <a class="run-bar-fact" class:bad=held < all href="#thresholds" data-testid="threshold-sum"
                    title="Thresholds" aria-label=format!("Thresholds: {held} of {all} hold")>{format!("{held} of {all} hold")}</a>
            }
        })
    }
}
