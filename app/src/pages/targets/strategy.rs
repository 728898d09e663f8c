//! Which strategy splits the load, and whether it splits visits or hits.

use super::state::Editor;
use crate::editor::split::explain;
use domain::{DistributeBy, DistributionStrategy};
use leptos::prelude::*;

#[component]
pub(super) fn StrategyPicker() -> impl IntoView {
    let editor = Editor::get();
    let strategies = DistributionStrategy::ALL.map(|strategy| {
        let chosen = move || editor.draft.with(|draft| draft.strategy == strategy);
        view! {
            <Choice group="strategy" value=strategy.as_str() title=title_of(strategy) text=explain(strategy)
                chosen=Signal::derive(chosen) on_choose=move |()| editor.draft.update(|draft| draft.strategy = strategy)/>
        }
    });
    let units = [
        (DistributeBy::Visit, "visit", "Visits", "All hits of a visit go to one target, as separate instances need."),
        (DistributeBy::Hit, "hit", "Hits", "Each hit on its own, as replicas behind one database allow."),
    ]
    .map(|(unit, value, title, text)| {
        let chosen = move || editor.draft.with(|draft| draft.distribute_by == unit);
        view! {
            <Choice group="distribute-by" value=value title=title text=text chosen=Signal::derive(chosen)
                on_choose=move |()| editor.draft.update(|draft| draft.distribute_by = unit)/>
        }
    });
    view! {
        <fieldset class="choices" data-testid="strategy-picker">
            <legend>"Strategy"</legend>
            {strategies.into_iter().collect_view()}
        </fieldset>
        <fieldset class="choices" data-testid="distribute-by-picker">
            <legend>"What is split"</legend>
            {units.into_iter().collect_view()}
        </fieldset>
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

/// One radio button with a sentence.
#[component]
pub(crate) fn Choice(
    group: &'static str,
    value: &'static str,
    title: &'static str,
    text: &'static str,
    chosen: Signal<bool>,
    #[prop(into)] on_choose: Callback<()>,
) -> impl IntoView {
    let id = format!("{group}-{value}");
    view! {
        <div class="choice">
            <input type="radio" id=id.clone() name=group value=value data-testid=id.clone()
                aria-describedby=format!("{id}-text")
                checked=chosen.get_untracked() prop:checked=move || chosen.get()
                on:change=move |_| on_choose.run(())/>
            <label for=id.clone()>{title}</label>
            <p id=format!("{id}-text")>{text}</p>
        </div>
    }
    .into_any()
}
