//! The table's head: every figure can be sorted by.

use super::{FleetView, arrange::Column};
use leptos::prelude::*;

/// Column, its title, and what it means.
const COLUMNS: [(Column, &str, &str); 12] = [
    (Column::Share, "Share · expected", "Share of the visits it got; the mark is the share it was due"),
    (Column::Visits, "Visits", "Visits assigned"),
    (Column::Rate, "Hits/s", "Hits delivered per second"),
    (
        Column::P50,
        "p50",
        "Median latency, milliseconds: from planned of the delivered hits, from send of all that were sent",
    ),
    (
        Column::P95,
        "p95",
        "Latency 95 % of the hits stay within, milliseconds: from planned of the delivered hits, from send of all that were sent",
    ),
    (
        Column::P99,
        "p99",
        "Latency 99 % of the hits stay within, milliseconds: from planned of the delivered hits, from send of all that were sent",
    ),
    (Column::Failed, "Failed", "Hits with a 5xx, or no connection"),
    (Column::Unknown, "Unknown", "Hits sent of which it cannot be told whether they were recorded"),
    (Column::Rejected, "Rejected", "Hits the tracker refused"),
    (Column::Dropped, "Dropped", "Hits never sent, because there was no capacity in time"),
    (Column::InFlight, "In flight", "Hits sent and not answered yet"),
    (Column::Name, "Target", "Name"),
];

/// The head.
#[component]
pub fn FleetHead(view: FleetView) -> impl IntoView {
    let head = move |column: Column| {
        let (_, title, meaning) = COLUMNS.into_iter().find(|(of, ..)| *of == column).unwrap_or((column, "", ""));
        let sorted = move || {
            view.arrangement.with(|chosen| match (chosen.column == column, chosen.descending) {
                (false, _) => "none",
                (true, true) => "descending",
                (true, false) => "ascending",
            })
        };
        view! {
            <th role="columnheader" scope="col" aria-sort=sorted>
                <button type="button" title=meaning on:click=move |_| view.arrangement.update(|chosen| chosen.press(column))>
                    {title}
                </button>
            </th>
        }
    };
    view! {
        <thead role="rowgroup">
            <tr role="row">
                {head(Column::Name)}
                {head(Column::Share)}
                {head(Column::Visits)}
                {head(Column::Rate)}
                {view.trend.then(|| view! { <th role="columnheader" scope="col" class="col-trend">"Trend"</th> })}
                {head(Column::P50)}
                {head(Column::P95)}
                {head(Column::P99)}
                {head(Column::Failed)}
                {head(Column::Unknown)}
                {head(Column::Rejected)}
                {head(Column::Dropped)}
                {head(Column::InFlight)}
                <th role="columnheader" scope="col" class="col-error">"Last error"</th>
            </tr>
        </thead>
    }
    .into_any()
}

/// The same orders for a phone, where the head is not shown.
#[component]
pub fn SortPicker(view: FleetView) -> impl IntoView {
    let choose = move |event| {
        let place = event_target_value(&event).parse::<usize>().unwrap_or(usize::MAX);
        let column = COLUMNS.get(place).map_or(Column::List, |(column, ..)| *column);
        view.arrangement.update(|chosen| {
            (chosen.column, chosen.descending) = (column, !matches!(column, Column::List | Column::Name));
        });
    };
    view! {
        <label class="fleet-sort js-only">
            <span class="visually-hidden">"Sort by"</span>
            <select class="input" on:change=choose data-testid="fleet-sort">
                <option value="list">"As listed"</option>
                {COLUMNS.into_iter().enumerate().map(|(place, (column, title, _))| view! {
                    <option value=place.to_string()
                        selected=move || view.arrangement.with(|chosen| chosen.column == column)>{title}</option>
                }).collect_view()}
            </select>
        </label>
    }
    .into_any()
}
