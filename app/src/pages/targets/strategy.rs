//! Which strategy splits the load, and whether it splits visits or hits.

use super::state::Editor;
use crate::{
    base::at,
    components::choices::{Choices, Offer},
};
use domain::{DistributeBy, DistributionStrategy};
use leptos::prelude::*;

const UNITS: [Offer<DistributeBy>; 2] = [
    Offer {
        choice: DistributeBy::Visit,
        value: "visit",
        title: "Visits",
        text: "All hits of a visit go to one target, as separate instances need.",
    },
    Offer {
        choice: DistributeBy::Hit,
        value: "hit",
        title: "Hits",
        text: "Each hit on its own, as replicas behind one database allow.",
    },
];

#[component]
pub(super) fn StrategyPicker() -> impl IntoView {
    let editor = Editor::get();
    let strategies = DistributionStrategy::ALL.map(|strategy| Offer {
        choice: strategy,
        value: strategy.as_str(),
        title: strategy.title(),
        text: strategy.about(),
    });
    let chosen = editor.strategy();
    view! {
        <Choices group="strategy" legend="Strategy" offers=strategies path="distribution_strategy"
            chosen
            on_choose=move |strategy| editor.choose_strategy(strategy)/>
        <p class="field-hint" data-testid="health-hint">
            {move || if chosen.get().always_takes_over() {
                "When a target counts as failing, and when it is well again, is set under "
            } else {
                "What becomes of the load of a target that fails is set under "
            }}
            <a href=at("/traffic#health")>"Traffic, Health"</a>"."
        </p>
        <Choices group="distribute-by" legend="What is split" offers=UNITS path="distribute_by"
            chosen=Signal::derive(move || editor.draft.with(|draft| draft.distribute_by))
            on_choose=move |unit| editor.draft.update(|draft| draft.distribute_by = unit)/>
    }
    .into_any()
}
