//! What each target delivered in the last minute, for who asks for it: live, and from the figures of the sparklines.

use super::{
    drawing::{Axes, Stroke},
    target_lines::{Course, MOST_LINES, TargetLines},
    uplot::Insets,
};
use crate::{
    format,
    live::{Live, TargetRow},
};
use domain::RunInfo;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Colours of the lines, in order.
const COLOURS: [&str; MOST_LINES] =
    ["--chart-delivered", "--chart-p50", "--chart-p99", "--chart-in-flight", "--chart-failed"];

/// Closed until somebody opens it; nothing is worked out before.
#[component]
pub fn TargetChart(
    /// Whose targets.
    live: Live,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let toggle = move |event: ev::Event| {
        let details = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        is_open.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    view! {
        <details class="card chart-targets js-only" on:toggle=toggle data-testid="chart-targets">
            <summary>"Delivered per second by target, last minute"</summary>
            <Show when=move || is_open.get()><Lines live/></Show>
        </details>
    }
    .into_any()
}

#[component]
fn Lines(live: Live) -> impl IntoView {
    let lines = Memo::new(move |_| {
        live.tick.track();
        TargetLines::of(live.rows.with(|rows| rows.iter().filter_map(course).collect()))
    });
    let end = Memo::new(move |_| live.run.with(|run| run.as_ref().map_or(0.0, |run: &RunInfo| run.elapsed_seconds)));
    let legend =
        move || {
            lines.with(|lines| {
            let of_line = |(course, colour): (&Course, &str)| {
                let now = course.delivered.last().map(|rate| format::rate(f64::from(*rate)));
                view! {
                    <li><i class=format!("key key-{}", colour.trim_start_matches("--chart-")) aria-hidden="true"></i>
                        {course.name.clone()}" "<b>{now}</b></li>
                }
            };
            let entries = lines.courses.iter().zip(COLOURS).map(of_line).collect_view();
            let of_band = (!lines.band.is_empty()).then(|| view! {
                <li><i class="key key-planned" aria-hidden="true"></i>"median of all, and their middle half"</li>
            });
            (entries, of_band)
        })
        };
    let drawing = move || lines.with(|lines| drawn(lines, end.get()));
    let note = move || {
        lines.with(|lines| !lines.band.is_empty()).then(|| {
            view! { <p class="hint">{format!("The {MOST_LINES} targets that are furthest behind what was due.")}</p> }
        })
    };
    view! {
        {note}
        <ul class="legend" aria-label="Latest values">{legend}</ul>
        <div class="chart-plot" style=Insets::of(false).style()>
            <svg class="chart-svg" aria-hidden="true" focusable="false" inner_html=drawing></svg>
            <div class="chart-canvas"></div>
        </div>
    }
    .into_any()
}

/// What is known of the target of a row, if it gets load.
fn course(row: &TargetRow) -> Option<Course> {
    row.status.with(|status| {
        let rate = &status.rate;
        status.enabled.then(|| Course {
            name: row.name.clone(),
            delivered: row.trend.get(),
            behind: rate.planned_hits_per_second - rate.delivered_hits_per_second,
        })
    })
}

fn drawn(lines: &TargetLines, end: f64) -> String {
    let seconds = lines.seconds();
    let axes = Axes {
        range: (end - seconds.max(2) as f64 + 1.0, end),
        top: (f64::from(lines.highest()) * 1.1).max(1.0),
        time_text: format::offset,
        value_text: format::amount,
    };
    let stroke = |colour, is_dashed| Stroke { colour, fill: None, is_dashed };
    let at = |place: usize, of: usize| end - (of - 1 - place) as f64;
    let band: Vec<_> = lines
        .band
        .iter()
        .enumerate()
        .map(|(place, [lower, _, upper])| (at(place, lines.band.len()), f64::from(*lower), f64::from(*upper)))
        .collect();
    let median = lines
        .band
        .iter()
        .enumerate()
        .map(|(place, [_, median, _])| (at(place, lines.band.len()), Some(f64::from(*median))));
    let mut shapes = axes.band(&band, "--chart-delivered-fill");
    if !lines.band.is_empty() {
        shapes += &axes.line(median, stroke("--chart-planned", true));
    }
    for (course, colour) in lines.courses.iter().zip(COLOURS) {
        let values = course.delivered.iter().enumerate();
        let points = values.map(|(place, value)| (at(place, course.delivered.len()), Some(f64::from(*value))));
        shapes += &axes.line(points, stroke(colour, false));
    }
    axes.around(&shapes)
}
