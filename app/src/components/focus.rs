//! Moving the keyboard focus to where the work goes on.

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

/// Id of the element that has the focus, empty if it has none; `None` while nothing has the focus.
pub fn focused_id() -> Option<String> {
    document().active_element().filter(|element| element.tag_name() != "BODY").map(|element| element.id())
}
