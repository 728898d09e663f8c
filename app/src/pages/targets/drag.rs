//! Rows dragged by their handle to another place: the mouse's way beside the arrow buttons and the
//! keyboard's Alt with an arrow key.

use super::state::Editor;
use leptos::{ev::DragEvent, prelude::*};
use wasm_bindgen::JsCast;

/// What is being dragged and where it would land. A handle, shared by context.
#[derive(Clone, Copy)]
pub(super) struct Drag {
    editor: Editor,
    dragged: RwSignal<Option<u32>>,
    over: RwSignal<Option<u32>>,
}

impl Drag {
    /// Nothing dragged yet; put into context.
    pub fn provide() {
        provide_context(Self { editor: Editor::get(), dragged: RwSignal::new(None), over: RwSignal::new(None) });
    }

    /// The one of the table around this component.
    pub fn get() -> Self {
        expect_context()
    }

    /// The handle of this row is taken. The whole row follows the pointer.
    pub fn start(self, key: u32, event: &DragEvent) {
        if let Some(transfer) = event.data_transfer() {
            transfer.set_effect_allowed("move");
            // Firefox drags nothing without data, and refuses only what was dragged before.
            let _ = transfer.set_data("text/plain", &self.editor.name_of(key));
            let handle = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            if let Some(row) = handle.and_then(|handle| handle.closest("tr").ok().flatten()) {
                transfer.set_drag_image(&row, 16, 16);
            }
        }
        self.dragged.set(Some(key));
    }

    /// The pointer is over this row: a row may land here, a file or a text from elsewhere may not.
    pub fn over(self, key: u32, event: &DragEvent) {
        if self.dragged.get_untracked().is_some() {
            event.prevent_default();
            if self.over.get_untracked() != Some(key) {
                self.over.set(Some(key));
            }
        }
    }

    /// Let go over this row: takes its place.
    pub fn land(self, key: u32, event: &DragEvent) {
        if let Some(dragged) = self.dragged.get_untracked() {
            event.prevent_default();
            self.editor.place_row(dragged, key);
        }
        self.end();
    }

    /// Over, landed or not.
    pub fn end(self) {
        self.dragged.set(None);
        self.over.set(None);
    }

    /// Whether this row is the one that is dragged.
    pub fn is_dragged(self, key: u32) -> bool {
        self.dragged.get() == Some(key)
    }

    /// On which side of this row the dragged one would land: `before`, `after`, or neither.
    pub fn side(self, key: u32) -> Option<&'static str> {
        let dragged = self.dragged.get()?;
        let index = |key| self.editor.draft.with_untracked(|draft| draft.index_of(key));
        (self.over.get() == Some(key) && dragged != key)
            .then(|| if index(dragged) < index(key) { "after" } else { "before" })
    }
}
