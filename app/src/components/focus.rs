//! Moving the keyboard focus to where the work goes on.

use crate::base::at;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Focuses the element with this id once the page has been brought up to date.
pub fn focus_soon(id: &str) {
    let id = id.to_owned();
    request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(&id)
            && let Ok(element) = element.dyn_into::<web_sys::HtmlElement>()
        {
            // An element that cannot take the focus leaves it where it is.
            let _ = element.focus();
        }
    });
}

/// Longer than a page takes to load.
const PATIENCE_MS: f64 = 10_000.0;
/// How long the first of several elements is waited for once the page is there.
const PREFERENCE_MS: f64 = 1_000.0;

/// Focuses the first of these elements as soon as the page with this address has come, and unfolds what it is in.
pub fn focus_when_there(address: &str, ids: Vec<String>) {
    let path = at(address.split(['?', '#']).next().unwrap_or(address));
    let asked = js_sys::Date::now();
    await_element(Wanted { path, ids, asked, came: None });
}

struct Wanted {
    path: String,
    ids: Vec<String>,
    /// When it was asked for, and when its page had come, milliseconds since 1970.
    asked: f64,
    came: Option<f64>,
}

fn await_element(mut wanted: Wanted) {
    request_animation_frame(move || {
        let now = js_sys::Date::now();
        if window().location().pathname().ok().as_ref() == Some(&wanted.path) {
            let came = *wanted.came.get_or_insert(now);
            let choice = if now - came < PREFERENCE_MS { 1 } else { wanted.ids.len() };
            if wanted.ids.iter().take(choice).any(|id| focus_now(id)) {
                return;
            }
        }
        if now - wanted.asked < PATIENCE_MS {
            await_element(wanted);
        }
    });
}

/// Whether there is such an element that can be used by now.
fn focus_now(id: &str) -> bool {
    let element = document().get_element_by_id(id).filter(|element| element.matches(":disabled") == Ok(false));
    let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return false;
    };
    let mut fold = element.closest("details:not([open])").ok().flatten();
    while let Some(details) = fold {
        let _ = details.set_attribute("open", "");
        fold = element.closest("details:not([open])").ok().flatten();
    }
    element.focus().is_ok()
}

/// Id of the element that has the focus, empty if it has none; `None` while nothing has the focus.
pub fn focused_id() -> Option<String> {
    document().active_element().filter(|element| element.tag_name() != "BODY").map(|element| element.id())
}
