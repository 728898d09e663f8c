//! What is known of one target.

use super::{Order, TITLE, neighbour, switches::Switches};
use crate::{
    components::fleet::{group::Group, row::causes, share_bar::distance, view::FleetView},
    format,
    live::TargetRow,
};
use domain::{Outage, Quantiles, TargetStatus};
use leptos::prelude::*;

/// The panel.
#[component]
pub(super) fn Panel(
    row: TargetRow,
    rows: Signal<Vec<TargetRow>>,
    order: Order,
    view: FleetView,
    outages: Signal<Vec<Outage>>,
    switches: bool,
) -> impl IntoView {
    let id = row.id;
    let status = RwSignal::from(row.status);
    let group = Memo::new(move |_| status.with(Group::of));
    let error = Memo::new(move |_| status.with(|status| status.last_error.clone()));
    let close = move || view.choice.with(|choice| view.address(&choice.on_target(None)));
    view! {
        <section class="inspector" aria-labelledby=TITLE data-testid="inspector">
            <header class="inspector-head">
                <h2 id=TITLE tabindex="-1">{row.name.clone()}</h2>
                <span class=move || format!("inspector-state is-{}", group.get().kind())>
                    <i class="dot" aria-hidden="true"></i>{move || group.get().words()}</span>
                <Step words="Previous target (K)" sign="↑" steps=-1 id=id rows=rows order=order view=view/>
                <Step words="Next target (J)" sign="↓" steps=1 id=id rows=rows order=order view=view/>
                <a class="btn btn-quiet btn-icon" href=close aria-label="Close (Escape)" data-noscroll=""
                    data-testid="inspector-close">"×"</a>
            </header>
            <p class="inspector-url">{row.url.clone()}</p>
            {switches.then(|| view! { <Switches id=id name=row.name.clone() status=status/> })}
            <Figures status=status/>
            <Latencies status=status/>
            <h3>"Answers"</h3>
            <p data-testid="inspector-codes">{move || status.with(codes)}</p>
            <p>{move || status.with(|status| causes(&status.errors))}</p>
            {move || error.get().map(|error| view! {
                <h3>"Last error"</h3>
                <p class="inspector-error" data-testid="inspector-error">
                    <time datetime=error.at.clone()>{format::clock(&error.at)}</time>" "{error.message}</p>
            })}
            <Outages id=id outages=outages/>
        </section>
    }
    .into_any()
}

/// The way to the target before or after this one in the table.
#[component]
fn Step(
    words: &'static str,
    sign: &'static str,
    steps: isize,
    id: i64,
    rows: Signal<Vec<TargetRow>>,
    order: Order,
    view: FleetView,
) -> impl IntoView {
    let href = move || {
        let (next, page) = rows.with(|rows| order.with(|order| neighbour(rows, order, id, steps)))?;
        Some(view.choice.with(|choice| view.address(&choice.on_page(page).on_target(Some(next)))))
    };
    view! { <a class="btn btn-quiet btn-icon" href=href aria-label=words title=words data-noscroll="">{sign}</a> }
}

/// Name of a figure and how it is told.
type Figure = (&'static str, fn(&TargetStatus) -> String);

const FIGURES: [Figure; 10] = [
    ("Share", |s| format!("{} of {} due", format::share(s.share), format::share(s.expected_share))),
    ("Distance", |s| distance(s.distance_visits)),
    ("Visits", |s| format!("{} assigned, {} active", format::count(s.visits.assigned), format::count(s.visits.active))),
    ("Whole, torn", |s| format!("{}, {}", format::count(s.visits.whole), format::count(s.visits.torn))),
    ("Hits/s", |s| {
        let [is, planned] = [s.rate.delivered_hits_per_second, s.rate.planned_hits_per_second].map(format::rate);
        format!("{is} of {planned} planned")
    }),
    ("Hits delivered", |s| format::count(s.hits.delivered)),
    ("Failed, unknown", |s| format!("{}, {}", format::count(s.hits.failed), format::count(s.hits.unknown))),
    ("Rejected", |s| format::count(s.hits.rejected)),
    ("Dropped, cancelled", |s| format!("{}, {}", format::count(s.hits.dropped), format::count(s.hits.cancelled))),
    ("In flight, waiting", |s| format!("{}, {}", format::count(s.hits.in_flight), format::count(s.hits.waiting))),
];

#[component]
fn Figures(status: RwSignal<TargetStatus>) -> impl IntoView {
    view! {
        <table class="plain-table" aria-label="Figures"><tbody>
            {FIGURES.map(|(name, of)| view! { <tr><th scope="row">{name}</th><td>{move || status.with(of)}</td></tr> })}
        </tbody></table>
    }
}

/// Name of a quantile and where it is.
type Quantile = (&'static str, fn(&Quantiles) -> f64);

const QUANTILES: [Quantile; 4] = [("p50", |q| q.p50), ("p95", |q| q.p95), ("p99", |q| q.p99), ("max", |q| q.max)];

/// From both moments, side by side.
#[component]
fn Latencies(status: RwSignal<TargetStatus>) -> impl IntoView {
    view! {
        <h3>"Latency in ms"</h3>
        <table class="plain-table" aria-label="Latency in milliseconds">
            <thead><tr><td></td><th scope="col">"from planned, delivered"</th><th scope="col">"from send, all"</th></tr></thead>
            <tbody>
                {QUANTILES.map(|(name, of)| view! {
                    <tr>
                        <th scope="row">{name}</th>
                        <td>{move || status.with(|s| format::ms(of(&s.latency_ms.delivered)))}</td>
                        <td>{move || status.with(|s| format::ms(of(&s.latency_ms.from_send)))}</td>
                    </tr>
                })}
            </tbody>
        </table>
    }
}

/// The answers by status code.
fn codes(status: &TargetStatus) -> String {
    let codes: Vec<_> =
        status.status_codes.iter().map(|(code, count)| format!("{code} × {}", format::count(*count))).collect();
    if codes.is_empty() { "No answers yet".to_owned() } else { codes.join(" · ") }
}

/// Its outages, latest first.
#[component]
fn Outages(id: i64, outages: Signal<Vec<Outage>>) -> impl IntoView {
    let own = Memo::new(move |_| {
        outages.with(|all| all.iter().rev().filter(|outage| outage.target_id == id).cloned().collect::<Vec<_>>())
    });
    view! {
        <Show when=move || own.with(|own| !own.is_empty())>
            <h3>"Outages"</h3>
            <ul class="inspector-outages" data-testid="inspector-outages">
                {move || own.get().iter().map(|outage| view! { <li>{told(outage)}</li> }).collect_view()}
            </ul>
        </Show>
    }
}

/// An outage in a line.
fn told(outage: &Outage) -> String {
    let until = outage.recovered_seconds.map_or_else(|| "not over".to_owned(), format::offset);
    let lost = format::count(outage.hits_lost);
    format!("{}–{until} · {lost} hits lost · {}", format::offset(outage.began_seconds), outage.cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_and_outages_are_told_in_a_line() {
        let status = TargetStatus { status_codes: [(204, 1_400), (503, 2)].into(), ..Default::default() };
        assert_eq!(codes(&status), "204 × 1,400 · 503 × 2");
        assert_eq!(codes(&TargetStatus::default()), "No answers yet");
        let mut outage =
            Outage { began_seconds: 6.0, hits_lost: 43, cause: "connection refused".into(), ..Default::default() };
        assert_eq!(told(&outage), "0:06–not over · 43 hits lost · connection refused");
        outage.recovered_seconds = Some(66.0);
        assert_eq!(told(&outage), "0:06–1:06 · 43 hits lost · connection refused");
    }
}
