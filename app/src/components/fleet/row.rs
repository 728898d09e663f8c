//! One target's row. Every cell reads one signal and writes its text only when that differs.

use super::{FleetView, arrange::latency, group::Group, share_bar::ShareBar};
use crate::{charts::Sparkline, format, live::TargetRow};
use domain::{ErrorCounts, Quantiles, TargetStatus};
use leptos::prelude::*;

/// The row. `data-label` names each figure where, on a phone, the head is not shown.
#[component]
pub fn FleetRow(row: TargetRow, view: FleetView, scale: Memo<f64>) -> impl IntoView {
    let FleetView { from_send, trend: with_trend, .. } = view;
    let status = RwSignal::from(row.status);
    let trend = RwSignal::from(row.trend);
    let group = Memo::new(move |_| status.with(Group::of));
    let text = move |of: fn(&TargetStatus) -> String| move || status.with(of);
    let quantile =
        move |of: fn(&Quantiles) -> f64| move || status.with(|s| format::ms(of(latency(s, from_send.get()))));
    let other = move |of: fn(&Quantiles) -> f64| {
        move || {
            let moment = if from_send.get() { "planned" } else { "send" };
            status.with(|s| format!("{} ms from {moment}", format::ms(of(latency(s, !from_send.get())))))
        }
    };
    let error = move || status.with(|s| s.last_error.clone());
    view! {
        <tr role="row" class=move || format!("fleet-row is-{}", group.get().kind()) data-testid="fleet-row" data-target=row.name.clone()>
            <th role="rowheader" scope="row" class="col-target">
                <span class="target-name"><i class="dot" aria-hidden="true"></i><b>{row.name.clone()}</b>
                    <small class="health" data-testid="health">{move || group.get().words()}</small></span>
                <span class="target-url" title=row.url.clone()>{without_scheme(&row.url).to_owned()}</span>
            </th>
            <td role="cell" class="col-share" data-label="Share · expected"><ShareBar status=status scale=scale/></td>
            <td role="cell" class="col-load" data-label="Visits" data-testid="visits">{text(|s| format::count(s.visits.assigned))}</td>
            <td role="cell" class="col-load" data-label="Hits/s" data-testid="rate" title=text(|s| format!("of {} planned", format::rate(s.rate.planned_hits_per_second)))>{text(|s| format::rate(s.rate.delivered_hits_per_second))}</td>
            {with_trend.then(|| view! {
                <td role="cell" class="col-trend" data-label="Trend"><Sparkline values=trend/></td>
            })}
            <td role="cell" data-label="p50 ms" title=other(|q| q.p50)>{quantile(|q| q.p50)}</td>
            <td role="cell" data-label="p95 ms" title=other(|q| q.p95)>{quantile(|q| q.p95)}</td>
            <td role="cell" data-label="p99 ms" title=other(|q| q.p99)>{quantile(|q| q.p99)}</td>
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
            <td role="cell" class="col-error" class:empty=move || error().is_none() data-label="Last error" data-testid="last-error">
                {move || error().map(|error| view! {
                    <span class="last-error" title=format!("{} · {}", format::utc(&error.at), error.message)>
                        <time datetime=error.at.clone()>{format::clock(&error.at)}</time>" "{error.message.clone()}
                    </span>
                })}
            </td>
        </tr>
    }
    .into_any()
}

fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/')
}

/// Settled hits: the base of failure shares.
fn settled(status: &TargetStatus) -> u64 {
    let hits = &status.hits;
    hits.settled() + hits.dropped
}

/// One in a hundred is what a person should look at.
fn many_failures(status: &TargetStatus) -> bool {
    status.hits.failed * 100 > settled(status)
}

fn many_rejections(status: &TargetStatus) -> bool {
    status.hits.rejected * 100 > settled(status)
}

/// The causes that occurred, with their counts.
fn causes(errors: &ErrorCounts) -> String {
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
    use domain::HitCounts;

    #[test]
    fn only_causes_that_occurred_are_named() {
        let errors = ErrorCounts { timeout: 1_200, http_5xx: 3, ..Default::default() };
        assert_eq!(causes(&errors), "Of all hits not delivered: time-out 1,200 · 5xx 3");
        assert_eq!(causes(&ErrorCounts::default()), "No failures");
    }

    #[test]
    fn a_failure_in_a_hundred_does_not_alarm_yet() {
        let with = |failed, delivered| TargetStatus {
            hits: HitCounts { failed, delivered, ..Default::default() },
            ..Default::default()
        };
        assert!(!many_failures(&with(0, 0)) && !many_failures(&with(1, 99)));
        assert!(many_failures(&with(2, 98)));
    }
}
