//! Keys: one table says what they are and what they do; one listener reads them; pages say what they make of them.
//!
//! None fires while something is typed, but for those held with Ctrl or Cmd. Those that are a character and nothing else
//! can be switched off, which the browser remembers.

mod sheet;
mod table;

use crate::base::at;
use leptos::{ev, prelude::*};
pub use sheet::KeySheet;
pub use table::Does;
use table::{Meaning, is_character, meaning, stroke};
use wasm_bindgen::JsCast;

/// Longer than people take from one stroke to the next.
const PATIENCE_MS: f64 = 1_500.0;
/// Where the browser remembers that they are switched off.
const STORED_AS: &str = "character-keys";

/// What a part of the page makes of a key; whether it was meant.
type Handler = Callback<Does, bool>;

/// The keys of this application. A handle, shared by context.
#[derive(Clone, Copy)]
pub struct Keys {
    /// Whether the command menu is open.
    pub menu: RwSignal<bool>,
    /// Whether the list of keys is open.
    pub sheet: RwSignal<bool>,
    /// Whether single characters are keys.
    characters: RwSignal<bool>,
    /// Whether this is a Mac, known once the page is alive.
    is_mac: RwSignal<bool>,
    handlers: StoredValue<Vec<(u32, Handler)>>,
    /// The strokes that have begun something, and when.
    begun: StoredValue<(Vec<String>, f64)>,
}

impl Keys {
    /// Starts listening; puts the handle into context.
    pub fn provide() {
        let keys = Self {
            menu: RwSignal::new(false),
            sheet: RwSignal::new(false),
            characters: RwSignal::new(true),
            is_mac: RwSignal::new(false),
            handlers: StoredValue::default(),
            begun: StoredValue::default(),
        };
        provide_context(keys);
        Effect::new(move |_| {
            keys.is_mac.set(is_mac());
            if let Ok(Some(storage)) = window().local_storage() {
                keys.characters.set(storage.get_item(STORED_AS).ok().flatten().as_deref() != Some("off"));
            }
            let handle = window_event_listener(ev::keydown, move |event| keys.press(&event));
            on_cleanup(move || handle.remove());
        });
    }

    /// As long as this part of the page is there, `handler` is asked first what a key does here.
    pub fn handle(self, handler: impl Fn(Does) -> bool + Send + Sync + 'static) {
        let Some(number) = self.handlers.try_update_value(|handlers| {
            let number = handlers.last().map_or(0, |(number, _)| number + 1);
            handlers.push((number, Callback::new(handler)));
            number
        }) else {
            return;
        };
        on_cleanup(move || {
            let _ = self.handlers.try_update_value(|handlers| handlers.retain(|(other, _)| *other != number));
        });
    }

    /// What a key does that is pressed in an element which listens itself.
    pub fn of_element(event: &ev::KeyboardEvent) -> Option<Does> {
        match meaning(&[], &stroke_of(event)?) {
            Meaning::Does(does) => Some(does),
            Meaning::Begins | Meaning::Nothing => None,
        }
    }

    fn press(self, event: &ev::KeyboardEvent) {
        if event.default_prevented() || event.is_composing() || is_modifier(&event.key()) {
            return;
        }
        let Some(stroke) = stroke_of(event) else { return };
        // Held down, a key would do it again and again; what the browser makes of it is not wanted either.
        if event.repeat() {
            if stroke.starts_with("Mod+") && Self::of_element(event).is_some() {
                event.prevent_default();
            }
            return;
        }
        let is_plain = !stroke.contains('+') || stroke == "+";
        let is_off = is_character(&stroke) && !self.characters.get_untracked();
        if is_off || (is_plain && is_typed(event)) || (is_covered() && !self.menu.get_untracked()) {
            return;
        }
        let now = js_sys::Date::now();
        let (before, since) = self.begun.get_value();
        let before = if now - since < PATIENCE_MS { before } else { Vec::new() };
        // What has begun and does not go on may begin something else.
        let meant = match meaning(&before, &stroke) {
            Meaning::Nothing => meaning(&[], &stroke),
            meant => meant,
        };
        self.begun.set_value(match meant {
            Meaning::Begins => (vec![stroke], now),
            Meaning::Does(_) | Meaning::Nothing => (Vec::new(), now),
        });
        if let Meaning::Does(does) = meant
            && self.perform(does)
        {
            event.prevent_default();
        }
    }

    /// Whether somebody knew what to do.
    fn perform(self, does: Does) -> bool {
        if self.menu.get_untracked() && does != Does::Menu {
            return false;
        }
        let handlers = self.handlers.get_value();
        if handlers.iter().rev().any(|(_, handler)| handler.try_run(does) == Some(true)) {
            return true;
        }
        match does {
            Does::Menu => self.menu.update(|open| *open = !*open),
            Does::Sheet => self.sheet.set(true),
            Does::Open(path) => return click(&format!(".nav a[href=\"{}\"]", at(path))),
            _ => return false,
        }
        true
    }

    fn switch_characters(self, on: bool) {
        self.characters.set(on);
        // Storage may be forbidden: then it holds for this page.
        if let Ok(Some(storage)) = window().local_storage() {
            let _ = if on { storage.remove_item(STORED_AS) } else { storage.set_item(STORED_AS, "off") };
        }
    }

    /// What is written on the keys of a stroke.
    pub fn written(self, stroke: &str) -> Vec<String> {
        let parts = stroke.split('+').map(|part| match part {
            "Mod" if self.is_mac.get() => "⌘".to_owned(),
            "Mod" => "Ctrl".to_owned(),
            "Alt" if self.is_mac.get() => "⌥".to_owned(),
            "ArrowUp" => "↑".to_owned(),
            "ArrowDown" => "↓".to_owned(),
            "Escape" => "Esc".to_owned(),
            part if is_character(part) => part.to_uppercase(),
            part => part.to_owned(),
        });
        parts.collect()
    }
}

/// The keys of this application.
pub fn use_keys() -> Keys {
    expect_context()
}

/// Follows the link as a click does, so that an editor with unsaved changes asks first; whether there is one.
fn click(selector: &str) -> bool {
    let link = document().query_selector(selector).ok().flatten();
    let link = link.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok());
    link.map(|link| link.click()).is_some()
}

fn stroke_of(event: &ev::KeyboardEvent) -> Option<String> {
    let (command, other) = match is_mac() {
        true => (event.meta_key(), event.ctrl_key()),
        false => (event.ctrl_key(), event.meta_key()),
    };
    if other { None } else { stroke(&event.key(), command, event.alt_key()) }
}

fn is_modifier(key: &str) -> bool {
    matches!(key, "Control" | "Shift" | "Alt" | "Meta" | "AltGraph")
}

fn is_mac() -> bool {
    window().navigator().platform().is_ok_and(|platform| platform.starts_with("Mac") || platform.starts_with("iP"))
}

/// Whether the key is typed into something.
fn is_typed(event: &ev::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| target.closest("input, textarea, select, [contenteditable]").ok().flatten().is_some())
}

/// Whether something lies above the page that the key is meant for.
fn is_covered() -> bool {
    document().query_selector("dialog[open], :popover-open").ok().flatten().is_some()
}
