//! Which strategy splits the load, and whether it splits visits or hits.

use super::state::Editor;
use crate::{
    components::choices::{Choices, Offer},
    editor::split::explain,
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
        title: title_of(strategy),
        text: explain(strategy),
    });
    view! {
        <Choices group="strategy" legend="Strategy" offers=strategies testid="strategy-picker"
            chosen=Signal::derive(move || editor.draft.with(|draft| draft.strategy))
            on_choose=move |strategy| editor.draft.update(|draft| draft.strategy = strategy)/>
        <Choices group="distribute-by" legend="What is split" offers=UNITS testid="distribute-by-picker"
            chosen=Signal::derive(move || editor.draft.with(|draft| draft.distribute_by))
            on_choose=move |unit| editor.draft.update(|draft| draft.distribute_by = unit)/>
    }
    .into_any()
}

fn title_of(strategy: DistributionStrategy) -> &'static str {
    match strategy {
        DistributionStrategy::RoundRobin => "Round-robin",
        DistributionStrategy::Weighted => "Weighted",
        DistributionStrategy::Random => "Random",
    }
}
