//! The chart as SVG, for as long as nothing else has drawn it, and for print.

use super::Content;
use crate::charts::drawing::Drawing;
use leptos::{ev, prelude::*};

/// The drawing. It follows the figures until the chart is `drawn` otherwise; then it is hidden, and made anew only when the
/// page is about to be printed.
#[component]
pub(super) fn SvgChart(
    /// What it shows, for those who cannot see it.
    label: String,
    /// What is drawn.
    content: Content,
    /// Whether the library draws, too.
    #[prop(into)]
    drawn: Signal<bool>,
) -> impl IntoView {
    let printed = RwSignal::new(0_u32);
    Effect::new(move |_| {
        let handle = window_event_listener(ev::beforeprint, move |_| {
            let _ = printed.try_update(|count| *count += 1);
        });
        on_cleanup(move || handle.remove());
    });
    let drawing = move || {
        printed.track();
        if drawn.get() { untrack(|| svg_of(content)) } else { svg_of(content) }
    };
    view! { <svg class="chart-svg" role="img" aria-label=label focusable="false" inner_html=drawing></svg> }.into_any()
}

fn svg_of(content: Content) -> String {
    let Content { lines, series, time_text, value_text, hidden, range, .. } = content;
    let lines = hidden.with(|hidden| lines.iter().filter(|line| !hidden.contains(&line.label)).collect());
    series.with(|series| Drawing { lines, series, range: range.get(), time_text, value_text }.content())
}
