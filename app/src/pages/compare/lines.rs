//! What each run delivered and how long it took, over the time since its own start: a line for each.

use super::SIDE_COLOURS;
use crate::{
    api::compare::Side,
    charts::{Axes, Insets, Stroke},
    format,
};
use domain::SeriesPoint;
use leptos::prelude::*;

/// Value of a point; `None` leaves a gap.
type Value = fn(&SeriesPoint) -> Option<f64>;

/// Two charts; nothing where the sides have no history of their own.
#[component]
pub fn SideLines(sides: Vec<Side>) -> impl IntoView {
    let has_history = sides.iter().any(|side| !side.series.is_empty());
    has_history.then(|| {
        view! {
            <div class="compare-lines" data-testid="compare-lines">
                {chart("Hits per second", "delivered", &sides, |point| Some(point.delivered))}
                {chart("Latency p95", "ms, delivered hits, from planned", &sides, |point| point.p95)}
            </div>
        }
    })
}

fn chart(title: &'static str, unit: &'static str, sides: &[Side], value: Value) -> impl IntoView + use<> {
    let drawing = drawn(sides, value);
    let names = sides.iter().map(|side| side.name.as_str()).collect::<Vec<_>>().join(", ");
    view! {
        <figure class="card compare-chart">
            <figcaption><h2>{title}" "<em>{unit}</em></h2></figcaption>
            <div class="chart-plot" style=Insets::of(false).style()>
                <svg class="chart-svg" role="img" aria-label=format!("{title} of {names} over the time since each began") focusable="false" inner_html=drawing></svg>
                <div class="chart-canvas"></div>
            </div>
        </figure>
    }
}

fn drawn(sides: &[Side], value: Value) -> String {
    let points = || sides.iter().flat_map(|side| &side.series);
    let highest = points().filter_map(value).fold(0.0, f64::max);
    let end = points().map(|point| point.t).fold(1.0, f64::max);
    let axes = Axes {
        range: (0.0, end),
        top: (highest * 1.1).max(1.0),
        time_text: format::offset,
        value_text: format::amount,
    };
    let lines = sides.iter().zip(SIDE_COLOURS).map(|(side, colour)| {
        let stroke = Stroke { colour, fill: None, is_dashed: false };
        axes.line(side.series.iter().map(|point| (point.t, value(point))), stroke)
    });
    axes.around(&lines.collect::<String>())
}
