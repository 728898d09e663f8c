//! The one `EventSource` of a tab: opened by the frame, reopened with backoff when it breaks or when
//! an event is missing.

use super::{Connection, Live, backoff};
use domain::LiveEvent;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

/// Where the live channel is served.
const ADDRESS: &str = "/api/live";

/// Keeps the live channel open for as long as it lives.
pub struct LiveClient {
    me: Weak<Self>,
    live: Live,
    stream: RefCell<Option<Stream>>,
    retry: RefCell<Option<Timeout>>,
    failures: Cell<u32>,
    online: RefCell<Option<Closure<dyn FnMut()>>>,
}

/// An open source and the handlers it calls.
struct Stream {
    source: EventSource,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut()>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}

impl LiveClient {
    /// Opens the channel and feeds `live` from it. Only in a browser, so only from an effect.
    pub fn open(live: Live) -> Rc<Self> {
        let client = Rc::new_cyclic(|me: &Weak<Self>| Self {
            me: me.clone(),
            live,
            stream: RefCell::default(),
            retry: RefCell::default(),
            failures: Cell::new(0),
            online: RefCell::default(),
        });
        client.listen_for_network();
        client.connect();
        client
    }

    fn connect(&self) {
        self.retry.take();
        self.stream.take();
        self.live.connection.set(Connection::Connecting);
        let Ok(source) = EventSource::new(ADDRESS) else { return self.broken() };
        let me = self.me.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            if let (Some(client), Some(text)) = (me.upgrade(), message.data().as_string()) {
                client.receive(&text);
            }
        });
        let me = self.me.clone();
        let on_error = Closure::<dyn FnMut()>::new(move || {
            if let Some(client) = me.upgrade() {
                client.broken();
            }
        });
        source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        *self.stream.borrow_mut() = Some(Stream { source, _on_message: on_message, _on_error: on_error });
    }

    fn receive(&self, text: &str) {
        let taken = serde_json::from_str::<LiveEvent>(text).is_ok_and(|event| self.live.apply(event).is_ok());
        if taken {
            self.failures.set(0);
            self.live.last_event.set(js_sys::Date::now());
            if self.live.connection.get_untracked() != Connection::Live {
                self.live.connection.set(Connection::Live);
            }
        } else {
            // Events are missing, or are not what this page understands: ask for a full picture.
            self.broken();
        }
    }

    /// Closes the source and tries again later. Its handlers are still running, so the stream itself
    /// is replaced only when that time has come.
    fn broken(&self) {
        if let Some(stream) = self.stream.borrow().as_ref() {
            stream.source.close();
        }
        if !window().navigator().on_line() {
            self.live.connection.set(Connection::Offline);
        }
        let wait = backoff::delay_ms(self.failures.get(), js_sys::Math::random());
        self.failures.set(self.failures.get().saturating_add(1));
        if self.live.connection.get_untracked() != Connection::Offline {
            self.live.connection.set(Connection::Waiting { until: js_sys::Date::now() + f64::from(wait) });
        }
        let me = self.me.clone();
        *self.retry.borrow_mut() = Some(Timeout::new(wait, move || {
            if let Some(client) = me.upgrade() {
                client.connect();
            }
        }));
    }

    /// Back on the network: no reason to wait any longer.
    fn listen_for_network(&self) {
        let me = self.me.clone();
        let online = Closure::<dyn FnMut()>::new(move || {
            if let Some(client) = me.upgrade()
                && client.live.connection.get_untracked() != Connection::Live
            {
                client.failures.set(0);
                client.connect();
            }
        });
        if window().add_event_listener_with_callback("online", online.as_ref().unchecked_ref()).is_ok() {
            *self.online.borrow_mut() = Some(online);
        }
    }
}

impl Drop for LiveClient {
    fn drop(&mut self) {
        if let Some(online) = self.online.take() {
            let _ = window().remove_event_listener_with_callback("online", online.as_ref().unchecked_ref());
        }
    }
}
