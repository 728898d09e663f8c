//! Colours for canvases. A canvas knows no style sheet, so it asks for the tokens' values and is drawn
//! anew when the theme changes.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::MediaQueryList;

/// The system's theme and what is called when it changes.
type Listener = (MediaQueryList, Closure<dyn FnMut()>);

/// Counts changes of theme; charts depend on it.
#[derive(Clone, Copy)]
pub struct ThemeChanges(RwSignal<u32>);

impl ThemeChanges {
    /// Puts the counter into context and follows the system's theme.
    pub fn provide() {
        let changes = Self(RwSignal::new(0));
        provide_context(changes);
        // The effect keeps query and listener for as long as the page lives.
        Effect::new(move |_: Option<Option<Listener>>| {
            let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten()?;
            let on_change = Closure::<dyn FnMut()>::new(move || changes.changed());
            query.set_onchange(Some(on_change.as_ref().unchecked_ref()));
            Some((query, on_change))
        });
    }

    /// Something changed the theme.
    pub fn changed(self) {
        let _ = self.0.try_update(|count| *count += 1);
    }

    /// Subscribes the current effect to changes.
    pub fn track(self) {
        self.0.track();
    }
}

/// The value of a custom property such as `--accent` on the document, as a canvas takes it.
pub fn token(name: &str) -> String {
    document()
        .document_element()
        .and_then(|root| window().get_computed_style(&root).ok().flatten())
        .and_then(|style| style.get_property_value(name).ok())
        .map_or_else(|| "gray".to_owned(), |value| value.trim().to_owned())
}
