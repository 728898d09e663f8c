//! The list of all keys, and the switch for those that are a character and nothing else.

use super::{table::shortcuts, use_keys};
use crate::components::Dialog;
use leptos::prelude::*;

/// The dialog, opened by a key or from the command menu.
#[component]
pub fn KeySheet() -> impl IntoView {
    let keys = use_keys();
    let row = move |strokes: &'static [&'static str], words: &'static str| {
        let strokes = strokes.iter().map(|stroke| {
            let caps = keys.written(stroke).into_iter().map(|cap| view! { <kbd>{cap}</kbd> });
            caps.collect_view()
        });
        view! { <tr><td>{words}</td><td class="keys-caps">{strokes.collect_view()}</td></tr> }
    };
    let tables = move || {
        let mut places: Vec<&str> = shortcuts().map(|shortcut| shortcut.place).collect();
        places.dedup();
        let table = |place: &'static str| {
            let rows = shortcuts().filter(|shortcut| shortcut.place == place);
            view! {
                <table>
                    <caption>{place}</caption>
                    <thead class="visually-hidden"><tr><th scope="col">"What it does"</th><th scope="col">"Keys"</th></tr></thead>
                    <tbody>{rows.map(|shortcut| row(shortcut.strokes, shortcut.words)).collect_view()}</tbody>
                </table>
            }
        };
        places.into_iter().map(table).collect_view()
    };
    view! {
        <Dialog open=keys.sheet title="Keys" testid="key-sheet">
            <div class="keys">{tables()}</div>
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
