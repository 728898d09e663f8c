//! A mirrored load in a picture: visits across, targets down, a mark wherever one goes to the other.

use super::{COLOURS, LISTED};
use crate::{
    editors::split::{Split, per_day},
    format,
};
use leptos::prelude::*;

/// Visits shown.
const VISITS: usize = 12;

#[component]
pub(super) fn Mirror(split: Split) -> impl IntoView {
    let targets = split.shares.len();
    let each = split.shares.first().map_or(0.0, |share| share.visits_per_day);
    let more = targets.saturating_sub(LISTED);
    let summary = match targets {
        1 => format!("The one target gets every visit: {} a day.", per_day(each)),
        _ => format!(
            "Each of the {} targets gets every visit: {} a day each, {} in all.",
            format::count(targets as u64),
            per_day(each),
            per_day(each * targets as f64)
        ),
    };
    let rows = split.shares.into_iter().take(LISTED).enumerate().map(|(place, share)| {
        let colour = (place % COLOURS + 1).to_string();
        view! {
            <tr data-testid="split-mirror-row">
                <th scope="row">
                    <span class="split-key" data-colour=colour.clone()>{share.index + 1}</span>
                    <span class="split-name">{share.name}</span>
                </th>
                {(1..=VISITS).map(|_| view! { <td><i class="split-dot" data-colour=colour.clone()></i></td> }).collect_view()}
            </tr>
        }
    });
    view! {
        <p class="split-said" data-testid="split-said">{summary}</p>
        <table class="split-mirror" data-testid="split-mirror">
            <caption class="visually-hidden">"The first visits: each goes to every target at the same time."</caption>
            <thead>
                <tr>
                    <th scope="col">"Visit"</th>
                    {(1..=VISITS).map(|visit| view! { <th scope="col">{visit}</th> }).collect_view()}
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        {(more > 0).then(|| view! { <p class="muted">{format!("and {more} more, all the same")}</p> })}
    }
    .into_any()
}
