//! When targets were unhealthy, how soon that was seen, how long it lasted and what it cost.

use crate::{components::table_card::TableCard, format};
use domain::Outage;
use leptos::prelude::*;

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

/// A table of outages, latest first; nothing when there were none.
#[component]
pub fn OutageTable(
    /// In order of detection.
    #[prop(into)]
    outages: Signal<Vec<Outage>>,
    /// Whether the run is over.
    #[prop(into)]
    over: Signal<bool>,
) -> impl IntoView {
    let any = Memo::new(move |_| outages.with(|outages| !outages.is_empty()));
    let ongoing = move || outages.with(|outages| outages.iter().filter(|o| o.recovered_seconds.is_none()).count());
    let numbers = move || outages.with(|outages| outages.iter().rev().map(|outage| outage.number).collect::<Vec<_>>());
    let sum = Signal::derive(move || match ongoing() {
        0 => String::new(),
        count if over.get() => format!("{count} not over at the end"),
        count => format!("{count} not over"),
    });
    view! {
        <Show when=move || any.get()>
            <TableCard title="Outages" testid="outages" note=sum columns=&COLUMNS text_columns=&["Cause"]>
                <For each=numbers key=|number| *number let:number>
                    <OutageRow outages=outages number=number over=over/>
                </For>
            </TableCard>
        </Show>
    }
    .into_any()
}

/// One outage; a cell is written only when its text is another.
#[component]
fn OutageRow(outages: Signal<Vec<Outage>>, number: u64, over: Signal<bool>) -> impl IntoView {
    // Once it is gone, its row goes, too.
    let outage = Memo::new(move |_| {
        let of_number = |outages: &Vec<Outage>| outages.iter().rev().find(|outage| outage.number == number).cloned();
        outages.with(of_number).unwrap_or_default()
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
    fn short_times_show_tenths() {
        assert_eq!(seconds(0.25), "0.2 s");
        assert_eq!(seconds(-0.001), "0.0 s");
        assert_eq!(seconds(61.0), format::duration(61.0));
    }
}
