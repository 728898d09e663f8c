//! Entries of a list dragged by their handle to another place: the mouse's way beside the arrow buttons
//! and the keyboard's Alt with an arrow key.

use leptos::{ev::DragEvent, prelude::*};
use wasm_bindgen::JsCast;

/// The list whose entries can be dragged. Entries are told apart by keys that never change.
#[derive(Clone, Copy)]
pub struct DragList {
    /// Selects the element of an entry from its handle outwards: `tr`, `li`.
    pub entry: &'static str,
    /// What an entry is called.
    pub name: Callback<u32, String>,
    /// Where an entry stands.
    pub index: Callback<u32, Option<usize>>,
    /// Moves the first entry to the place of the second, which makes room.
    pub place: Callback<(u32, u32)>,
}

/// What is being dragged and where it would land. A handle, shared by context.
#[derive(Clone, Copy)]
pub struct Drag {
    list: DragList,
    dragged: RwSignal<Option<u32>>,
    over: RwSignal<Option<u32>>,
}

impl Drag {
    /// Nothing dragged yet; put into context.
    pub fn provide(list: DragList) {
        provide_context(Self { list, dragged: RwSignal::new(None), over: RwSignal::new(None) });
    }

    /// The one of the list around this component.
    pub fn get() -> Self {
        expect_context()
    }

    /// The handle of this entry is taken. The whole entry follows the pointer.
    pub fn start(self, key: u32, event: &DragEvent) {
        if let Some(transfer) = event.data_transfer() {
            transfer.set_effect_allowed("move");
            // Firefox drags nothing without data, and refuses only what was dragged before.
            let _ = transfer.set_data("text/plain", &self.list.name.run(key));
            let handle = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            if let Some(entry) = handle.and_then(|handle| handle.closest(self.list.entry).ok().flatten()) {
                transfer.set_drag_image(&entry, 16, 16);
            }
        }
        self.dragged.set(Some(key));
    }

    /// The pointer is over this entry: an entry may land here, a file or a text from elsewhere may not.
    pub fn over(self, key: u32, event: &DragEvent) {
        if self.dragged.get_untracked().is_some() {
            event.prevent_default();
            if self.over.get_untracked() != Some(key) {
                self.over.set(Some(key));
            }
        }
    }

    /// Let go over this entry: takes its place.
    pub fn land(self, key: u32, event: &DragEvent) {
        if let Some(dragged) = self.dragged.get_untracked() {
            event.prevent_default();
            self.list.place.run((dragged, key));
        }
        self.end();
    }

    /// Over, landed or not.
    pub fn end(self) {
        self.dragged.set(None);
        self.over.set(None);
    }

    /// Whether this entry is the one that is dragged.
    pub fn is_dragged(self, key: u32) -> bool {
        self.dragged.get() == Some(key)
    }

    /// On which side of this entry the dragged one would land: `before`, `after`, or neither.
    pub fn side(self, key: u32) -> Option<&'static str> {
        let dragged = self.dragged.get()?;
        (self.over.get() == Some(key) && dragged != key)
            .then(|| if self.list.index.run(dragged) < self.list.index.run(key) { "after" } else { "before" })
    }
}
