//! How a load is split, in pictures: each target's expected share, and who takes the first positions.

mod mirror;
mod priority;

use crate::{
    editors::split::{STRIP_LENGTH, Split, per_day},
    format,
};
use domain::config::Split as Parts;
use leptos::prelude::*;

/// Shares listed; the rest is summed up.
const LISTED: usize = 12;
/// Colours in the theme; more targets than these are told apart by their numbers.
const COLOURS: usize = 5;

/// The split as fits its strategy: shares and turns, every visit at every target, or who comes after whom.
#[component]
pub fn SplitFigure(
    /// The split.
    split: Split,
    /// What is split: `visits` or `hits`.
    unit: &'static str,
) -> impl IntoView {
    match split.strategy.split() {
        Parts::AllToEach => view! { <mirror::Mirror split/> }.into_any(),
        Parts::AllToFirst => view! { <priority::Priority split/> }.into_any(),
        Parts::Equal | Parts::ByWeight | Parts::ByOwnRate => view! {
            <SplitShares split=split.clone()/>
            <h3>{format!("The first {STRIP_LENGTH} {unit}")}</h3>
            <SplitStrip split unit/>
        }
        .into_any(),
    }
}

/// Expected shares as bars, numbered as in the list of targets.
#[component]
fn SplitShares(split: Split) -> impl IntoView {
    let own_rates = split.strategy.split() == Parts::ByOwnRate;
    let largest = split.shares.iter().map(|share| share.share).fold(f64::MIN_POSITIVE, f64::max);
    let rest =
        split.shares.iter().skip(LISTED).fold((0_usize, 0.0), |(count, sum), share| (count + 1, sum + share.share));
    view! {
        <ul class="split-shares" class:split-shares-rates=own_rates data-testid="split-shares">
            {split.shares.into_iter().take(LISTED).enumerate().map(|(place, share)| view! {
                <li data-testid="split-share">
                    <span class="split-key" data-colour=(place % COLOURS + 1).to_string()>{share.index + 1}</span>
                    <span class="split-name">{share.name}</span>
                    <span class="split-bar" aria-hidden="true" data-colour=(place % COLOURS + 1).to_string()>
                        <i style:width=format!("{:.2}%", share.share / largest * 100.0)></i>
                    </span>
                    {own_rates.then(|| view! {
                        <span class="split-rate">{format!("{}/day", per_day(share.visits_per_day))}</span>
                    })}
                    <span class="split-percent">{format::share(share.share)}</span>
                </li>
            }).collect_view()}
            {(rest.0 > 0).then(|| view! {
                <li class="muted"><span class="split-rest">{format!("and {} more with {} together", rest.0, format::share(rest.1))}</span></li>
            })}
        </ul>
    }
    .into_any()
}

/// The first positions of the sequence as a strip of numbered, coloured cells.
#[component]
fn SplitStrip(split: Split, unit: &'static str) -> impl IntoView {
    let cells: Vec<_> = split
        .strip
        .iter()
        .filter_map(|&place| Some((place % COLOURS + 1, split.shares.get(place)?)))
        .map(|(colour, share)| (colour, share.index + 1, share.name.clone()))
        .collect();
    let spoken = cells.iter().map(|(_, _, name)| name.as_str()).collect::<Vec<_>>().join(", ");
    view! {
        <div class="split-strip" role="img" aria-label=format!("Targets of the first {unit} in order: {spoken}") data-testid="split-strip">
            {cells.into_iter().map(|(colour, number, name)| view! {
                <span data-colour=colour.to_string() title=name>{number}</span>
            }).collect_view()}
        </div>
    }
    .into_any()
}
