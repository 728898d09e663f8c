//! A chart of a run's history: lines over the time since its start, with a readout in the legend and
//! the same figures as a table for those who cannot see the lines.
//!
//! The server draws it as SVG, which is what is seen before the browser has taken the page over, without JavaScript and in
//! print. From then on the library draws in the same place, and can be zoomed into.

mod canvas;
mod legend;
mod mark_layer;
mod series_table;
mod svg;

use super::{axis, lines::Line, timeline::Timeline, uplot::Insets};
use crate::format;
use canvas::Canvas;
use domain::SeriesPoint;
use legend::Legend;
use leptos::{ev, html, prelude::*};
use mark_layer::MarkLayer;
use series_table::SeriesTable;
use svg::SvgChart;

/// How a chart's axes are written, and what it is of.
#[derive(Clone, Copy)]
struct Content {
    lines: &'static [Line],
    series: Signal<Vec<SeriesPoint>>,
    time_text: fn(f64) -> String,
    value_text: fn(f64) -> String,
    /// Names of the lines that are switched off.
    hidden: RwSignal<Vec<&'static str>>,
    timeline: Timeline,
    /// The part of the time that is shown, seconds.
    range: Memo<(f64, f64)>,
}

/// A card with a chart.
#[component]
pub fn LineChart(
    /// What the lines show.
    title: &'static str,
    /// Unit of the values.
    unit: &'static str,
    /// `data-testid`.
    testid: &'static str,
    /// The lines.
    lines: &'static [Line],
    /// How the marks of the vertical axis are written.
    axis_text: fn(f64) -> String,
    /// What is drawn: a run's history, or any other course over time.
    #[prop(into)]
    series: Signal<Vec<SeriesPoint>>,
    /// How times are written.
    #[prop(default = format::offset)]
    time_text: fn(f64) -> String,
    /// What the list of the lines' values is called.
    #[prop(default = "Latest values")]
    values_label: &'static str,
    /// What it has in common with the other charts of the page.
    #[prop(optional)]
    timeline: Option<Timeline>,
) -> impl IntoView {
    let timeline = timeline.unwrap_or_else(Timeline::plain);
    let hovered = RwSignal::new(None::<usize>);
    let drawn = RwSignal::new(false);
    let is_empty = Memo::new(move |_| series.with(Vec::is_empty));
    let hidden = RwSignal::new(lines.iter().filter(|line| !line.is_shown).map(|line| line.label).collect());
    let range = Memo::new(move |_| timeline.zoom.get().range(series.with(|series| axis::end(series))));
    let content = Content { lines, series, time_text, value_text: axis_text, hidden, timeline, range };
    // The point under the pointer, or else the latest.
    let point = Signal::derive(move || {
        series.with(|series| hovered.get().and_then(|index| series.get(index)).or_else(|| series.last()).copied())
    });
    let place = NodeRef::<html::Div>::new();
    Canvas { content, place, hovered, drawn }.follow();
    view! {
        <figure class="card chart" data-testid=testid>
            <figcaption class="chart-head">
                <h2>{title}" "<em>{unit}</em></h2>
                <span class="chart-time">{move || point.get().map(|point| time_text(point.t))}</span>
                <Legend label=values_label lines hidden point/>
            </figcaption>
            <div class="chart-plot" class:chart-drawn=move || drawn.get() style=Insets::of(timeline.has_clock).style()
                on:dblclick=move |_: ev::MouseEvent| timeline.zoom.set(Default::default())>
                <SvgChart label=format!("{title}, {unit}") content drawn/>
                <div class="chart-canvas" aria-hidden="true" node_ref=place
                    data-from=move || format!("{:.1}", range.get().0) data-to=move || format!("{:.1}", range.get().1)></div>
                <MarkLayer timeline range/>
                <Show when=move || is_empty.get()>
                    <p class="chart-empty">"No data yet. Lines appear with the first second of a run."</p>
                </Show>
            </div>
            <SeriesTable lines=lines series=series time_text=time_text/>
        </figure>
    }
    .into_any()
}
