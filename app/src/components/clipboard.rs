//! Puts text into the clipboard.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// Whether the text is in the clipboard now. Browsers offer it on https and localhost only.
pub async fn copy_text(text: &str) -> bool {
    let navigator = window().navigator();
    match js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard")) {
        Ok(clipboard) if !clipboard.is_undefined() && !clipboard.is_null() => {
            wasm_bindgen_futures::JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
        }
        _ => false,
    }
}
