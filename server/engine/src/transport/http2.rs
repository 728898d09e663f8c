//! One HTTP/2 connection, shared by all requests of a target that are in flight at once.

use super::{
    places::Place,
    pool::{Lost, MAX_BODY, Reply},
    request::{Endpoint, Outgoing},
    stream::Stream,
    trouble::Trouble,
};
use bytes::Bytes;
use h2::Reason;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http2::{Builder, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

/// A peer that is gone without a word is found out by pings, so often …
const PING_EVERY: Duration = Duration::from_secs(10);
/// … and an answer to one may take so long. The hits of the connection fail then, and the next ones
/// get another connection.
const PING_TIMEOUT: Duration = Duration::from_secs(10);
/// Receive window of a stream, bytes; as much as is read of any body.
const STREAM_WINDOW: u32 = 64 * 1024;
/// Receive window of the connection, bytes.
const CONNECTION_WINDOW: u32 = 1024 * 1024;

/// A way to the connection; the connection has a task of its own and ends when nobody has a way to it.
#[derive(Clone)]
pub struct Http2 {
    sender: SendRequest<Full<Bytes>>,
    /// Requests that it took, as far as is known: all but those that certainly were not processed.
    taken: Arc<AtomicUsize>,
}

impl Http2 {
    /// Speaks HTTP/2 over `stream`, which keeps `place` as long as it is open.
    ///
    /// # Errors
    /// What the HTTP client says.
    pub async fn open(stream: Stream, place: Place) -> Result<Self, Trouble> {
        let handshake = Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .keep_alive_interval(PING_EVERY)
            .keep_alive_timeout(PING_TIMEOUT)
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .handshake(TokioIo::new(stream))
            .await;
        let (sender, connection) = handshake.map_err(|error| Trouble::of_http(&error, false))?;
        tokio::spawn(async move {
            // Whoever has a request in flight is told as well.
            if let Err(error) = connection.await {
                tracing::debug!(trouble = ?Trouble::of_http(&error, false), "HTTP/2 connection ended");
            }
            drop(place);
        });
        Ok(Self { sender, taken: Arc::default() })
    }

    /// Whether it is over and took requests before: the server said goodbye in good order, and whoever came too late
    /// gets further with the next one.
    pub fn has_served(&self) -> bool {
        !self.is_usable() && self.taken.load(Ordering::Relaxed) > 0
    }

    /// Whether it takes requests: not after it was closed or the server said that it would be (GOAWAY).
    pub fn is_usable(&self) -> bool {
        self.sender.is_ready()
    }

    /// Sends one request and reads the whole answer.
    pub async fn exchange(&mut self, outgoing: &Outgoing<'_>, endpoint: &Endpoint) -> Result<Reply, Lost> {
        let request = outgoing.http2(endpoint).ok_or_else(Lost::unfit)?;
        self.taken.fetch_add(1, Ordering::Relaxed);
        let answer = self.sender.try_send_request(request).await.map_err(|mut error| {
            let is_unsent = error.take_message().is_some();
            let error = error.into_error();
            let is_unsent = is_unsent || was_not_processed(&error);
            if is_unsent {
                self.taken.fetch_sub(1, Ordering::Relaxed);
            }
            Lost { is_unsent, trouble: Trouble::of_http(&error, false) }
        })?;
        let (head, mut incoming) = answer.into_parts();
        let (status, mut body) = (head.status.as_u16(), Vec::<u8>::new());
        while let Some(frame) = incoming.frame().await {
            let frame = frame.map_err(|error| Lost::certain(Trouble::of_http(&error, true)))?;
            let part = frame.into_data().unwrap_or_default();
            if body.len() + part.len() > MAX_BODY {
                if !Reply::is_told_by_body(status) {
                    break;
                }
                return Err(Lost::certain(Trouble::Endless { status, limit: MAX_BODY }));
            }
            body.extend_from_slice(&part);
        }
        Ok(Reply { status, headers: head.headers, body })
    }
}

/// Whether the server said that it did nothing with the request: it refused the stream (RFC 9113, 8.7),
/// or it is going away in good order and the stream is beyond the last that it would process (6.8).
fn was_not_processed(error: &hyper::Error) -> bool {
    let mut next = error.source();
    while let Some(source) = next {
        if let Some(error) = source.downcast_ref::<h2::Error>() {
            return error.is_remote()
                && (error.is_reset() && error.reason() == Some(Reason::REFUSED_STREAM)
                    || error.is_go_away() && error.reason() == Some(Reason::NO_ERROR));
        }
        next = source.source();
    }
    false
}
