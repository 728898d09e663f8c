//! Saves a text as a file, without the server.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Offers `text` to be saved under `name`.
pub fn download(name: &str, media_type: &str, text: &str) {
    let Ok(link) = document().create_element("a") else { return };
    let address = format!("data:{media_type};charset=utf-8,{}", js_sys::encode_uri_component(text));
    let set = link.set_attribute("href", &address).and_then(|()| link.set_attribute("download", name));
    if let (Ok(()), Ok(link)) = (set, link.dyn_into::<web_sys::HtmlElement>()) {
        link.click();
    }
}
