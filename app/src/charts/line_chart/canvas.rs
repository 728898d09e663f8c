//! The chart as the library draws it: kept in step with figures, range, legend, size and theme. Browser only: effects.

use super::Content;
use crate::{
    charts::{
        drawing::lone,
        palette::ThemeChanges,
        uplot::{Insets, Listeners, Plot, Texts},
        zoom::Zoom,
    },
    format,
};
use leptos::{html, prelude::*};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver};

/// Where and what is drawn.
#[derive(Clone, Copy)]
pub(super) struct Canvas {
    /// What it is of.
    pub content: Content,
    /// Where it goes.
    pub place: NodeRef<html::Div>,
    /// The point under the pointer.
    pub hovered: RwSignal<Option<usize>>,
    /// Whether it is there.
    pub drawn: RwSignal<bool>,
}

/// Shared by the effects alone, and gone with them.
type Shared = Rc<RefCell<Option<Plot>>>;

impl Canvas {
    /// Draws as soon as the page is there, and from then on.
    pub(super) fn follow(self) {
        let plot = Shared::default();
        let times = RwSignal::new(0_u32);
        self.create(Rc::clone(&plot), times);
        self.follow_figures(Rc::clone(&plot), times);
        self.follow_size(plot);
    }

    fn create(self, plot: Shared, times: RwSignal<u32>) {
        let Self { content, place, hovered, drawn } = self;
        let theme = use_context::<ThemeChanges>();
        let zoom = content.timeline.zoom;
        Effect::new(move |_| {
            let Some(element) = place.get() else { return };
            if let Some(theme) = theme {
                theme.track();
            }
            let began = content.timeline.began.get().map(|moment| js_sys::Date::parse(&moment));
            let texts = Texts { time: time_text(content.time_text, began), value: content.value_text };
            // The old chart goes first: its element is inside the same place.
            plot.take();
            let listeners = Listeners {
                hovered: Box::new(move |index| {
                    let _ = hovered.try_set(index);
                }),
                selected: Box::new(move |from, to| {
                    if let Some(part) = Zoom::dragged(from, to) {
                        let _ = zoom.try_set(part);
                    }
                }),
            };
            let insets = Insets::of(content.timeline.has_clock);
            let new = Plot::new(&element, content.lines, size_of(&element), insets, texts, listeners);
            drawn.set(new.is_some());
            plot.replace(new);
            times.update(|count| *count += 1);
        });
    }

    fn follow_figures(self, plot: Shared, times: RwSignal<u32>) {
        let Content { lines, series, hidden, timeline, range, .. } = self.content;
        let own = Rc::clone(&plot);
        Effect::new(move |_| {
            times.track();
            hidden.with(|hidden| {
                if let Some(plot) = own.borrow().as_ref() {
                    for (place, line) in lines.iter().enumerate() {
                        plot.show_line(place, !hidden.contains(&line.label));
                    }
                }
            });
        });
        Effect::new(move |_| {
            times.track();
            // Also where it is set to what it was: a double click has made the library show something else.
            timeline.zoom.track();
            let x: Vec<f64> = series.with(|series| series.iter().map(|point| point.t).collect());
            let columns: Vec<Vec<_>> =
                series.with(|series| lines.iter().map(|line| series.iter().map(line.value).collect()).collect());
            let dots = columns.iter().map(|column| lone(column)).collect();
            if let Some(plot) = plot.borrow().as_ref() {
                plot.show(&x, &columns, dots, range.get());
            }
        });
    }

    fn follow_size(self, plot: Shared) {
        let place = self.place;
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

/// Times as `text` writes them and, below, on the clock of who looks, if it is known when the run `began`, milliseconds
/// since 1970.
fn time_text(text: fn(f64) -> String, began: Option<f64>) -> Box<dyn Fn(f64) -> String> {
    match began.filter(|began| began.is_finite()) {
        Some(began) => Box::new(move |time| format!("{}\n{}", text(time), format::local_clock(began + time * 1_000.0))),
        None => Box::new(text),
    }
}

/// Width and height of `element`, CSS pixels; never so small that nothing can be drawn.
fn size_of(element: &Element) -> (f64, f64) {
    (f64::from(element.client_width()).max(60.0), f64::from(element.client_height()).max(60.0))
}
