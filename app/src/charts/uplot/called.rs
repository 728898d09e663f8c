//! What a chart calls: the texts of its axes, the choice of its dots, and who listens to what people do with it.

use super::{Listeners, Texts, call, object};
use js_sys::{Array, Object, Reflect};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// Formats the marks of an axis: called with the chart and an array of numbers.
type AxisText = Closure<dyn FnMut(JsValue, Array) -> Array>;
/// Called with the chart.
type Hook = Closure<dyn FnMut(JsValue)>;
/// Which points of a series are drawn as dots: called with the chart and the number of the series.
type Filter = Closure<dyn FnMut(JsValue, f64) -> JsValue>;

/// Functions that have to last as long as the chart.
pub(super) struct Called {
    axes: [AxisText; 2],
    on_cursor: Hook,
    on_select: Hook,
    filter: Filter,
}

impl Called {
    pub(super) fn new(texts: Texts, listeners: Listeners, dots: Rc<RefCell<Vec<Vec<usize>>>>) -> Self {
        let Texts { time, value } = texts;
        let Listeners { hovered, selected } = listeners;
        Self {
            axes: [axis_text(time), axis_text(Box::new(value))],
            on_cursor: Closure::new(move |chart: JsValue| hovered(cursor_index(&chart))),
            on_select: Closure::new(move |chart: JsValue| {
                if let Some((from, to)) = take_selection(&chart) {
                    selected(from, to);
                }
            }),
            // The first series are the times.
            filter: Closure::new(move |_: JsValue, series: f64| match dots.borrow().get(series as usize - 1) {
                Some(places) if !places.is_empty() => {
                    places.iter().map(|&place| JsValue::from(place as f64)).collect::<Array>().into()
                }
                _ => JsValue::NULL,
            }),
        }
    }

    /// Completes `options`; `None` if they are not as expected.
    pub(super) fn put_into(&self, options: &JsValue) -> Option<()> {
        let list = |name: &str| Reflect::get(options, &name.into()).ok()?.dyn_into::<Array>().ok();
        for (axis, text) in list("axes")?.iter().zip(&self.axes) {
            Reflect::set(&axis, &"values".into(), text.as_ref()).ok()?;
        }
        for series in list("series")?.iter().skip(1) {
            let points = Reflect::get(&series, &"points".into()).ok()?;
            Reflect::set(&points, &"filter".into(), self.filter.as_ref()).ok()?;
        }
        let hooks = Object::new();
        Reflect::set(&hooks, &"setCursor".into(), &Array::of1(self.on_cursor.as_ref())).ok()?;
        Reflect::set(&hooks, &"setSelect".into(), &Array::of1(self.on_select.as_ref())).ok()?;
        Reflect::set(options, &"hooks".into(), &hooks).ok()?;
        Some(())
    }
}

fn axis_text(text: Box<dyn Fn(f64) -> String>) -> AxisText {
    Closure::new(move |_: JsValue, marks: Array| {
        marks.iter().map(|mark| mark.as_f64().map_or(JsValue::NULL, |mark| text(mark).into())).collect()
    })
}

fn cursor_index(chart: &JsValue) -> Option<usize> {
    let cursor = Reflect::get(chart, &"cursor".into()).ok()?;
    Reflect::get(&cursor, &"idx".into()).ok()?.as_f64().map(|index| index as usize)
}

/// The times between which somebody has dragged; nothing is marked any more afterwards.
fn take_selection(chart: &JsValue) -> Option<(f64, f64)> {
    let select = Reflect::get(chart, &"select".into()).ok()?;
    let pixels = |name: &str| Reflect::get(&select, &name.into()).ok()?.as_f64();
    let left = pixels("left")?;
    let width = pixels("width").filter(|&width| width > 0.0)?;
    let time = |pixel: f64| call(chart, "posToVal", &[pixel.into(), "x".into()])?.as_f64();
    let times = (time(left)?, time(left + width)?);
    let nothing = object(["left", "top", "width", "height"].map(|name| (name, JsValue::from(0))));
    call(chart, "setSelect", &[nothing, JsValue::FALSE]);
    Some(times)
}
