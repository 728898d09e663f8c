//! The charts of the current run: first what the page came with, then live.

use crate::{
    api::{history::get_history, run_end::get_run_end},
    charts::{
        Timeline,
        axis::end,
        marks::{marks, step_times},
    },
    components::run_charts::RunCharts,
    live::Live,
};
use domain::{EventKind, live::in_detail};
use leptos::{prelude::*, task::spawn_local};

#[component]
pub(super) fn Charts(live: Live) -> impl IntoView {
    let steps = followed_steps(live);
    let history =
        Memo::new(move |_| live.series.with(|series| live.seconds.with(|seconds| in_detail(series, seconds))));
    let marks = Memo::new(move |_| {
        let end = history.with(|series| end(series));
        live.events.with(|events| {
            let steps = steps.with(|lengths| step_times(lengths, events, end));
            live.epochs.with(|epochs| marks(events, epochs, &steps))
        })
    });
    let began = Memo::new(move |_| live.run.with(|run| run.as_ref().map(|run| run.started_at.clone())));
    let timeline = Timeline::of_run(marks.into(), began.into());
    // Where the live channel has been, it knows more.
    let first = Resource::new(
        || (),
        move |()| async move {
            match live.seq() {
                Some(_) => Vec::new(),
                None => get_history().await.unwrap_or_default(),
            }
        },
    );
    view! {
        <Transition>
            {move || Suspend::new(async move {
                live.seed_series(first.await);
                view! { <RunCharts series=history timeline/> }
            })}
        </Transition>
    }
    .into_any()
}

/// Lengths of the steps of the active run's load, seconds. They are asked for by the browser, when another run begins and
/// whenever its load is changed.
fn followed_steps(live: Live) -> RwSignal<Vec<f64>> {
    let steps = RwSignal::new(Vec::new());
    let asked = Memo::new(move |_| {
        let change = live
            .events
            .with(|events| events.iter().rev().find(|event| event.kind == EventKind::Load).map(|event| event.number));
        (live.run.with(|run| run.as_ref().map(|run| run.id)), change)
    });
    Effect::new(move |_| {
        if let (Some(_), _) = asked.get() {
            spawn_local(async move {
                let end = get_run_end().await.unwrap_or_default();
                let _ = steps.try_set(end.steps);
            });
        }
    });
    steps
}
