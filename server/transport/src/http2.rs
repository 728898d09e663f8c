//! One HTTP/2 connection, shared by all requests of a target that are in flight at once.

use super::{
    exchange_failure::ExchangeFailure,
    places::Place,
    pool::{FailedExchange, MAX_BODY, Reply},
    request::{Endpoint, Outgoing},
    stream::Stream,
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
        atomic::{AtomicBool, AtomicUsize, Ordering},
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
pub(crate) struct Http2 {
    sender: SendRequest<Full<Bytes>>,
    shared: Arc<Shared>,
}

/// What all who have a way to a connection know of it.
#[derive(Debug, Default)]
struct Shared {
    /// Requests that it took, as far as is known: all but those that certainly were not processed.
    taken: AtomicUsize,
    /// The server has said goodbye, which the HTTP client would tell the next request only.
    is_leaving: AtomicBool,
}

impl Http2 {
    /// Speaks HTTP/2 over `stream`, which keeps `place` as long as it is open.
    ///
    /// # Errors
    /// What the HTTP client says.
    pub(crate) async fn open(stream: Stream, place: Place) -> Result<Self, ExchangeFailure> {
        let handshake = Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .keep_alive_interval(PING_EVERY)
            .keep_alive_timeout(PING_TIMEOUT)
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .handshake(TokioIo::new(stream))
            .await;
        let (sender, connection) = handshake.map_err(|error| ExchangeFailure::of_http(&error, false))?;
        tokio::spawn(async move {
            // Whoever has a request in flight is told as well.
            if let Err(error) = connection.await {
                tracing::debug!(failure = ?ExchangeFailure::of_http(&error, false), "HTTP/2 connection ended");
            }
            drop(place);
        });
        Ok(Self { sender, shared: Arc::default() })
    }

    /// Whether it is over and took requests before: the server closed it in good order, and a request that came too
    /// late can use the next one.
    pub(crate) fn has_served(&self) -> bool {
        !self.is_usable() && self.shared.taken.load(Ordering::Relaxed) > 0
    }

    /// Whether it takes requests: not after it was closed or the server said that it would be (GOAWAY).
    pub(crate) fn is_usable(&self) -> bool {
        !self.shared.is_leaving.load(Ordering::Relaxed) && self.sender.is_ready()
    }

    /// Sends one request and reads the whole answer.
    pub(crate) async fn exchange(
        &mut self,
        outgoing: &Outgoing<'_>,
        endpoint: &Endpoint,
    ) -> Result<Reply, FailedExchange> {
        let request = outgoing.http2(endpoint).ok_or_else(FailedExchange::unfit)?;
        let is_post = request.method() == http::Method::POST;
        let Shared { taken, is_leaving } = &*self.shared;
        taken.fetch_add(1, Ordering::Relaxed);
        let answer = self.sender.try_send_request(request).await.map_err(|mut error| {
            let is_returned = error.take_message().is_some();
            let error = error.into_error();
            let refusal = Refusal::of(&error);
            if matches!(refusal, Some(Refusal::Goodbye { .. })) {
                is_leaving.store(true, Ordering::Relaxed);
            }
            let is_refused = match refusal {
                Some(Refusal::Goodbye { is_in_order }) => is_in_order,
                Some(Refusal::Stream) => true,
                // It waited for its stream when the connection ended, so at most its head was sent: all there is of a
                // request without a body.
                None => is_post && error.is_user(),
            };
            let is_unsent = is_returned || is_refused;
            if is_unsent {
                taken.fetch_sub(1, Ordering::Relaxed);
            }
            FailedExchange { is_unsent, failure: ExchangeFailure::of_http(&error, false) }
        })?;
        let (head, mut incoming) = answer.into_parts();
        let status = head.status.as_u16();
        let mut body = Vec::<u8>::new();
        while let Some(frame) = incoming.frame().await {
            let frame = frame.map_err(|error| FailedExchange::certain(ExchangeFailure::of_http(&error, true)))?;
            let part = frame.into_data().unwrap_or_default();
            if body.len() + part.len() > MAX_BODY {
                if !Reply::is_told_by_body(status) {
                    break;
                }
                return Err(FailedExchange::certain(ExchangeFailure::Endless { status, limit: MAX_BODY }));
            }
            body.extend_from_slice(&part);
        }
        Ok(Reply { status, headers: head.headers.into(), body })
    }
}

/// That the server said it does nothing with a request.
#[derive(Clone, Copy, Debug)]
enum Refusal {
    /// It is going away, and the request's stream is beyond the last that it would process (RFC 9113, 6.8). In good
    /// order, or because of some error.
    Goodbye { is_in_order: bool },
    /// It refused the stream, and takes others (8.7).
    Stream,
}

impl Refusal {
    fn of(error: &hyper::Error) -> Option<Self> {
        let causes = std::iter::successors(error.source(), |cause: &&(dyn Error + 'static)| (*cause).source());
        let error = causes.filter_map(|cause| cause.downcast_ref::<h2::Error>()).next()?;
        let reason = error.reason();
        if !error.is_remote() {
            None
        } else if error.is_go_away() {
            Some(Self::Goodbye { is_in_order: reason == Some(Reason::NO_ERROR) })
        } else {
            (error.is_reset() && reason == Some(Reason::REFUSED_STREAM)).then_some(Self::Stream)
        }
    }
}
