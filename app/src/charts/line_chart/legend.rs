//! The names of a chart's lines with their values, each of which switches its line off and on.

use crate::{charts::lines::Line, format};
use domain::SeriesPoint;
use leptos::prelude::*;

/// A list of buttons.
#[component]
pub(super) fn Legend(
    /// What it is called.
    label: &'static str,
    /// The lines.
    lines: &'static [Line],
    /// Names of those that are switched off.
    hidden: RwSignal<Vec<&'static str>>,
    /// The point whose values are told.
    point: Signal<Option<SeriesPoint>>,
) -> impl IntoView {
    view! {
        <ul class="legend" aria-label=label>
            {lines.iter().map(|line| view! { <LegendEntry line hidden point/> }).collect_view()}
        </ul>
    }
    .into_any()
}

#[component]
fn LegendEntry(
    line: &'static Line,
    hidden: RwSignal<Vec<&'static str>>,
    point: Signal<Option<SeriesPoint>>,
) -> impl IntoView {
    let value = move || {
        point.get().and_then(|point| (line.value)(&point)).map_or_else(|| format::NOTHING.to_owned(), line.text)
    };
    let is_shown = move || hidden.with(|hidden| !hidden.contains(&line.label));
    let toggle = move |_| {
        hidden.update(|hidden| match hidden.iter().position(|label| *label == line.label) {
            Some(place) => drop(hidden.swap_remove(place)),
            None => hidden.push(line.label),
        });
    };
    view! {
        <li>
            <button type="button" class="legend-toggle" aria-pressed=move || is_shown().to_string() on:click=toggle>
                <i class=format!("key key-{}", line.colour.trim_start_matches("--chart-")) aria-hidden="true"></i>
                {line.label}" "<b>{value}</b>
            </button>
        </li>
    }
    .into_any()
}
