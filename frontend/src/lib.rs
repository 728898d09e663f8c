//! The browser's entry point: takes over the page the server rendered.

/// Called by the page once the module is loaded.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    app::base::take_from_page();
    leptos::mount::hydrate_body(app::App);
}
