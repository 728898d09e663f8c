//! The split as it is typed.

use super::state::Editor;
use crate::components::split_preview::SplitFigure;
use domain::{DistributeBy, DistributionStrategy};
use leptos::prelude::*;

#[component]
pub(super) fn SplitPreview() -> impl IntoView {
    let editor = Editor::get();
    let unit = Signal::derive(move || match editor.draft.with(|draft| draft.distribute_by) {
        DistributeBy::Visit => "visits",
        DistributeBy::Hit => "hits",
    });
    let example = Signal::derive(move || {
        editor.assessed.with(|assessed| {
            assessed.config.distribution_strategy == DistributionStrategy::Random && assessed.config.seed.is_none()
        })
    });
    view! {
        <div class="split" data-testid="split-preview">
            {move || match editor.split.get().as_ref() {
                None => view! { <p class="muted" data-testid="split-empty">"No enabled target: nothing to split."</p> }.into_any(),
                Some(split) => view! {
                    <SplitFigure split=split.clone() unit=unit.get()/>
                    {example.get().then(|| view! {
                        <p class="muted">"An example: without a seed one is drawn at start."</p>
                    })}
                }
                .into_any(),
            }}
        </div>
    }
    .into_any()
}
