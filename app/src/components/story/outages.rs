//! When targets were unhealthy, how soon that was seen, how long it lasted and what it cost.

use crate::format;
use domain::Outage;
use leptos::prelude::*;

/// A table of outages, latest first; nothing when there were none.
#[component]
pub fn OutageTable(
    /// In order of detection.
    #[prop(into)]
    outages: Signal<Vec<Outage>>,
) -> impl IntoView {
    let any = Memo::new(move |_| outages.with(|outages| !outages.is_empty()));
    let ongoing = move || outages.with(|outages| outages.iter().filter(|o| o.recovered_seconds.is_none()).count());
    let sum = move || match ongoing() {
        0 => String::new(),
        count => format!("{count} not over"),
    };
    view! {
        <Show when=move || any.get()>
            <section class="card table-card" aria-labelledby="outages-title" data-testid="outages">
                <h2 class="table-title" id="outages-title">"Outages "<em>{sum}</em></h2>
                <div class="table-scroll" tabindex="0" role="region" aria-label="Table of outages">
                    <table class="data-table">
                        <thead>
                            <tr>
                                <th scope="col">"Target"</th>
                                <th scope="col">"Began at"</th>
                                <th scope="col">"Detected after"</th>
                                <th scope="col">"Recovered after"</th>
                                <th scope="col">"Hits lost"</th>
                                <th scope="col">"Visits held"</th>
                                <th scope="col">"Visits moved"</th>
                                <th scope="col" class="text">"Cause"</th>
                            </tr>
                        </thead>
                        <tbody>{move || outages.get().into_iter().rev().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </section>
        </Show>
    }
    .into_any()
}

fn row(outage: Outage) -> impl IntoView {
    let recovered = match outage.recovered_seconds {
        Some(at) => seconds(at - outage.detected_seconds),
        None => "not yet".to_owned(),
    };
    view! {
        <tr data-testid="outage">
            <th scope="row">{outage.target}</th>
            <td>{format::offset(outage.began_seconds)}</td>
            <td>{seconds(outage.detected_seconds - outage.began_seconds)}</td>
            <td>{recovered}</td>
            <td>{format::count(outage.hits_lost)}</td>
            <td>{format::count(outage.visits_held)}</td>
            <td>{format::count(outage.visits_moved)}</td>
            <td class="text outage-cause">{outage.cause}</td>
        </tr>
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
    fn short_times_show_tenths() {
        assert_eq!(seconds(0.25), "0.2 s");
        assert_eq!(seconds(-0.001), "0.0 s");
        assert_eq!(seconds(61.0), format::duration(61.0));
    }
}
