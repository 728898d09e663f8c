//! What the charts of a page have in common: the part of the time they show, what happened, and when the run began.

use super::{marks::Mark, zoom::Zoom};
use leptos::prelude::*;

/// A handle: copies are of the same.
#[derive(Clone, Copy)]
pub struct Timeline {
    /// The part that is shown.
    pub zoom: RwSignal<Zoom>,
    /// What happened.
    pub marks: Signal<Vec<Mark>>,
    /// When the run began, RFC 3339; `None` while it is not known, or if the time is not that of a run.
    pub began: Signal<Option<String>>,
    /// Whether local times stand below the others.
    pub has_clock: bool,
}

impl Timeline {
    /// Of a run.
    pub fn of_run(marks: Signal<Vec<Mark>>, began: Signal<Option<String>>) -> Self {
        Self { zoom: RwSignal::default(), marks, began, has_clock: true }
    }

    /// Of a chart by itself, in whose time nothing happens.
    pub(super) fn plain() -> Self {
        let began = Signal::derive(|| None);
        Self { zoom: RwSignal::default(), marks: Signal::derive(Vec::new), began, has_clock: false }
    }
}

/// Buttons for what is looked at most. Dragging over a chart shows a part of it, a double click all again.
#[component]
pub fn RangePresets(
    /// Whose range.
    timeline: Timeline,
) -> impl IntoView {
    let zoom = timeline.zoom;
    let preset = |(preset, words): (Zoom, &'static str)| {
        view! {
            <button type="button" aria-pressed=move || (zoom.get() == preset).to_string()
                on:click=move |_| zoom.set(preset)>{words}</button>
        }
    };
    view! {
        <div class="chart-tools js-only" data-testid="chart-range">
            <div class="segmented" role="group" aria-label="Time shown in the charts">
                <span class="segmented-label">"Show"</span>
                {Zoom::PRESETS.into_iter().map(preset).collect_view()}
            </div>
            <span class="hint">"Drag over a chart to zoom in, double-click it to see all."</span>
        </div>
    }
    .into_any()
}
