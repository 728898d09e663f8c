//! The connections of one target: idle ones over HTTP/1.1, the latest used first, or the one over
//! HTTP/2.

mod reuse;

use super::{
    addresses::Addresses, content, exchange_failure::ExchangeFailure, headers::Headers, http1::Http1, http2::Http2,
};
use parking_lot::Mutex;
use reuse::Reuse;
use std::{
    borrow::Cow,
    collections::VecDeque,
    net::SocketAddr,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tokio::time::Instant;

/// The longest that a connection waits for its next request. Servers close theirs after 5 to 75 s;
/// what is not needed for a minute only takes memory on both sides.
pub const LONGEST_IDLE: Duration = Duration::from_secs(60);

/// What happened to an idle connection longer ago is known to the runtime if it is not too busy; looking
/// costs a system call then, a small part of what a hit costs at such a rate.
const NEWS: Duration = Duration::from_millis(1);

/// The most of an answer's body that is read, bytes. A tracker answers with nothing or a 43-byte
/// picture; what is longer is no tracker, and an endless body must not hold a connection.
pub(crate) const MAX_BODY: usize = 64 * 1024;

/// A complete answer.
#[derive(Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The headers that somebody reads, maybe with others.
    pub headers: Headers,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Reply {
    /// Whether the body decides what an answer with this status means.
    pub fn is_told_by_body(status: u16) -> bool {
        (200..300).contains(&status)
    }

    /// The body as it was meant: unpacked, and without what stands before it by mistake.
    pub fn content(&self) -> Cow<'_, [u8]> {
        // As nearly all answers of trackers are.
        if self.body.is_empty() {
            return Cow::default();
        }
        content::read(&self.headers, &self.body)
    }
}

/// A request without a complete answer.
#[derive(Debug)]
pub(crate) struct FailedExchange {
    /// What happened.
    pub failure: ExchangeFailure,
    /// The target certainly did nothing with it, so it may be sent again.
    pub is_unsent: bool,
}

impl FailedExchange {
    /// The target may have got it.
    pub(crate) fn certain(failure: ExchangeFailure) -> Self {
        Self { failure, is_unsent: false }
    }

    /// The request cannot be written.
    pub(crate) fn unfit() -> Self {
        Self::certain(ExchangeFailure::Unfit)
    }
}

/// A connection of whatever kind.
pub(crate) enum Link {
    /// For one request at a time.
    Http1(Http1),
    /// For all at once.
    Http2(Http2),
}

/// A connection and where it leads.
pub(crate) struct Connected {
    /// The connection.
    pub link: Link,
    /// The address it was made to.
    pub address: SocketAddr,
    /// Of the addresses when it was last found among them.
    pub version: u64,
}

/// The connections of one target that take requests.
pub(crate) struct Pool {
    idle: Mutex<VecDeque<Idle>>,
    /// With the moment of its latest request.
    shared: Mutex<Option<Idle>>,
    /// The most idle connections that are kept.
    limit: usize,
    /// Whether the server was found to close connections without saying so.
    closes_early: AtomicBool,
    reuse: Reuse,
}

/// A connection, and since when it waits.
struct Idle {
    connected: Connected,
    since: Instant,
}

impl Pool {
    /// An empty pool that keeps at most `limit` idle connections.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            idle: Mutex::default(),
            shared: Mutex::default(),
            limit,
            closes_early: AtomicBool::new(false),
            reuse: Reuse::default(),
        }
    }

    /// A connection that takes a request and leads to where the target is now; `None`: make one.
    /// `may_share` says whether there may be one for all.
    pub(crate) fn take(&self, addresses: &Addresses, may_share: bool) -> Option<Connected> {
        let version = addresses.version();
        if may_share && let Some(shared) = self.shared(addresses, version) {
            return Some(shared);
        }
        loop {
            let Idle { mut connected, since } = self.idle.lock().pop_back()?;
            let now = Instant::now();
            let waited = now.saturating_duration_since(since);
            if is_retired(&connected, waited) || !connected.follows(addresses, version) {
                continue;
            }
            if let Link::Http1(http1) = &mut connected.link {
                http1.take_up(now, waited > NEWS || self.closes_early.load(Ordering::Relaxed));
            }
            return Some(connected);
        }
    }

    /// Takes note that a connection that had been used before ended where a request was to be answered:
    /// the server closes connections without saying so. Unless that was found out before anything was sent, a request
    /// was lost by it.
    pub(crate) fn note_early_end(&self, is_unsent: bool) {
        self.closes_early.store(true, Ordering::Relaxed);
        if !is_unsent {
            self.reuse.note_loss(Instant::now());
        }
    }

    fn shared(&self, addresses: &Addresses, version: u64) -> Option<Connected> {
        let mut shared = self.shared.lock();
        let Idle { connected, since } = shared.as_mut()?;
        if let Link::Http2(http2) = &connected.link {
            let http2 = http2.clone();
            if http2.is_usable() && connected.follows(addresses, version) {
                *since = Instant::now();
                return Some(Connected { link: Link::Http2(http2), ..*connected });
            }
        }
        *shared = None;
        None
    }

    /// Shares a new connection, if it can be shared.
    pub(crate) fn share(&self, connected: &Connected) {
        if let Link::Http2(http2) = &connected.link {
            let connected = Connected { link: Link::Http2(http2.clone()), ..*connected };
            *self.shared.lock() = Some(Idle { connected, since: Instant::now() });
        }
    }

    /// Takes a connection back after a complete answer, if it is one's own and takes another request.
    pub(crate) fn put(&self, connected: Connected) {
        if !matches!(&connected.link, Link::Http1(http1) if http1.is_usable()) {
            return;
        }
        let since = Instant::now();
        if is_retired(&connected, Duration::ZERO) || !self.reuse.is_worthwhile(since) {
            return;
        }
        let mut idle = self.idle.lock();
        if idle.len() < self.limit {
            idle.push_back(Idle { connected, since });
        }
    }

    /// Closes what has waited for longer than `longest`. Requests in flight have a hold of their connection.
    pub(crate) fn tidy(&self, longest: Duration) {
        let now = Instant::now();
        let is_old = |idle: &Idle| now.saturating_duration_since(idle.since) > longest;
        let shared = self.shared.lock().take_if(|shared| is_old(shared));
        let mut idle = self.idle.lock();
        let (old, fresh) = std::mem::take(&mut *idle).into_iter().partition::<Vec<Idle>, _>(|idle| {
            is_old(idle) || is_retired(&idle.connected, now.saturating_duration_since(idle.since))
        });
        *idle = fresh.into();
        // Closing takes system calls; nobody should wait for them under the lock.
        drop(idle);
        drop((old, shared));
    }
}

/// Whether the server is about to close a connection that has waited for so long, by what it said.
fn is_retired(connected: &Connected, waited: Duration) -> bool {
    match &connected.link {
        Link::Http1(http1) => http1.patience().is_some_and(|patience| waited >= patience),
        Link::Http2(_) => false,
    }
}

impl Connected {
    /// Whether the target is still where this leads.
    fn follows(&mut self, addresses: &Addresses, version: u64) -> bool {
        if self.version != version {
            if !addresses.contains(&self.address) {
                return false;
            }
            self.version = version;
        }
        true
    }
}
