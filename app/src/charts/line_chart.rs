//! A chart of a run's history: lines over the time since its start, with a readout in the legend and
//! the same figures as a table for those who cannot see the lines.

mod series_table;

use super::{
    lines::Line,
    palette::ThemeChanges,
    uplot::{Plot, Texts},
};
use crate::format;
use domain::SeriesPoint;
use leptos::{html, prelude::*};
use series_table::SeriesTable;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver};

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
) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    let hovered = RwSignal::new(None::<usize>);
    let missing = RwSignal::new(false);
    let empty = Memo::new(move |_| series.with(Vec::is_empty));
    draw(place, lines, Texts { time: time_text, value: axis_text }, series, hovered, missing);

    // The point under the pointer, or else the latest.
    let point = move || {
        series.with(|series| hovered.get().and_then(|index| series.get(index)).or_else(|| series.last()).copied())
    };
    let readout = move |line: &Line| {
        let value = line.value;
        let text = line.text;
        move || point().and_then(|point| value(&point)).map_or_else(|| format::NOTHING.to_owned(), text)
    };
    view! {
        <figure class="card chart" data-testid=testid>
            <figcaption class="chart-head">
                <h2>{title}" "<em>{unit}</em></h2>
                <span class="chart-time">{move || point().map(|point| time_text(point.t))}</span>
                <ul class="legend" aria-label=values_label>
                    {lines.iter().map(|line| view! {
                        <li><i class=format!("key key-{}", line.colour.trim_start_matches("--chart-")) aria-hidden="true"></i>
                            {line.label}" "<b>{readout(line)}</b></li>
                    }).collect_view()}
                </ul>
            </figcaption>
            <div class="chart-plot" aria-hidden="true">
                <div class="chart-canvas" node_ref=place></div>
                <Show when=move || empty.get()>
                    <p class="chart-empty">"No data yet. Lines appear with the first second of a run."</p>
                </Show>
                <Show when=move || missing.get() && !empty.get()>
                    <p class="chart-empty">"The chart could not be loaded. The table below has the figures."</p>
                </Show>
            </div>
            <SeriesTable lines=lines series=series time_text=time_text/>
        </figure>
    }
    .into_any()
}

/// Draws into `place` and keeps the drawing in step with data, size and theme. Browser only: effects.
fn draw(
    place: NodeRef<html::Div>,
    lines: &'static [Line],
    texts: Texts,
    series: Signal<Vec<SeriesPoint>>,
    hovered: RwSignal<Option<usize>>,
    missing: RwSignal<bool>,
) {
    // Shared by the effects alone, and gone with them.
    let plot = Rc::new(RefCell::new(None::<Plot>));
    let drawn = RwSignal::new(0_u32);
    let theme = use_context::<ThemeChanges>();

    let own = Rc::clone(&plot);
    Effect::new(move |_| {
        let Some(element) = place.get() else { return };
        if let Some(theme) = theme {
            theme.track();
        }
        // The old chart goes first: its element is inside the same place.
        own.take();
        let new = Plot::new(&element, lines, size_of(&element), texts, move |index| {
            let _ = hovered.try_set(index);
        });
        missing.set(new.is_none());
        own.replace(new);
        drawn.update(|count| *count += 1);
    });
    let own = Rc::clone(&plot);
    Effect::new(move |_| {
        drawn.track();
        let x: Vec<f64> = series.with(|series| series.iter().map(|point| point.t).collect());
        let columns: Vec<Vec<_>> =
            series.with(|series| lines.iter().map(|line| series.iter().map(line.value).collect()).collect());
        if let Some(plot) = own.borrow().as_ref() {
            plot.show(&x, &columns);
        }
    });
    Effect::new(move |_: Option<Option<Watcher>>| {
        let element = place.get()?;
        let own = Rc::clone(&plot);
        let watched = element.clone();
        let on_resize = Closure::<dyn FnMut()>::new(move || {
            if let Some(plot) = own.borrow().as_ref() {
                plot.resize(size_of(&watched));
            }
        });
        let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok()?;
        observer.observe(&element);
        Some(Watcher { observer, _on_resize: on_resize })
    });
}

/// Follows the size of a chart's place.
struct Watcher {
    observer: ResizeObserver,
    _on_resize: Closure<dyn FnMut()>,
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Width and height of `element`, CSS pixels; never so small that nothing can be drawn.
fn size_of(element: &Element) -> (f64, f64) {
    (f64::from(element.client_width()).max(60.0), f64::from(element.client_height()).max(60.0))
}
