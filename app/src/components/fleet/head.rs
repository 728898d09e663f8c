//! The table's head: every figure can be sorted by.

use super::{address::Choice, arrange::Column, view::FleetView};
use leptos::prelude::*;

/// Column, its title, and what it means.
const COLUMNS: [(Column, &str, &str); 13] = [
    (Column::Share, "Share", "Share of the visits it got; the mark is the share it was due"),
    (
        Column::Distance,
        "± due",
        "Visits it got beyond those it was due; below 0 it is behind. Sorted by the distance, either way",
    ),
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
            view.choice.with(|choice| match (choice.arrangement.column == column, choice.arrangement.descending) {
                (false, _) => "none",
                (true, true) => "descending",
                (true, false) => "ascending",
            })
        };
        // A link, so that a sorted view can be had without JavaScript and in another tab.
        let href = move || {
            view.choice.with(|choice| {
                let mut pressed = choice.on_page(0);
                pressed.arrangement.press(column);
                view.address(&pressed)
            })
        };
        view! {
            <th role="columnheader" scope="col" aria-sort=sorted>
                <a href=href title=meaning data-noscroll="" data-testid=format!("sort-{}", column.key())>{title}</a>
            </th>
        }
    };
    view! {
        <thead role="rowgroup">
            <tr role="row">
                {head(Column::Name)}
                {head(Column::Share)}
                {head(Column::Distance)}
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
        let column = Column::of_key(&event_target_value(&event)).unwrap_or_default();
        view.change(|Choice { arrangement, page, .. }| {
            (arrangement.column, arrangement.descending) = (column, column.begins_descending());
            *page = 0;
        });
    };
    let usual = [(Column::Trouble, "Failing first", ""), (Column::List, "As listed", "")];
    view! {
        <label class="fleet-sort js-only">
            <span class="visually-hidden">"Sort by"</span>
            <select class="input" on:change=choose data-testid="fleet-sort">
                {usual.into_iter().chain(COLUMNS).map(|(column, title, _)| view! {
                    <option value=column.key()
                        selected=move || view.choice.with(|choice| choice.arrangement.column == column)>{title}</option>
                }).collect_view()}
            </select>
        </label>
    }
    .into_any()
}
