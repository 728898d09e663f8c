//! The list of all keys, and the switch for those that are a character and nothing else.

use super::{
    Keys,
    table::{Shortcut, shortcuts},
    use_keys,
};
use crate::components::Dialog;
use leptos::prelude::*;

/// The dialog, opened by a key or from the command menu.
#[component]
pub fn KeySheet() -> impl IntoView {
    let keys = use_keys();
    view! {
        <Dialog open=keys.sheet title="Keys" testid="key-sheet">
            <div class="keys">{move || tables(keys)}</div>
            <label class="keys-switch">
                <input type="checkbox" role="switch" class="switch" data-testid="character-keys"
                    checked=keys.characters.get_untracked() prop:checked=move || keys.characters.get()
                    on:change:target=move |ev| keys.switch_characters(ev.target().checked())/>
                <span>"Keys without Ctrl or Alt"</span>
            </label>
            <p class="field-hint">
                "Switch them off if something else types into the page, such as dictation. This browser remembers it. They never work while you type in a field."
            </p>
        </Dialog>
    }
    .into_any()
}

/// A table for each place.
fn tables(keys: Keys) -> AnyView {
    let mut places: Vec<&str> = shortcuts().map(|shortcut| shortcut.place).collect();
    places.dedup();
    let tables = places.into_iter().map(|place| {
        let rows = shortcuts().filter(|shortcut| shortcut.place == place).map(|shortcut| row(keys, shortcut));
        view! {
            <table>
                <caption>{place}</caption>
                <thead class="visually-hidden"><tr><th scope="col">"What it does"</th><th scope="col">"Keys"</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        }
    });
    tables.collect_view().into_any()
}

fn row(keys: Keys, shortcut: Shortcut) -> AnyView {
    let caps = shortcut.strokes.iter().flat_map(|stroke| keys.written(stroke)).map(|cap| view! { <kbd>{cap}</kbd> });
    view! { <tr><td>{shortcut.words}</td><td class="keys-caps">{caps.collect_view()}</td></tr> }.into_any()
}
