//! What the tabs of a browser have in common: a channel on which all hear all others, and a place to write into.

use crate::live::leadership::Lease;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent, Storage};

/// Open until it is dropped.
pub(super) struct Channel {
    /// Also the key of the lease.
    name: String,
    channel: BroadcastChannel,
    storage: Storage,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// The channel `name`; `None` where a browser has none or does not let pages write anything down.
    pub(super) fn open(name: String, on_message: impl Fn(String) + 'static) -> Option<Self> {
        let storage = window().local_storage().ok()??;
        // It may be full, or only be read.
        let trial = format!("{name} trial");
        storage.set_item(&trial, "").and_then(|()| storage.remove_item(&trial)).ok()?;
        let channel = BroadcastChannel::new(&name).ok()?;
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            if let Some(text) = message.data().as_string() {
                on_message(text);
            }
        });
        channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Some(Self { name, channel, storage, _on_message: on_message })
    }

    /// Tells all other tabs.
    pub(super) fn say(&self, message: &str) {
        // It fails only when the channel is closed.
        let _ = self.channel.post_message(&JsValue::from_str(message));
    }

    /// Who leads, if that is written.
    pub(super) fn lease(&self) -> Option<Lease> {
        Lease::parse(&self.storage.get_item(&self.name).ok()??)
    }

    /// Writes who leads.
    pub(super) fn write(&self, lease: Lease) {
        // If it is full meanwhile, the lease ends, and another tab may lead as well: two streams instead of one.
        let _ = self.storage.set_item(&self.name, &lease.text());
    }

    /// Writes that nobody leads, if `holder` did.
    pub(super) fn release(&self, holder: u64) {
        if self.lease().is_some_and(|lease| lease.holder == holder) {
            let _ = self.storage.remove_item(&self.name);
        }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
