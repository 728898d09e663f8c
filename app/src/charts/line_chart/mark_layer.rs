//! What happened, above the lines of a chart, whoever draws these. All of it stands in words elsewhere on the page.

use crate::charts::{
    marks::{MarkGroup, grouped},
    timeline::Timeline,
    zoom::Zoom,
};
use leptos::prelude::*;

/// What is shown around a mark that is clicked, seconds before and after.
const AROUND: f64 = 30.0;

/// Labels with lines below them; a click on one shows the time around it.
#[component]
pub(super) fn MarkLayer(
    /// Whose marks.
    timeline: Timeline,
    /// What is shown, seconds.
    range: Memo<(f64, f64)>,
) -> impl IntoView {
    let groups = Memo::new(move |_| timeline.marks.with(|marks| grouped(marks, range.get())));
    let mark = move |group: &MarkGroup| {
        let MarkGroup { place, label, text, is_warning } = group.clone();
        let look = move |_| {
            let (from, to) = range.get_untracked();
            let at = from + place * (to - from);
            timeline.zoom.set(Zoom::Between((at - AROUND).max(0.0), at + AROUND));
        };
        view! {
            <span class="chart-mark" class:chart-mark-warning=is_warning
                style:left=format!("{:.2}%", place * 100.0) data-testid="chart-mark">
                <span class="chart-mark-label" title=text on:click=look>{label}</span>
            </span>
        }
    };
    view! {
        <div class="chart-marks">{move || groups.with(|groups| groups.iter().map(mark).collect_view())}</div>
    }
    .into_any()
}
