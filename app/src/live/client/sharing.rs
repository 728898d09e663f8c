//! One stream for all tabs of a browser: what the tab that has it and those that follow say to each other.

use super::{ADDRESS, Connection, LiveClient, channel::Channel};
use crate::{
    base::at,
    live::{
        leadership::{Leadership, Step},
        tab_message::TabMessage,
    },
};
use gloo_timers::callback::{Interval, Timeout};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};

/// How often a tab looks who leads, milliseconds.
const LOOK_EVERY: u32 = 1_000;
/// When the leader has gone, the others look within so many milliseconds; those that are seen before the rest.
const SOON: f64 = 100.0;
/// A tab that misses only what came within so many milliseconds may have it on the way.
const ON_THE_WAY: f64 = 2_000.0;
/// Numbers that JavaScript keeps apart.
const NUMBERS: f64 = 9_007_199_254_740_992.0;

/// What a tab needs to share a stream.
pub(super) struct Sharing {
    leadership: RefCell<Leadership>,
    channel: Channel,
    soon: Cell<Option<Timeout>>,
    /// Whether the page has been left: browsers call it hidden only after that, and it must not lead again then.
    has_left: Cell<bool>,
    _looking: Interval,
}

impl LiveClient {
    /// Shares a stream with the other tabs from now on; false where a browser's tabs cannot reach each other.
    pub(super) fn share(&self) -> bool {
        // Tabs of another version may understand other events, and another Trackstorm of this host has others.
        let name = format!("trackstorm {} {}", env!("CARGO_PKG_VERSION"), at(ADDRESS));
        let me = self.me.clone();
        let channel = Channel::open(name, move |message: String| {
            if let (Some(client), Some((message, event))) = (me.upgrade(), TabMessage::read(&message)) {
                client.receive_from_tab(message, event);
            }
        });
        let Some(channel) = channel else { return false };
        let me = self.me.clone();
        let looking = Interval::new(LOOK_EVERY, move || {
            if let Some(client) = me.upgrade() {
                client.look();
            }
        });
        let number = (js_sys::Math::random() * NUMBERS) as u64;
        let leadership = RefCell::new(Leadership::new(number));
        let soon = Cell::default();
        *self.sharing.borrow_mut() =
            Some(Sharing { leadership, channel, soon, has_left: Cell::new(false), _looking: looking });
        let hiding = self.me.clone();
        let showing = self.me.clone();
        let turning = self.me.clone();
        self.listen(&window(), "pagehide", move || {
            if let Some(client) = hiding.upgrade() {
                client.leave();
            }
        });
        // Out of the browser's cache, or into view.
        self.listen(&window(), "pageshow", move || {
            if let Some(client) = showing.upgrade() {
                client.come_back();
                client.look();
            }
        });
        self.listen(&document(), "visibilitychange", move || {
            if let Some(client) = turning.upgrade() {
                client.look();
            }
        });
        self.live.connection.set(Connection::Connecting);
        self.look();
        true
    }

    /// Whether this tab is the one with the stream.
    pub(super) fn has_stream(&self) -> bool {
        self.sharing.borrow().as_ref().is_none_or(|sharing| sharing.leadership.borrow().leads())
    }

    /// Gives an event of the stream to the other tabs.
    pub(super) fn pass_on(&self, event: &str) {
        self.say_as_leader(event, |from| TabMessage::Event { from });
    }

    /// Tells the other tabs how the stream stands.
    pub(super) fn announce(&self, connection: Connection) {
        self.say_as_leader("", |from| TabMessage::State { from, connection });
    }

    /// This tab is closed, or put aside: the others do without it.
    pub(super) fn leave(&self) {
        if let Some(sharing) = self.sharing.borrow().as_ref() {
            let mut leadership = sharing.leadership.borrow_mut();
            if leadership.leads() {
                sharing.channel.release(leadership.me());
                sharing.channel.say(&TabMessage::Left { from: leadership.me() }.write(""));
            }
            leadership.leave();
            sharing.has_left.set(true);
        }
        self.disconnect();
    }

    fn come_back(&self) {
        if let Some(sharing) = self.sharing.borrow().as_ref() {
            sharing.has_left.set(false);
            // It may have been away for days, and another server may count the events by now.
            self.live.lose_track();
        }
    }

    /// Looks who leads, and acts on it.
    fn look(&self) {
        self.act(|leadership, channel| leadership.look(js_sys::Date::now(), channel.lease(), !document().hidden()));
    }

    fn act(&self, decide: impl FnOnce(&mut Leadership, &Channel) -> Step) {
        let sharing = self.sharing.borrow();
        let Some(Sharing { leadership, channel, .. }) = sharing.as_ref().filter(|sharing| !sharing.has_left.get())
        else {
            return;
        };
        let step = decide(&mut leadership.borrow_mut(), channel);
        let me = leadership.borrow().me();
        match step {
            Step::Stay => {}
            Step::Renew(lease) => channel.write(lease),
            Step::Lead(lease) => {
                channel.write(lease);
                channel.say(&TabMessage::Lead { from: me }.write(""));
                self.connect();
            }
            Step::Follow => self.disconnect(),
            Step::Ask => {
                let message = TabMessage::Ask { from: me, seq: self.live.seq(), visible: !document().hidden() };
                channel.say(&message.write(""));
            }
        }
    }

    fn receive_from_tab(&self, message: TabMessage, event: &str) {
        match message {
            TabMessage::Ask { from, seq, visible } => self.answer(from, seq, visible),
            TabMessage::State { connection, .. } => self.follow(|| self.live.connection.set(connection)),
            TabMessage::Event { .. } => self.follow(|| {
                if !self.take(event) {
                    self.act(|leadership, _| leadership.miss(js_sys::Date::now()));
                }
            }),
            TabMessage::Full { to } if self.is_me(to) => self.follow(|| {
                // What cannot be read will be asked for again.
                self.take(event);
            }),
            TabMessage::Lead { .. } => {
                // Whoever still waits for an answer of the one before has it now.
                self.follow(|| ());
                self.look();
            }
            TabMessage::Yours { to } if self.is_me(to) => {
                self.act(|leadership, _| leadership.take(js_sys::Date::now()))
            }
            TabMessage::Left { .. } => self.look_soon(),
            TabMessage::Full { .. } | TabMessage::Yours { .. } => {}
        }
    }

    /// Acts on a message of the leader, unless this tab leads.
    fn follow(&self, act: impl FnOnce()) {
        if let Some(sharing) = self.sharing.borrow().as_ref() {
            let mut leadership = sharing.leadership.borrow_mut();
            if leadership.leads() {
                return;
            }
            leadership.answered();
        }
        act();
    }

    /// As the leader, tells a tab what it does not know, and leaves the stream to it if it is better placed.
    fn answer(&self, to: u64, seq: Option<u64>, is_visible: bool) {
        let sharing = self.sharing.borrow();
        let Some(Sharing { leadership, channel, .. }) = sharing.as_ref() else { return };
        let leadership = leadership.borrow();
        if !leadership.leads() {
            return;
        }
        let now = js_sys::Date::now();
        let connection = self.live.connection.get_untracked();
        channel.say(&TabMessage::State { from: leadership.me(), connection }.write(""));
        let known = self.live.seq();
        let is_on_the_way = known.is_some_and(|known| seq.is_some_and(|seq| seq + 1 == known))
            && now - self.live.last_event.get_untracked() < ON_THE_WAY;
        if known != seq
            && !is_on_the_way
            && let Some(full) = self.live.full()
            && let Ok(event) = serde_json::to_string(&full)
        {
            channel.say(&TabMessage::Full { to }.write(&event));
        }
        if is_visible && leadership.is_out_of_sight(now) {
            channel.say(&TabMessage::Yours { to }.write(""));
        }
    }

    /// Looks in a moment, not quite when the others do.
    fn look_soon(&self) {
        let after = if document().hidden() { 2.0 + js_sys::Math::random() } else { js_sys::Math::random() };
        let me = self.me.clone();
        let soon = Timeout::new((after * SOON) as u32, move || {
            if let Some(client) = me.upgrade() {
                client.look();
            }
        });
        if let Some(sharing) = self.sharing.borrow().as_ref() {
            sharing.soon.set(Some(soon));
        }
    }

    fn say_as_leader(&self, event: &str, message: impl FnOnce(u64) -> TabMessage) {
        if let Some(Sharing { leadership, channel, .. }) = self.sharing.borrow().as_ref()
            && leadership.borrow().leads()
        {
            channel.say(&message(leadership.borrow().me()).write(event));
        }
    }

    fn is_me(&self, number: u64) -> bool {
        self.sharing.borrow().as_ref().is_some_and(|sharing| sharing.leadership.borrow().me() == number)
    }
}
