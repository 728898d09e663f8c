//! One target's row. Every cell reads one signal and writes its text only when that differs.

use super::{
    arrange::latency,
    group::Group,
    heat::{Medians, heat},
    inspector::link_id,
    last_error::last_error,
    share_bar::{ShareBar, distance, surplus},
    trouble::{many_failures, many_rejections},
    view::FleetView,
};
use crate::{charts::Sparkline, format, live::TargetRow};
use domain::{ErrorCounts, Quantiles, TargetStatus};
use leptos::prelude::*;

/// The row. `data-label` names each figure where, on a phone, the head is not shown.
#[component]
pub fn FleetRow(row: TargetRow, view: FleetView, scale: Memo<f64>, medians: Memo<Medians>) -> impl IntoView {
    let status = RwSignal::from(row.status);
    let trend = RwSignal::from(row.trend);
    let id = row.id;
    let group = Memo::new(move |_| status.with(Group::of));
    let text = move |of: fn(&TargetStatus) -> String| move || status.with(of);
    let inspect = move || view.choice.with(|choice| view.address(&choice.on_target(Some(id))));
    let is_inspected = move || view.choice.with(|choice| choice.target == Some(id)).then_some("true");
    view! {
        <tr role="row" class=move || format!("fleet-row is-{}", group.get().kind()) data-testid="fleet-row" data-target=row.name.clone()>
            <th role="rowheader" scope="row" class="col-target">
                <span class="target-name"><i class="dot" aria-hidden="true"></i><a href=inspect id=link_id(id) data-noscroll="" data-testid="inspect" aria-current=is_inspected
                        title=row.name.clone()><b>{row.name.clone()}</b></a>
                    <small class="health" data-testid="health">{move || group.get().words()}</small>
                    <span class="target-url" title=row.url.clone()>{without_scheme(&row.url).to_owned()}</span></span>
            </th>
            <td role="cell" class="col-share" data-label="Share"><ShareBar status=status scale=scale/></td>
            <td role="cell" class="col-load" data-label="± due" data-testid="distance" title=text(|s| distance(s.distance_visits))
                class:zero=move || status.with(|s| s.distance_visits.abs() < 1.0)>{text(surplus)}</td>
            <td role="cell" class="col-load" data-label="Visits" data-testid="visits">{text(|s| format::count(s.visits.assigned))}</td>
            <td role="cell" class="col-load" data-label="Hits/s" data-testid="rate" title=text(|s| format!("of {} planned", format::rate(s.rate.planned_hits_per_second)))>{text(|s| format::rate(s.rate.delivered_hits_per_second))}</td>
            {view.trend.then(|| view! {
                <td role="cell" class="col-trend" data-label="Trend"><Sparkline values=trend/></td>
            })}
            <LatencyCell label="p50 ms" status=status view=view of=|q| q.p50 median=move || medians.with(|medians| medians.p50)/>
            <LatencyCell label="p95 ms" status=status view=view of=|q| q.p95 median=move || medians.with(|medians| medians.p95)/>
            <LatencyCell label="p99 ms" status=status view=view of=|q| q.p99 median=move || medians.with(|medians| medians.p99)/>
            <td role="cell" data-label="Failed" data-testid="failed" class:bad=move || status.with(many_failures)
                class:zero=move || status.with(|s| s.hits.failed == 0) title=text(|s| causes(&s.errors))>
                {text(|s| format::count(s.hits.failed))}</td>
            <td role="cell" data-label="Unknown" data-testid="unknown" class:warn=move || status.with(|s| s.hits.unknown > 0)
                class:zero=move || status.with(|s| s.hits.unknown == 0)>{text(|s| format::count(s.hits.unknown))}</td>
            <td role="cell" data-label="Rejected" data-testid="rejected" class:bad=move || status.with(many_rejections)
                class:zero=move || status.with(|s| s.hits.rejected == 0)>{text(|s| format::count(s.hits.rejected))}</td>
            <td role="cell" data-label="Dropped" data-testid="dropped" class:warn=move || status.with(|s| s.hits.dropped > 0)
                class:zero=move || status.with(|s| s.hits.dropped == 0)>{text(|s| format::count(s.hits.dropped))}</td>
            <td role="cell" data-label="In flight" class="col-load zero">{text(|s| format::count(s.hits.in_flight))}</td>
            <td role="cell" class="col-error" class:empty=move || status.with(|s| s.last_error.is_none()) data-label="Last error"
                data-testid="last-error">
                {move || status.with(|s| s.last_error.as_ref().map(|error| last_error(id, error)))}
            </td>
        </tr>
    }
    .into_any()
}

/// A quantile, marked where it stands out of the fleet.
#[component]
fn LatencyCell(
    label: &'static str,
    status: RwSignal<TargetStatus>,
    view: FleetView,
    of: fn(&Quantiles) -> f64,
    /// The fleet's median of it.
    #[prop(into)]
    median: Signal<f64>,
) -> impl IntoView {
    let from_send = move || view.choice.with(|choice| choice.from_send);
    let value = Memo::new(move |_| status.with(|status| of(latency(status, from_send()))));
    let heat = Memo::new(move |_| heat(value.get(), median.get()));
    let other = move || {
        let moment = if from_send() { "planned" } else { "send" };
        status.with(|status| format!("{} ms from {moment}", format::ms(of(latency(status, !from_send())))))
    };
    view! {
        <td role="cell" class="col-latency" data-label=label data-heat=move || heat.get().to_string() title=other>
            {move || format::ms(value.get())}
        </td>
    }
}

fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/')
}

/// The causes that occurred, with their counts.
pub fn causes(errors: &ErrorCounts) -> String {
    let all = [
        ("time-out", errors.timeout),
        ("no connection", errors.connect),
        ("TLS", errors.tls),
        ("4xx", errors.http_4xx),
        ("5xx", errors.http_5xx),
        ("invalid answer", errors.invalid_response),
    ];
    let named: Vec<_> =
        all.iter().filter(|(_, n)| *n > 0).map(|(cause, n)| format!("{cause} {}", format::count(*n))).collect();
    if named.is_empty() { "No failures".into() } else { format!("Of all hits not delivered: {}", named.join(" · ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_causes_that_occurred_are_named() {
        let errors = ErrorCounts { timeout: 1_200, http_5xx: 3, ..Default::default() };
        assert_eq!(causes(&errors), "Of all hits not delivered: time-out 1,200 · 5xx 3");
        assert_eq!(causes(&ErrorCounts::default()), "No failures");
    }
}
