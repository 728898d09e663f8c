//! A chip that says that this machine, not the targets, limits the run; its sentence opens on demand.

use crate::components::run_history::bottleneck_name;
use domain::Bottleneck;
use leptos::prelude::*;

/// The chip; nothing while the generator keeps up. It is no live region, and its sentence stays what it was when the
/// bottleneck began, so that nobody who reads or hears it is interrupted.
#[component]
pub fn BottleneckChip(
    /// What holds the generator up.
    #[prop(into)]
    bottleneck: Signal<Option<Bottleneck>>,
    /// Whether the run is over: then it is what held the generator up longest.
    #[prop(into)]
    over: Signal<bool>,
) -> impl IntoView {
    let onset = Memo::new(move |before: Option<&Option<Bottleneck>>| {
        let now = bottleneck.get();
        let begun = before.and_then(Option::as_ref);
        match (begun, &now) {
            (Some(begun), Some(now)) if is_same(begun, now) => Some(begun.clone()),
            _ => now,
        }
    });
    view! {
        {move || onset.get().map(|Bottleneck { kind, message, .. }| view! {
            <details class="run-bar-chip" data-testid="bottleneck" data-kind=kind.as_str()>
                <summary><span class="run-bar-more">"Bottleneck: "</span>{bottleneck_name(kind)}</summary>
                <p>
                    <b>{move || if over.get() { "This machine was the bottleneck. " } else { "This machine is the bottleneck. " }}</b>
                    {message}
                </p>
            </details>
        })}
    }
    .into_any()
}

/// Whether both are one bottleneck, whose figures went on.
fn is_same(one: &Bottleneck, other: &Bottleneck) -> bool {
    one.kind == other.kind && one.since_seconds == other.since_seconds
}
