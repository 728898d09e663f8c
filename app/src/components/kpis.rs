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
) -> impl IntoView {
    let text = move |of: fn(&TargetStatus) -> String| move || totals.with(of);
    view! {
        <section class="kpis" aria-label="Totals" data-testid="kpis">
            <Kpi label="Delivered per second" testid="kpi-rate" value=Signal::derive(text(|t| format::rate(t.rate.delivered_hits_per_second)))
                note=Signal::derive(text(|t| format!("of {} planned", format::rate(t.rate.planned_hits_per_second))))/>
            <Kpi label="Delivered" testid="kpi-delivered" value=Signal::derive(text(|t| format::count(t.hits.delivered)))
                note=Signal::derive(text(|t| format!("of {} planned", format::count(t.hits.planned))))/>
            <Kpi label="Failed or rejected" testid="kpi-failed" value=Signal::derive(text(|t| format::count(refused(t))))
                note=Signal::derive(text(errors))
                tone=Signal::derive(move || if totals.with(|t| t.hits.not_accepted()) > 0 { "bad" } else { "" })/>
            <Kpi label="p95 from planned" testid="kpi-p95" value=Signal::derive(text(|t| with_ms(t.latency_ms.delivered.p95)))
                note=Signal::derive(text(other_latencies))/>
            <Kpi label="Visits active" testid="kpi-visits" value=Signal::derive(text(|t| format::count(t.visits.active)))
                note=Signal::derive(text(|t| format!("{} of {} whole", format::count(t.visits.whole), format::count(t.visits.assigned))))/>
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

fn refused(status: &TargetStatus) -> u64 {
    status.hits.failed + status.hits.rejected
}

/// What part of the hits sent was not accepted, and how many of these it cannot be told of.
fn errors(status: &TargetStatus) -> String {
    let hits = &status.hits;
    let part = format!("{} of hits sent", format::percent(hits.not_accepted(), hits.settled()));
    match hits.unknown {
        0 => part,
        unknown => format!("and {} unknown · {part}", format::count(unknown)),
    }
}

/// The latency of the hits that the figure above leaves out; else from the other moment.
fn other_latencies(status: &TargetStatus) -> String {
    let latency = &status.latency_ms;
    if status.hits.not_accepted() > 0 {
        format!("delivered; others {}", with_ms(latency.failed.p95))
    } else {
        format!("from send {}", with_ms(latency.from_send.p95))
    }
}

fn with_ms(value: f64) -> String {
    let text = format::ms(value);
    if text == format::NOTHING { text } else { format!("{text} ms") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{HitCounts, Latency, Quantiles};

    #[test]
    fn what_is_not_in_a_figure_stands_beside_it() {
        let p95 = |p95| Quantiles { p95, ..Default::default() };
        let mut status = TargetStatus {
            hits: HitCounts { delivered: 96, ..Default::default() },
            latency_ms: Latency { delivered: p95(300.0), failed: p95(2.0), from_send: p95(90.0), ..Default::default() },
            ..Default::default()
        };
        assert_eq!((errors(&status), other_latencies(&status)), ("0 % of hits sent".into(), "from send 90 ms".into()));
        (status.hits.failed, status.hits.unknown) = (1, 3);
        assert_eq!(errors(&status), "and 3 unknown · 4.0 % of hits sent");
        assert_eq!(other_latencies(&status), "delivered; others 2.0 ms");
    }
}
