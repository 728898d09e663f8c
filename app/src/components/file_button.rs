//! Reads a text file in the browser; it goes nowhere by itself.

use crate::error::{AppError, ErrorCode};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

/// The largest file that is read, bytes: 100,000 lines of a generous length.
const LARGEST: f64 = 15e6;

/// A button that lets a person choose a file and hands on its text.
#[component]
pub fn FileButton(
    /// `data-testid` of the input.
    testid: &'static str,
    /// Kinds of files offered, as in the `accept` attribute.
    accept: &'static str,
    /// Whether it is out of reach.
    #[prop(into, default = Signal::stored(false))]
    disabled: Signal<bool>,
    /// Called with the text.
    #[prop(into)]
    on_text: Callback<String>,
    /// Called when there is no text, with the reason.
    #[prop(into)]
    on_error: Callback<AppError>,
) -> impl IntoView {
    view! {
        <label class="btn btn-small file-button js-only">
            "Upload file"
            <input type="file" class="visually-hidden" data-testid=testid accept=accept disabled=disabled
                on:change:target=move |ev| read(ev.target(), disabled, on_text, on_error)/>
        </label>
    }
    .into_any()
}

/// Reads the file that was chosen in `input`, unless the person leaves the page meanwhile.
fn read(
    input: web_sys::HtmlInputElement,
    disabled: Signal<bool>,
    on_text: Callback<String>,
    on_error: Callback<AppError>,
) {
    let fail = move |message: &str| on_error.run(AppError::new(ErrorCode::BadRequest, message));
    let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
    let text = (file.size() <= LARGEST).then(|| JsFuture::from(file.text()));
    let Some(text) = text else {
        input.set_value("");
        fail("The file is larger than 15 MB. Choose a smaller one, or leave lines out.");
        return;
    };
    spawn_local(async move {
        let text = text.await.ok().and_then(|text| text.as_string());
        // The same file can be chosen again after it was changed.
        input.set_value("");
        // The signals of a page that was left are gone.
        if disabled.try_get_untracked().is_none() {
            return;
        }
        match text {
            Some(text) => on_text.run(text),
            None => fail("The browser could not read the file. Check that it still exists, then choose it again."),
        }
    });
}
