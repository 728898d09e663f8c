//! When targets were unhealthy, how soon that was seen, how long it lasted and what it cost.

use super::incidents::{Incident, incidents};
use crate::format;
use domain::Outage;
use leptos::prelude::*;
use std::collections::HashMap;

/// What is told of each outage in figures.
const COLUMNS: [&str; 8] = [
    "Target",
    "Began at",
    "Detected after",
    "Recovered after",
    "Hits lost",
    "Hits unknown",
    "Visits held",
    "Visits moved",
];

/// The incidents, latest first, each with the table of its outages; nothing when there were none.
#[component]
pub fn OutageTable(
    /// In order of detection.
    #[prop(into)]
    outages: Signal<Vec<Outage>>,
    /// Host and port of each target by its id.
    #[prop(into)]
    hosts: Signal<HashMap<i64, String>>,
    /// Whether the run is over.
    #[prop(into)]
    over: Signal<bool>,
) -> impl IntoView {
    let found = Memo::new(move |_| outages.with(|outages| hosts.with(|hosts| incidents(outages, hosts))));
    let numbers = Signal::derive(move || {
        found.with(|found| found.iter().rev().map(|incident| incident.number).collect::<Vec<_>>())
    });
    let ongoing = Memo::new(move |_| found.with(|found| found.iter().filter(|i| i.until_seconds.is_none()).count()));
    let sum = Signal::derive(move || match ongoing.get() {
        0 => String::new(),
        count if over.get() => format!("{count} not over at the end"),
        count => format!("{count} not over"),
    });
    view! {
        <Show when=move || found.with(|found| !found.is_empty())>
            <section class="card incidents" aria-labelledby="outages-title" data-testid="outages">
                <h2 id="outages-title">"Incidents"" "<em>{sum}</em></h2>
                <For each=move || numbers.get() key=|number| *number let:number>
                    <IncidentFold found=found number=number outages=outages over=over/>
                </For>
            </section>
        </Show>
    }
    .into_any()
}

/// One incident in a line, and on demand its outages.
#[component]
fn IncidentFold(
    found: Memo<Vec<Incident>>,
    number: u64,
    outages: Signal<Vec<Outage>>,
    over: Signal<bool>,
) -> impl IntoView {
    let incident =
        Memo::new(move |_| found.with(|found| found.iter().find(|incident| incident.number == number).cloned()));
    let told = move |of: fn(&Incident) -> String| move || incident.with(|incident| incident.as_ref().map(of));
    let ongoing = Signal::derive(move || {
        !over.get()
            && incident.with(|incident| incident.as_ref().is_some_and(|incident| incident.until_seconds.is_none()))
    });
    let numbers = move || {
        incident.with(|incident| incident.as_ref().map(|incident| incident.outages.clone()).unwrap_or_default())
    };
    let label = format!("Outages of incident {number}");
    view! {
        <details class="incident" class:ongoing=ongoing data-testid="incident">
            <summary>
                <b>{told(who)}</b>
                <span class="incident-cause">{told(|incident| incident.cause.clone())}</span>
                <span class="incident-figures">{told(figures)}</span>
            </summary>
            <div class="table-scroll" tabindex="0" role="region" aria-label=label>
                <table class="data-table">
                    <thead><tr>
                        {COLUMNS.map(|name| view! { <th scope="col">{name}</th> })}
                        <th scope="col" class="text">"Cause"</th>
                    </tr></thead>
                    <tbody>
                        <For each=numbers key=|number| *number let:number>
                            <OutageRow outages=outages number=number over=over/>
                        </For>
                    </tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

/// The target, or how many.
fn who(incident: &Incident) -> String {
    match (incident.targets.len(), incident.targets.first()) {
        (1, Some(name)) => name.clone(),
        (count, _) => format!("{} targets", format::count(count as u64)),
    }
}

/// Where, since when and at what cost.
fn figures(incident: &Incident) -> String {
    let time = match incident.until_seconds {
        Some(until) => format!("{}–{}", format::offset(incident.since_seconds), format::offset(until)),
        None => format!("since {}", format::offset(incident.since_seconds)),
    };
    let hits = if incident.hits_lost == 1 { "hit" } else { "hits" };
    let host = Some(incident.host.clone()).filter(|host| !host.is_empty());
    let lost = format!("{} {hits} lost", format::count(incident.hits_lost));
    host.into_iter().chain([time, lost]).collect::<Vec<_>>().join(" · ")
}

/// One outage; a cell is written only when its text is another.
#[component]
fn OutageRow(outages: Signal<Vec<Outage>>, number: u64, over: Signal<bool>) -> impl IntoView {
    // Once it is gone, its row goes, too.
    let outage = Memo::new(move |_| {
        outages.with(|outages| outages.iter().rev().find(|outage| outage.number == number).cloned()).unwrap_or_default()
    });
    let text = move |of: fn(&Outage) -> String| move || outage.with(of);
    view! {
        <tr data-testid="outage">
            <th scope="row">{text(|o| o.target.clone())}</th>
            <td>{text(|o| format::offset(o.began_seconds))}</td>
            <td>{text(|o| seconds(o.detected_seconds - o.began_seconds))}</td>
            <td>{move || outage.with(|outage| recovered(outage, over.get()))}</td>
            <td>{text(|o| format::count(o.hits_lost))}</td>
            <td>{text(|o| format::count(o.hits_unknown))}</td>
            <td>{text(|o| format::count(o.visits_held))}</td>
            <td>{text(|o| format::count(o.visits_moved))}</td>
            <td class="text outage-cause">{text(|o| o.cause.clone())}</td>
        </tr>
    }
    .into_any()
}

/// How long it took from the detection on, or that it did not happen.
fn recovered(outage: &Outage, over: bool) -> String {
    match outage.recovered_seconds {
        Some(at) => seconds(at - outage.detected_seconds),
        None if over => "not before the end".to_owned(),
        None => "not yet".to_owned(),
    }
}

/// A length of time that matters to a tenth of a second when it is short.
fn seconds(length: f64) -> String {
    if length < 60.0 { format!("{:.1} s", length.max(0.0)) } else { format::duration(length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_is_over_promises_no_recovery() {
        let mut outage = Outage { detected_seconds: 2.0, ..Outage::default() };
        assert_eq!(
            (recovered(&outage, false), recovered(&outage, true)),
            ("not yet".into(), "not before the end".into())
        );
        outage.recovered_seconds = Some(5.0);
        assert_eq!((recovered(&outage, false), recovered(&outage, true)), ("3.0 s".into(), "3.0 s".into()));
    }

    #[test]
    fn an_incident_is_told_in_a_line() {
        let mut incident = Incident {
            number: 1,
            cause: "connection refused".into(),
            host: "127.0.0.1:4299".into(),
            targets: ["a", "b"].map(str::to_owned).into(),
            since_seconds: 6.2,
            until_seconds: None,
            hits_lost: 430,
            outages: vec![1, 2],
        };
        assert_eq!(who(&incident), "2 targets");
        assert_eq!(figures(&incident), "127.0.0.1:4299 · since 0:06 · 430 hits lost");
        incident.targets.pop_last();
        (incident.until_seconds, incident.host) = (Some(66.0), String::new());
        assert_eq!((who(&incident), figures(&incident)), ("a".into(), "0:06–1:06 · 430 hits lost".into()));
    }

    #[test]
    fn short_times_show_tenths() {
        assert_eq!(seconds(0.25), "0.2 s");
        assert_eq!(seconds(-0.001), "0.0 s");
        assert_eq!(seconds(61.0), format::duration(61.0));
    }
}
