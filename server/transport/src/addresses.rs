//! The addresses of one target: looked up once for all who wait, kept as long as they hold, and
//! followed when they change.

use super::names::{Found, NameError, Names};
use parking_lot::Mutex;
use std::{
    collections::VecDeque,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::watch,
    time::{Instant, timeout},
};

/// The shortest time between two look-ups, whatever the name server says, and after a failure.
const SHORTEST: Duration = Duration::from_secs(1);
/// The longest that addresses are trusted: asking sooner than need be does no harm, and the hosts
/// file says nothing of how long it holds.
const LONGEST: Duration = Duration::from_secs(60);
/// How long a new connection waits for newer addresses when it has old ones.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is known of a target's addresses.
pub(crate) struct Addresses(Kind);

enum Kind {
    /// The address itself stands in the URL.
    Literal(SocketAddr),
    Name(Arc<Book>),
}

struct Book {
    host: String,
    port: u16,
    names: Arc<dyn Names>,
    /// The latest answer, or the one before if there was none since.
    known: watch::Sender<Known>,
    /// When to look up again; `None` while somebody does.
    next: Mutex<Option<Instant>>,
    /// Counts the changes of the addresses, so that whoever knows the count need not compare them.
    version: AtomicU64,
}

#[derive(Clone, Debug)]
struct Known {
    /// Number of look-ups that came to an end.
    asked: u64,
    addresses: Result<Arc<[SocketAddr]>, NameError>,
}

impl Addresses {
    /// Nothing is looked up yet. `host` as it stands in a URL, IPv6 without brackets.
    pub(crate) fn new(host: &str, port: u16, names: Arc<dyn Names>) -> Self {
        if let Ok(address) = host.parse::<IpAddr>() {
            return Self(Kind::Literal(SocketAddr::new(address, port)));
        }
        Self(Kind::Name(Arc::new(Book {
            host: host.to_owned(),
            port,
            names,
            known: watch::Sender::new(Known { asked: 0, addresses: Err(NameError::NoAnswer) }),
            next: Mutex::new(Some(Instant::now())),
            version: AtomicU64::new(0),
        })))
    }

    /// The addresses for a new connection, the first to be tried in front. Waits for a look-up if they
    /// do not hold any more, and makes do with the old ones if that fails or takes long.
    ///
    /// # Errors
    /// Why there are none.
    pub(crate) async fn get(&self) -> Result<Arc<[SocketAddr]>, NameError> {
        let book = match &self.0 {
            Kind::Literal(address) => return Ok(Arc::new([*address])),
            Kind::Name(book) => book,
        };
        let mut known = book.known.subscribe();
        let before = known.borrow_and_update().clone();
        if !book.is_due() && before.asked > 0 {
            return before.addresses;
        }
        let newer = known.wait_for(|known| known.asked > before.asked);
        let newer = if before.addresses.is_ok() {
            match timeout(PATIENCE, newer).await {
                Ok(newer) => newer,
                Err(_) => return before.addresses,
            }
        } else {
            newer.await
        };
        // The sender lives in the book, which outlives this.
        newer.map_or(before.addresses, |newer| newer.addresses.clone())
    }

    /// Changes whenever the addresses do; looks them up in the background when it is time to.
    pub(crate) fn version(&self) -> u64 {
        match &self.0 {
            Kind::Literal(_) => 0,
            Kind::Name(book) => {
                book.is_due();
                book.version.load(Ordering::Acquire)
            }
        }
    }

    /// Whether the target is still at `address`, as far as is known.
    pub(crate) fn contains(&self, address: &SocketAddr) -> bool {
        match &self.0 {
            Kind::Literal(_) => true,
            Kind::Name(book) => match &book.known.borrow().addresses {
                Ok(addresses) => addresses.contains(address),
                Err(_) => true,
            },
        }
    }

    /// Puts `address`, which was connected to, in front of the others: connections to come do not try
    /// again what did not answer.
    pub(crate) fn prefer(&self, address: SocketAddr) {
        let Kind::Name(book) = &self.0 else { return };
        book.known.send_if_modified(|known| {
            if let Ok(addresses) = &mut known.addresses
                && addresses.first() != Some(&address)
                && addresses.contains(&address)
            {
                let others = addresses.iter().filter(|other| **other != address);
                *addresses = std::iter::once(&address).chain(others).copied().collect();
            }
            // Nobody waits for this.
            false
        });
    }
}

impl Book {
    /// Whether a look-up is under way; begins one if it is time to.
    fn is_due(self: &Arc<Self>) -> bool {
        let mut next = self.next.lock();
        match *next {
            None => true,
            Some(at) if Instant::now() < at => false,
            Some(_) => {
                *next = None;
                drop(next);
                tokio::spawn(Arc::clone(self).look_up());
                true
            }
        }
    }

    async fn look_up(self: Arc<Self>) {
        let answer = self.names.look_up(&self.host).await;
        let holds = answer.as_ref().map_or(SHORTEST, |found| found.valid_for.clamp(SHORTEST, LONGEST));
        // Before whoever waits is told, or the first of them would look up again.
        *self.next.lock() = Some(Instant::now() + holds);
        match answer {
            Ok(Found { addresses, .. }) => self.learn(&addresses),
            Err(error) => {
                tracing::debug!(host = %self.host, ?error, "look-up failed");
                self.known.send_modify(|known| {
                    known.asked += 1;
                    if known.addresses.is_err() {
                        known.addresses = Err(error);
                    }
                });
            }
        }
    }

    fn learn(&self, found: &[IpAddr]) {
        let found: Arc<[SocketAddr]> = alternating(found).map(|address| SocketAddr::new(address, self.port)).collect();
        self.known.send_modify(|known| {
            known.asked += 1;
            if found.is_empty() {
                return;
            }
            // Name servers rotate their answers; what has proved its worth stays in front.
            if !known.addresses.as_ref().is_ok_and(|old| are_the_same(old, &found)) {
                known.addresses = Ok(found);
                self.version.fetch_add(1, Ordering::Release);
            }
        });
    }
}

/// Whether two answers have the same addresses, in whatever order.
fn are_the_same(old: &[SocketAddr], found: &[SocketAddr]) -> bool {
    old.len() == found.len() && old.iter().all(|address| found.contains(address))
}

/// The addresses with the two families taking turns (RFC 8305, section 4).
fn alternating(found: &[IpAddr]) -> impl Iterator<Item = IpAddr> {
    let starts_with_v6 = found.first().is_some_and(IpAddr::is_ipv6);
    let (mut first, mut second): (VecDeque<_>, VecDeque<_>) =
        found.iter().copied().partition(|address| address.is_ipv6() == starts_with_v6);
    std::iter::from_fn(move || {
        let next = first.pop_front().or_else(|| second.pop_front());
        std::mem::swap(&mut first, &mut second);
        next
    })
}
