//! An event handler that goes with its owner.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::EventTarget;

/// Listens until it is dropped.
pub(super) struct Listening {
    target: EventTarget,
    event: &'static str,
    handler: Closure<dyn FnMut()>,
}

impl Listening {
    /// Calls `handler` at each `event` of `target`; `None` when the browser does not let it.
    pub(super) fn to(target: &EventTarget, event: &'static str, handler: impl FnMut() + 'static) -> Option<Self> {
        let handler = Closure::<dyn FnMut()>::new(handler);
        target.add_event_listener_with_callback(event, handler.as_ref().unchecked_ref()).ok()?;
        Some(Self { target: target.clone(), event, handler })
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let handler = self.handler.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.event, handler);
    }
}
