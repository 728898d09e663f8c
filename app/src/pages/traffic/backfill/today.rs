//! Today in a time zone, as the browser's own calendar knows it.

use domain::Date;
use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The day it is now in `zone`; that of UTC where the browser does not know the zone. Call it in effects
/// only: a server has another clock.
pub(super) fn today(zone: &str) -> Option<Date> {
    local_day(zone).or_else(|| local_day("UTC"))
}

/// Asks `Date.prototype.toLocaleDateString`; Sweden writes days as ISO 8601 does. Called by reflection
/// because it throws at zones it does not know.
fn local_day(zone: &str) -> Option<Date> {
    let now = js_sys::Date::new_0();
    let options = Object::new();
    Reflect::set(&options, &"timeZone".into(), &zone.into()).ok()?;
    let method: Function = Reflect::get(&now, &"toLocaleDateString".into()).ok()?.dyn_into().ok()?;
    let text: JsValue = method.call2(&now, &"sv-SE".into(), &options).ok()?;
    Date::parse(&text.as_string()?)
}
