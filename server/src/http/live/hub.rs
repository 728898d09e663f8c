//! One task per line compares, writes and compresses each picture once, for all streams together.
//!
//! A new viewer gets the full snapshot that the others have, serialised at most once a tick, and from then on the
//! same events. One that falls more than a few events behind joins again. Without viewers nothing is done.

use super::{
    coding::{Line, Piece, Writer},
    viewer::Viewer,
};
use engine::Published;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, broadcast, mpsc, oneshot, watch},
    time::{MissedTickBehavior, interval},
};

/// Proxies and browsers give up on a silent connection sooner or later.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Events that a stream may be behind before it gets a full picture instead; they are kept once, for all.
const BEHIND: usize = 8;
/// How many may wait to join before the next has to wait to ask.
const QUEUE: usize = 64;

/// Where streams join. Clones are of the same hub.
#[derive(Clone)]
pub(crate) struct Hub {
    plain: mpsc::Sender<Request>,
    compressed: mpsc::Sender<Request>,
    places: Arc<Semaphore>,
}

/// A viewer wants to join.
type Request = oneshot::Sender<Joined>;

/// What a stream begins with, and where the rest comes from.
pub(super) struct Joined {
    pub(super) first: Arc<Piece>,
    pub(super) rest: broadcast::Receiver<Arc<Piece>>,
}

impl Hub {
    /// A hub of at most `places` streams for what `published` shows, as long as that and any clone of it last. Must be
    /// called within a runtime.
    pub(crate) fn start(published: &watch::Receiver<Arc<Published>>, places: usize) -> Self {
        let start = |line| {
            let (sender, requests) = mpsc::channel(QUEUE);
            tokio::spawn(Studio { published: published.clone(), line, requests }.run());
            sender
        };
        let places = Arc::new(Semaphore::new(places.min(Semaphore::MAX_PERMITS)));
        Self { plain: start(Line::Plain), compressed: start(Line::Compressed), places }
    }

    /// A place for one stream, as long as it is kept; `None` when all are taken.
    pub(super) fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.places).try_acquire_owned().ok()
    }

    /// Joins the streams of `line`; `None` when there is nothing more to come.
    pub(super) async fn join(&self, line: Line) -> Option<Joined> {
        let requests = match line {
            Line::Plain => &self.plain,
            Line::Compressed => &self.compressed,
        };
        let (request, joined) = oneshot::channel();
        requests.send(request).await.ok()?;
        joined.await.ok()
    }
}

/// Serves the streams of one line.
struct Studio {
    /// Only cloned from, so that nothing is woken without viewers.
    published: watch::Receiver<Arc<Published>>,
    line: Line,
    requests: mpsc::Receiver<Request>,
}

/// Why a broadcast ended.
enum Over {
    /// No viewer is left.
    NobodyListens,
    /// Nothing more will be published, or no viewer can join any more.
    ForGood,
}

impl Studio {
    async fn run(mut self) {
        while let Some(first) = self.requests.recv().await {
            match self.broadcast(first).await {
                Over::NobodyListens => {}
                Over::ForGood => return,
            }
        }
    }

    /// Sends what is published until no viewer is left.
    async fn broadcast(&mut self, first: Request) -> Over {
        let mut published = self.published.clone();
        let latest = Arc::clone(&published.borrow_and_update());
        let mut programme = Programme::begin(latest, self.line);
        programme.admit(first);
        let mut silence = interval(KEEP_ALIVE);
        silence.set_missed_tick_behavior(MissedTickBehavior::Delay);
        silence.reset();
        loop {
            tokio::select! {
                changed = published.changed() => match changed {
                    Ok(()) if programme.has_listeners() => {
                        let latest = Arc::clone(&published.borrow_and_update());
                        programme.go_on(latest);
                        silence.reset();
                    }
                    Ok(()) => return Over::NobodyListens,
                    Err(_) => return Over::ForGood,
                },
                request = self.requests.recv() => match request {
                    Some(request) => programme.admit(request),
                    None => return Over::ForGood,
                },
                _ = silence.tick() => if !programme.say_nothing() {
                    return Over::NobodyListens;
                },
            }
        }
    }
}

/// What all streams of a line have been sent, and what they are sent next.
struct Programme {
    /// The picture they have.
    viewer: Viewer,
    latest: Arc<Published>,
    /// That picture as new viewers get it; written when the first one joins.
    full: Option<Arc<Piece>>,
    writer: Writer,
    listeners: broadcast::Sender<Arc<Piece>>,
}

impl Programme {
    fn begin(latest: Arc<Published>, line: Line) -> Self {
        let viewer = Viewer::open(&latest, line);
        Self { viewer, latest, full: None, writer: Writer::new(line), listeners: broadcast::Sender::new(BEHIND) }
    }

    fn has_listeners(&self) -> bool {
        self.listeners.receiver_count() > 0
    }

    fn admit(&mut self, request: Request) {
        let viewer = &self.viewer;
        let latest = &self.latest;
        let writer = &mut self.writer;
        let first = self.full.get_or_insert_with(|| writer.event(viewer.seq(), &viewer.full(latest)));
        // The viewer may have gone.
        let _ = request.send(Joined { first: Arc::clone(first), rest: self.listeners.subscribe() });
    }

    fn go_on(&mut self, latest: Arc<Published>) {
        self.full = None;
        let (seq, event) = self.viewer.advance(&latest);
        self.latest = latest;
        // There was a viewer a moment ago, and sending to none does no harm.
        let _ = self.listeners.send(self.writer.event(seq, &event));
    }

    /// Keeps the connections open; false without viewers.
    fn say_nothing(&mut self) -> bool {
        self.has_listeners() && self.listeners.send(self.writer.nothing()).is_ok()
    }
}
