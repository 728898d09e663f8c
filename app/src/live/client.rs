//! The live figures of a tab: from a stream of its own, or from the tab that has the stream for all.

mod channel;
mod listening;
mod sharing;
mod source;

use super::{Connection, Live, backoff};
use crate::base::at;
use domain::LiveEvent;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use listening::Listening;
use sharing::Sharing;
use source::Source;
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

/// Where the live channel is served.
const ADDRESS: &str = "/api/live";

/// Keeps the live figures coming for as long as it lives.
pub struct LiveClient {
    me: Weak<Self>,
    live: Live,
    /// The stream, if it is this tab's.
    source: RefCell<Option<Source>>,
    retry: RefCell<Option<Timeout>>,
    failures: Cell<u32>,
    /// `None` in a browser whose tabs cannot hear each other: each has its own stream then.
    sharing: RefCell<Option<Sharing>>,
    listening: RefCell<Vec<Listening>>,
}

impl LiveClient {
    /// Feeds `live` from now on. Only in a browser, so only from an effect.
    pub fn open(live: Live) -> Rc<Self> {
        let client = Rc::new_cyclic(|me: &Weak<Self>| Self {
            me: me.clone(),
            live,
            source: RefCell::default(),
            retry: RefCell::default(),
            failures: Cell::new(0),
            sharing: RefCell::default(),
            listening: RefCell::default(),
        });
        client.listen_for_network();
        if !client.share() {
            client.connect();
        }
        client
    }

    fn connect(&self) {
        self.retry.take();
        self.source.take();
        self.show(Connection::Connecting);
        let taker = self.me.clone();
        let watcher = self.me.clone();
        let opened = Source::open(
            &at(ADDRESS),
            move |text: String| {
                if let Some(client) = taker.upgrade() {
                    client.receive(&text);
                }
            },
            move || {
                if let Some(client) = watcher.upgrade() {
                    client.broken();
                }
            },
        );
        match opened {
            Some(source) => *self.source.borrow_mut() = Some(source),
            None => self.broken(),
        }
    }

    /// Closes the stream and does not try again.
    fn disconnect(&self) {
        self.retry.take();
        self.source.take();
        self.failures.set(0);
    }

    fn receive(&self, text: &str) {
        if self.take(text) {
            self.failures.set(0);
            self.pass_on(text);
            if self.live.connection.get_untracked() != Connection::Live {
                self.show(Connection::Live);
            }
        } else {
            // Events are missing, or are not what this page understands: ask for a full picture.
            self.broken();
        }
    }

    /// Shows an event; false when it does not follow what is known, or is not to be understood.
    fn take(&self, text: &str) -> bool {
        let is_taken = serde_json::from_str::<LiveEvent>(text).is_ok_and(|event| self.live.apply(event).is_ok());
        if is_taken {
            self.live.last_event.set(js_sys::Date::now());
        }
        is_taken
    }

    /// Closes the stream and tries again later. Its handlers are still running, so it is replaced only when that
    /// time has come.
    fn broken(&self) {
        if let Some(source) = self.source.borrow().as_ref() {
            source.close();
        }
        let wait = backoff::delay_ms(self.failures.get(), js_sys::Math::random());
        self.failures.set(self.failures.get().saturating_add(1));
        if window().navigator().on_line() {
            self.show(Connection::Waiting { until: js_sys::Date::now() + f64::from(wait) });
        } else {
            self.show(Connection::Offline);
        }
        let me = self.me.clone();
        *self.retry.borrow_mut() = Some(Timeout::new(wait, move || {
            if let Some(client) = me.upgrade() {
                client.connect();
            }
        }));
    }

    /// How this tab's stream stands, here and in the tabs that follow.
    fn show(&self, connection: Connection) {
        self.live.connection.set(connection);
        self.announce(connection);
    }

    /// Back on the network: no reason to wait any longer.
    fn listen_for_network(&self) {
        let me = self.me.clone();
        self.listen(&window(), "online", move || {
            if let Some(client) = me.upgrade()
                && client.has_stream()
                && client.live.connection.get_untracked() != Connection::Live
            {
                client.failures.set(0);
                client.connect();
            }
        });
    }

    fn listen(&self, target: &web_sys::EventTarget, event: &'static str, handler: impl FnMut() + 'static) {
        self.listening.borrow_mut().extend(Listening::to(target, event, handler));
    }
}

impl Drop for LiveClient {
    fn drop(&mut self) {
        self.leave();
    }
}
