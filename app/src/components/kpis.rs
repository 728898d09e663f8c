//! The totals in one line: what a glance should tell.

use crate::format;
use domain::TargetStatus;
use leptos::prelude::*;

/// Six figures.
#[component]
pub fn Kpis(
    /// All targets together.
    #[prop(into)]
    totals: Signal<TargetStatus>,
    /// Hits per second that were due, over the same time as the achieved rate; `None` when not known.
    #[prop(into)]
    planned: Signal<Option<f64>>,
) -> impl IntoView {
    let text = move |of: fn(&TargetStatus) -> String| move || totals.with(of);
    let planned = move || planned.get().map(|rate| format!("of {} planned", format::rate(rate)));
    view! {
        <section class="kpis" aria-label="Totals" data-testid="kpis">
            <Kpi label="Hits per second" testid="kpi-rate" value=Signal::derive(text(|t| format::rate(t.rate.hits_per_second)))
                note=Signal::derive(move || planned().unwrap_or_default())/>
            <Kpi label="Delivered" testid="kpi-delivered" value=Signal::derive(text(|t| format::count(t.hits.delivered)))
                note=Signal::derive(text(|t| format!("of {} planned", format::count(t.hits.planned))))/>
            <Kpi label="Failed or rejected" testid="kpi-failed" value=Signal::derive(text(|t| format::count(not_accepted(t))))
                note=Signal::derive(text(|t| format!("{} of hits sent", format::percent(not_accepted(t), t.hits.delivered + not_accepted(t)))))
                tone=Signal::derive(move || if totals.with(not_accepted) > 0 { "bad" } else { "" })/>
            <Kpi label="p95 from planned" testid="kpi-p95" value=Signal::derive(text(|t| with_ms(t.latency_ms.from_planned.p95)))
                note=Signal::derive(text(|t| format!("from send {}", with_ms(t.latency_ms.from_send.p95))))/>
            <Kpi label="Visits active" testid="kpi-visits" value=Signal::derive(text(|t| format::count(t.visits.active)))
                note=Signal::derive(text(|t| format!("of {} arrived", format::count(t.visits.assigned))))/>
            <Kpi label="Dropped" testid="kpi-dropped" value=Signal::derive(text(|t| format::count(t.hits.dropped)))
                note=Signal::derive(text(|t| format!("lag p99 {}", with_ms(t.latency_ms.lag.p99))))
                tone=Signal::derive(move || if totals.with(|t| t.hits.dropped) > 0 { "warn" } else { "" })/>
        </section>
    }
    .into_any()
}

#[component]
fn Kpi(
    label: &'static str,
    testid: &'static str,
    value: Signal<String>,
    note: Signal<String>,
    #[prop(optional, into)] tone: Signal<&'static str>,
) -> impl IntoView {
    view! {
        <div class="kpi" data-testid=testid>
            <span class="kpi-label">{label}</span>
            <span class=move || format!("kpi-value {}", tone.get())><b>{value}</b>" "<small>{note}</small></span>
        </div>
    }
    .into_any()
}

fn not_accepted(status: &TargetStatus) -> u64 {
    status.hits.failed + status.hits.rejected
}

fn with_ms(value: f64) -> String {
    let text = format::ms(value);
    if text == format::NOTHING { text } else { format!("{text} ms") }
}
