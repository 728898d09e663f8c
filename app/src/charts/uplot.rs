//! The little of uPlot (github.com/leeoniya/uPlot, MIT) that is used here. The library is a plain
//! script of the page, reached through reflection: generated bindings would need `unsafe`, which this
//! crate forbids.

mod called;
mod options;

use super::lines::Line;
use called::Called;
use js_sys::{Array, Float64Array, Function, JSON, Object, Reflect};
pub use options::Insets;
use options::options;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

/// How the marks of the two axes are written.
pub struct Texts {
    /// Of the time axis; lines stand below each other.
    pub time: Box<dyn Fn(f64) -> String>,
    /// Of the vertical axis.
    pub value: fn(f64) -> String,
}

/// Who is told what people do with a chart.
pub struct Listeners {
    /// The index of the point under the pointer.
    pub hovered: Box<dyn Fn(Option<usize>)>,
    /// The times, seconds, between which somebody has dragged.
    pub selected: Box<dyn Fn(f64, f64)>,
}

/// A chart in the page; removed from it when dropped.
pub struct Plot {
    chart: JsValue,
    /// By line, the points that are drawn as dots.
    dots: Rc<RefCell<Vec<Vec<usize>>>>,
    called: Option<Called>,
}

impl Plot {
    /// Draws an empty chart into `place`. `None` when the library is not there.
    pub fn new(
        place: &Element,
        lines: &[Line],
        size: (f64, f64),
        insets: Insets,
        texts: Texts,
        listeners: Listeners,
    ) -> Option<Self> {
        let library: Function = Reflect::get(&leptos::prelude::window(), &"uPlot".into()).ok()?.dyn_into().ok()?;
        let options = JSON::parse(&options(lines, size, insets).to_string()).ok()?;
        let dots = Rc::default();
        let called = Called::new(texts, listeners, Rc::clone(&dots));
        called.put_into(&options)?;
        let data = Array::new();
        for _ in 0..=lines.len() {
            data.push(&Array::new());
        }
        let chart = Reflect::construct(&library, &Array::of3(&options, &data, place)).ok()?;
        Some(Self { chart, dots, called: Some(called) })
    }

    /// Shows the part within `range` of `columns`: the horizontal values, then those of each line, all of one length.
    /// `dots` are the places of values that no line goes through, by line.
    pub fn show(&self, x: &[f64], columns: &[Vec<Option<f64>>], dots: Vec<Vec<usize>>, range: (f64, f64)) {
        self.dots.replace(dots);
        let data = Array::of1(&Float64Array::from(x));
        for column in columns {
            data.push(&column.iter().map(|value| value.map_or(JsValue::NULL, JsValue::from)).collect::<Array>());
        }
        // Without the range, which follows.
        self.call("setData", &[data.into(), JsValue::FALSE]);
        self.call("setScale", &["x".into(), object([("min", range.0.into()), ("max", range.1.into())])]);
    }

    /// Shows or hides the line at `place`.
    pub fn show_line(&self, place: usize, is_shown: bool) {
        // The first series are the times.
        self.call("setSeries", &[(place as f64 + 1.0).into(), object([("show", is_shown.into())])]);
    }

    /// Fits the chart to `size`, CSS pixels.
    pub fn resize(&self, size: (f64, f64)) {
        self.call("setSize", &[object([("width", size.0.into()), ("height", size.1.into())])]);
    }

    fn call(&self, method: &str, arguments: &[JsValue]) {
        call(&self.chart, method, arguments);
    }
}

impl Drop for Plot {
    fn drop(&mut self) {
        self.call("destroy", &[]);
        // A drawing that was already queued still calls them.
        let called = self.called.take();
        gloo_timers::callback::Timeout::new(0, move || drop(called)).forget();
    }
}

/// Calls a method of a chart; its exceptions mean that there is nothing to draw on.
fn call(chart: &JsValue, method: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let function: Function = Reflect::get(chart, &method.into()).ok()?.dyn_into().ok()?;
    function.apply(chart, &arguments.iter().collect()).ok()
}

fn object<const N: usize>(entries: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (name, value) in entries {
        let _ = Reflect::set(&object, &name.into(), &value);
    }
    object.into()
}
