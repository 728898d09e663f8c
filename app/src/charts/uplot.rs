//! The little of uPlot (github.com/leeoniya/uPlot, MIT) that is used here. The library is a plain
//! script of the page, reached through reflection: generated bindings would need `unsafe`, which this
//! crate forbids.

use super::{lines::Line, palette::token};
use js_sys::{Array, Float64Array, Function, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::Element;

/// Room to the right of the plot for the half of the last time that stands beyond it, CSS pixels: half
/// of `Mon 00:00`.
const AXIS_OVERHANG: u32 = 30;

/// What marks of the time axis may be apart, seconds: whole ones, and what divides minutes, hours and days.
const TIME_STEPS: [u32; 17] =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400];

/// Formats the marks of an axis: called with the chart and an array of numbers.
type AxisText = Closure<dyn FnMut(JsValue, Array) -> Array>;

/// How the marks of the two axes are written.
#[derive(Clone, Copy)]
pub struct Texts {
    /// Of the time axis.
    pub time: fn(f64) -> String,
    /// Of the vertical axis.
    pub value: fn(f64) -> String,
}

/// A chart in the page; removed from it when dropped.
pub struct Plot {
    chart: JsValue,
    called: Option<Called>,
}

/// What the chart calls: the texts of its axes and the listener to its cursor.
type Called = ([AxisText; 2], Closure<dyn FnMut(JsValue)>);

impl Plot {
    /// Draws an empty chart into `place`; `hovered` is called with the index of the point under the
    /// pointer. `None` when the library is not there.
    pub fn new(
        place: &Element,
        lines: &[Line],
        size: (f64, f64),
        texts: Texts,
        hovered: impl Fn(Option<usize>) + 'static,
    ) -> Option<Self> {
        let library: Function = Reflect::get(&leptos::prelude::window(), &"uPlot".into()).ok()?.dyn_into().ok()?;
        let options = JSON::parse(&options(lines, size).to_string()).ok()?;
        let axes = [axis_text(texts.time), axis_text(texts.value)];
        let list = Reflect::get(&options, &"axes".into()).ok()?.dyn_into::<Array>().ok()?;
        for (axis, text) in list.iter().zip(&axes) {
            Reflect::set(&axis, &"values".into(), text.as_ref()).ok()?;
        }
        let on_cursor = Closure::<dyn FnMut(JsValue)>::new(move |chart: JsValue| hovered(cursor_index(&chart)));
        let hooks = Object::new();
        Reflect::set(&hooks, &"setCursor".into(), &Array::of1(on_cursor.as_ref())).ok()?;
        Reflect::set(&options, &"hooks".into(), &hooks).ok()?;
        let data = Array::new();
        for _ in 0..=lines.len() {
            data.push(&Array::new());
        }
        let chart = Reflect::construct(&library, &Array::of3(&options, &data, place)).ok()?;
        Some(Self { chart, called: Some((axes, on_cursor)) })
    }

    /// Shows `columns`: the horizontal values, then those of each line, all of one length.
    pub fn show(&self, x: &[f64], columns: &[Vec<Option<f64>>]) {
        let data = Array::of1(&Float64Array::from(x));
        for column in columns {
            data.push(&column.iter().map(|value| value.map_or(JsValue::NULL, JsValue::from)).collect::<Array>());
        }
        self.call("setData", &data);
    }

    /// Fits the chart to `size`, CSS pixels.
    pub fn resize(&self, size: (f64, f64)) {
        let object = Object::new();
        let _ = Reflect::set(&object, &"width".into(), &size.0.into());
        let _ = Reflect::set(&object, &"height".into(), &size.1.into());
        self.call("setSize", &object);
    }

    /// Calls a method of the chart; its exceptions mean that there is nothing to draw on.
    fn call(&self, method: &str, argument: &JsValue) {
        if let Ok(function) = Reflect::get(&self.chart, &method.into()).and_then(JsCast::dyn_into::<Function>) {
            let _ = function.call1(&self.chart, argument);
        }
    }
}

impl Drop for Plot {
    fn drop(&mut self) {
        self.call("destroy", &JsValue::UNDEFINED);
        // A drawing that was already queued still calls them.
        let called = self.called.take();
        gloo_timers::callback::Timeout::new(0, move || drop(called)).forget();
    }
}

/// uPlot's options as JSON; functions are added afterwards.
fn options(lines: &[Line], (width, height): (f64, f64)) -> serde_json::Value {
    use serde_json::json;
    let text = token("--muted");
    let grid = token("--line");
    let font = "11px 'Inter Variable', system-ui, sans-serif";
    let axis = |size: u32, space: u32, steps: Option<&[u32]>| {
        json!({ "incrs": steps, "stroke": text, "font": font, "size": size, "space": space, "gap": 6,
            "grid": { "stroke": grid, "width": 1 }, "ticks": { "show": false } })
    };
    let mut series = vec![json!({})];
    series.extend(lines.iter().map(|line| {
        json!({ "label": line.label, "stroke": token(line.colour), "width": 1.75,
            "fill": line.fill.map(token), "dash": if line.dashed { vec![5, 4] } else { Vec::new() },
            "points": { "show": false } })
    }));
    json!({
        "width": width, "height": height, "padding": [8, AXIS_OVERHANG, 0, 0], "legend": { "show": false },
        "cursor": { "sync": { "key": "run" }, "y": false, "drag": { "x": false, "y": false }, "points": { "size": 6 } },
        "scales": { "x": { "time": false }, "y": { "range": { "min": { "mode": 1, "hard": 0, "soft": 0, "pad": 0 },
            "max": { "mode": 2, "soft": 1, "pad": 0.1 } } } },
        "series": series, "axes": [axis(26, 64, Some(&TIME_STEPS)), axis(46, 32, None)],
    })
}

fn axis_text(text: fn(f64) -> String) -> AxisText {
    Closure::new(move |_: JsValue, marks: Array| {
        marks.iter().map(|mark| mark.as_f64().map_or(JsValue::NULL, |mark| text(mark).into())).collect()
    })
}

fn cursor_index(chart: &JsValue) -> Option<usize> {
    let cursor = Reflect::get(chart, &"cursor".into()).ok()?;
    Reflect::get(&cursor, &"idx".into()).ok()?.as_f64().map(|index| index as usize)
}
