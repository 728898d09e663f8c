//! Says that this machine, not the targets, is what limits the run.

use domain::{Bottleneck, BottleneckKind};
use leptos::prelude::*;

/// The banner; nothing while the generator keeps up.
#[component]
pub fn BottleneckBanner(
    /// What holds the generator up.
    #[prop(into)]
    bottleneck: Signal<Option<Bottleneck>>,
    /// Whether the run is over: then it is what held the generator up longest.
    #[prop(into)]
    over: Signal<bool>,
) -> impl IntoView {
    let shown = Memo::new(move |_| bottleneck.get());
    view! {
        {move || shown.get().map(|Bottleneck { kind, message, .. }| view! {
            <p class="notice notice-warn" role="status" data-testid="bottleneck" data-kind=kind.as_str()>
                <b>{move || if over.get() { "This machine was the bottleneck, longest for: " } else { "This machine is the bottleneck: " }}
                    {bottleneck_name(kind)}". "</b>{message}
            </p>
        })}
    }
    .into_any()
}

/// What it is called, for people.
pub fn bottleneck_name(kind: BottleneckKind) -> &'static str {
    match kind {
        BottleneckKind::Cpu => "processor",
        BottleneckKind::Sockets => "sockets",
        BottleneckKind::InFlight => "hits in flight",
        BottleneckKind::Concurrency => "concurrency",
    }
}
