//! The charts of a run, live on the dashboard and final in a report: hits per second, and latency from the moment that is
//! chosen for the targets.

use crate::{
    charts::{LineChart, RangePresets, Timeline, lines},
    format,
};
use domain::SeriesPoint;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// A row of charts that zoom together.
#[component]
pub fn RunCharts(
    /// The run's history.
    #[prop(into)]
    series: Signal<Vec<SeriesPoint>>,
    /// What happened in it.
    timeline: Timeline,
) -> impl IntoView {
    let query = use_query_map();
    // As the table of the targets writes it into the address.
    let from_send = Memo::new(move |_| query.with(|query| query.get_str("latency") == Some("send")));
    view! {
        <section class="charts" aria-label="Charts">
            <RangePresets timeline/>
            <LineChart title="Hits per second" unit="over the run" testid="chart-hits" lines=&lines::HITS
                axis_text=format::amount series timeline/>
            {move || {
                let (title, lines): (_, &'static [_]) = match from_send.get() {
                    false => ("Latency from planned", &lines::LATENCY),
                    true => ("Latency from send", &lines::LATENCY_FROM_SEND),
                };
                view! {
                    <LineChart title unit="ms, delivered hits" testid="chart-latency" lines axis_text=format::amount series timeline/>
                }
            }}
        </section>
    }
    .into_any()
}
