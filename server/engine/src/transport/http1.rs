//! One HTTP/1.1 connection, which lives in the task of whoever uses it: no task of its own, so that a
//! hit wakes nobody but its visit.

use super::{
    pool::{Lost, Reply},
    request::{Endpoint, Outgoing},
    stream::Stream,
    trouble::Trouble,
};
use bytes::Bytes;
use http::{HeaderMap, Version};
use http_body::Body;
use http_body_util::Full;
use hyper::{
    body::Incoming,
    client::conn::http1::{Builder, Connection, SendRequest},
};
use hyper_util::rt::TokioIo;
use std::{
    future::poll_fn,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

/// The most of an answer's body that is read, bytes. A tracker answers with nothing or a 43-byte
/// picture; what is longer is no tracker, and an endless body must not hold a connection.
pub const MAX_BODY: usize = 64 * 1024;

/// The most that a connection's buffers grow to, bytes; an answer's head has to fit. They begin with
/// 8 KiB for reading and what a head takes for writing.
const MAX_BUFFER: usize = 32 * 1024;

/// A connection and the right to use it.
pub struct Http1 {
    sender: SendRequest<Full<Bytes>>,
    /// Until it is over.
    connection: Option<Connection<TokioIo<Stream>, Full<Bytes>>>,
    /// Shared with the stream.
    look: Arc<AtomicBool>,
    /// Memory of the headers of the latest answer, for the next request.
    headers: HeaderMap,
}

impl Http1 {
    /// Speaks HTTP/1.1 over `stream`; sends nothing yet. `is_short` says that requests are: head and body
    /// are then copied together for one plain write, which costs less than a write of two parts; of a
    /// bulk the copy would cost more, and stay with the connection.
    ///
    /// # Errors
    /// What the HTTP client says.
    pub async fn open(stream: Stream, is_short: bool) -> Result<Self, Trouble> {
        let look = stream.look();
        let handshake = Builder::new().max_buf_size(MAX_BUFFER).writev(!is_short).handshake(TokioIo::new(stream)).await;
        let (sender, connection) = handshake.map_err(|error| Trouble::of_http(&error, false))?;
        Ok(Self { sender, connection: Some(connection), look, headers: HeaderMap::with_capacity(8) })
    }

    /// Whether a request can be sent, as far as is known: a connection that the server has closed since
    /// is found out by [`Http1::exchange`], before anything is sent. With `look`, by asking the system
    /// rather than the runtime, which hears of it a moment later.
    pub fn is_usable(&self, look: bool) -> bool {
        if look {
            self.look.store(true, Ordering::Relaxed);
        }
        self.connection.is_some() && self.sender.is_ready()
    }

    /// Sends one request and reads the whole answer.
    pub async fn exchange(&mut self, outgoing: &Outgoing, endpoint: &Endpoint) -> Result<Reply, Lost> {
        let headers = std::mem::take(&mut self.headers);
        let request = outgoing.request(endpoint, Version::HTTP_11, headers).ok_or_else(Lost::unfit)?;
        let mut answer = pin!(self.sender.try_send_request(request));
        let answer = poll_fn(|cx| {
            // Looks for the end of the connection, sends, and reads, in this order.
            let over = self.poll_connection(cx);
            match (answer.as_mut().poll(cx), over) {
                (Poll::Ready(Ok(answer)), _) => Poll::Ready(Ok(answer)),
                (Poll::Ready(Err(mut error)), _) => {
                    let is_unsent = error.take_message().is_some();
                    Poll::Ready(Err(Lost { trouble: Trouble::of_http(&error.into_error(), false), is_unsent }))
                }
                (Poll::Pending, Poll::Ready(error)) => Poll::Ready(Err(Lost::broke(error.as_ref()))),
                (Poll::Pending, Poll::Pending) => Poll::Pending,
            }
        })
        .await?;
        let (head, body) = answer.into_parts();
        let status = head.status.as_u16();
        let body = if body.is_end_stream() { Vec::new() } else { self.read(status, body).await? };
        if !self.sender.is_ready() {
            // The end of the body is only known now; the connection has to see it, too.
            poll_fn(|cx| Poll::Ready(self.poll_connection(cx).is_ready())).await;
        }
        Ok(Reply { status, headers: head.headers, body })
    }

    /// Takes back the headers of an answer that was read, for their memory.
    pub fn recycle(&mut self, mut headers: HeaderMap) {
        // Now, not when they are needed: their values keep the buffer alive that they were read into.
        headers.clear();
        self.headers = headers;
    }

    async fn read(&mut self, status: u16, mut body: Incoming) -> Result<Vec<u8>, Lost> {
        let mut read = Vec::new();
        loop {
            let frame = poll_fn(|cx| {
                let over = self.poll_connection(cx);
                match Pin::new(&mut body).poll_frame(cx) {
                    // The connection is over and says no more of the body.
                    Poll::Pending if over.is_ready() => Poll::Ready(None),
                    frame => frame,
                }
            });
            match frame.await {
                None => return Ok(read),
                Some(Err(error)) => return Err(Lost::certain(Trouble::of_http(&error, true))),
                Some(Ok(frame)) => extend(&mut read, frame.into_data().unwrap_or_default(), status)?,
            }
        }
    }

    /// Lets the connection do what it can; ready when it is over, with what ended it. What it had been
    /// given and not begun with is given back then.
    fn poll_connection(&mut self, cx: &mut Context<'_>) -> Poll<Option<hyper::Error>> {
        let Some(connection) = &mut self.connection else { return Poll::Ready(None) };
        let over = Pin::new(connection).poll(cx).map(Result::err);
        if over.is_ready() {
            self.connection = None;
        }
        over
    }
}

/// Adds a part of a body, up to the limit.
pub fn extend(body: &mut Vec<u8>, part: Bytes, status: u16) -> Result<(), Lost> {
    if body.len() + part.len() > MAX_BODY {
        return Err(Lost::certain(Trouble::Endless { status, limit: MAX_BODY }));
    }
    body.extend_from_slice(&part);
    Ok(())
}
