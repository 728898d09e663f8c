//! What a connection is busy with: requests from their heads to the ends of their answers.

use hyper::body::{Body, Frame, SizeHint};
use parking_lot::Mutex;
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    select,
    sync::watch,
    time::{Instant, sleep_until},
};

/// The longest that a connection without a request stays when places are scarce.
const WHEN_CROWDED: Duration = Duration::from_secs(1);

/// Counts the requests of one connection that are not answered yet, and knows when its client last took something.
#[derive(Clone)]
pub(super) struct Activity(Arc<Seen>);

struct Seen {
    requests: watch::Sender<usize>,
    taken: Mutex<Instant>,
}

/// A request in progress.
pub(super) struct Busy(Activity);

impl Activity {
    /// Nothing in progress.
    pub(super) fn new() -> Self {
        Self(Arc::new(Seen { requests: watch::Sender::new(0), taken: Mutex::new(Instant::now()) }))
    }

    /// A request begins.
    pub(super) fn begin(&self) -> Busy {
        self.0.requests.send_modify(|requests| *requests += 1);
        Busy(self.clone())
    }

    /// The client took something. The end of an answer is no more than bytes to be sent: its body is gone by then.
    pub(super) fn taken(&self) {
        *self.0.taken.lock() = Instant::now();
    }

    /// Waits until there has been no request, and nothing was taken, for as long as `patience`, or for a moment when
    /// `crowded`.
    pub(super) async fn idle(&self, patience: Duration, crowded: &mut watch::Receiver<bool>) {
        let mut requests = self.0.requests.subscribe();
        loop {
            // The senders live as long as the connection.
            let _ = requests.wait_for(|requests| *requests == 0).await;
            let since = Instant::now();
            while *requests.borrow_and_update() == 0 {
                let is_crowded = *crowded.borrow_and_update();
                let longest = if is_crowded { patience.min(WHEN_CROWDED) } else { patience };
                let due = || since.max(*self.0.taken.lock()) + longest;
                select! {
                    () = sleep_until(due()) => if due() <= Instant::now() { return },
                    _ = requests.changed() => {}
                    _ = crowded.changed() => {}
                }
            }
        }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.0.requests.send_modify(|requests| *requests = requests.saturating_sub(1));
    }
}

/// An answer's body; the request is in progress until it has been taken or given up.
pub(super) struct Answer {
    body: axum::body::Body,
    _busy: Busy,
}

impl Answer {
    /// `body`, to which `busy` belongs.
    pub(super) fn new(body: axum::body::Body, busy: Busy) -> Self {
        Self { body, _busy: busy }
    }
}

impl Body for Answer {
    type Data = <axum::body::Body as Body>::Data;
    type Error = <axum::body::Body as Body>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
