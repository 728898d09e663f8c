//! Below the map: what its colours mean and how many targets have each, and the choice of what it is coloured by.

use super::colour::{CLASSES, Colour};
use crate::{components::fleet::view::FleetView, format};
use leptos::prelude::*;

/// The legend; it also tells the map in words to those who do not see it.
#[component]
pub fn MapLegend(classes: Memo<Vec<usize>>, view: FleetView) -> impl IntoView {
    let counts = Memo::new(move |_| {
        let mut counts = [0_u64; CLASSES];
        classes.with(|classes| {
            for class in classes {
                if let Some(count) = counts.get_mut(*class) {
                    *count += 1;
                }
            }
        });
        counts
    });
    let words =
        move |class: usize| view.choice.with(|choice| choice.colour.classes().get(class).copied().unwrap_or_default());
    let count = move |class: usize| counts.with(|counts| counts.get(class).copied().unwrap_or_default());
    view! {
        <div class="map-legend">
            <div class="segmented js-only" role="group" aria-label="Colour of the map">
                <span class="segmented-label">"Colour"</span>
                {Colour::ALL.map(|colour| view! { <ColourButton colour=colour view=view/> })}
            </div>
            <ul aria-label="Targets by colour" data-testid="map-legend">
                {(0..CLASSES).map(|class| view! {
                    <li class:none=move || count(class) == 0>
                        <i class=format!("map-key map-{class}") aria-hidden="true"></i>
                        <b>{move || format::count(count(class))}</b>" "{move || words(class)}
                    </li>
                }).collect_view()}
            </ul>
            <Show when=move || view.choice.with(|choice| !choice.arrangement.picked.is_empty())>
                <button type="button" class="btn btn-small" data-testid="map-clear" on:click=move |_| view.change(|choice| {
                    choice.page = 0;
                    choice.arrangement.picked.clear();
                })>"Show all targets"</button>
            </Show>
        </div>
    }
    .into_any()
}

#[component]
fn ColourButton(colour: Colour, view: FleetView) -> impl IntoView {
    let (words, meaning) = colour.words();
    view! {
        <button type="button" title=meaning data-testid=format!("map-by-{}", colour.key())
            aria-pressed=move || view.choice.with(|choice| choice.colour == colour).to_string()
            on:click=move |_| view.change(|choice| choice.colour = colour)>{words}</button>
    }
}
