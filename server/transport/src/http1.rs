//! One HTTP/1.1 connection, which lives in the task of whoever uses it: no task of its own, so that a
//! hit wakes nobody but its visit, and no buffers of its own, so that it takes next to no memory.
//!
//! Why this is not left to a library is told in docs/adr/0019-http1-without-a-client.md.

mod assembly;
mod body;
mod head;

use super::{
    exchange_failure::ExchangeFailure,
    places::Place,
    pool::{FailedExchange, Reply},
    request::{Endpoint, Outgoing},
    stream::Stream,
};
use assembly::{Answered, Assembly};
use std::{
    cell::RefCell,
    future::poll_fn,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::Instant,
};

/// Requests up to so many bytes are copied together for one plain write, which costs less than one for the head
/// and one for the body.
const SHORT: usize = 16 * 1024;

/// The most that is read at once, bytes.
const AT_ONCE: usize = 8 * 1024;

/// A connection is given up so much before the server closes it, at the least.
const HASTE: Duration = Duration::from_millis(200);

thread_local! {
    /// Where requests are put together and answers are read to: one for all connections of a worker, since nothing
    /// waits while it holds it.
    static BUFFERS: RefCell<Buffers> = RefCell::new(Buffers { out: Vec::with_capacity(2 * 1024), read: vec![0; AT_ONCE] });
}

struct Buffers {
    out: Vec<u8>,
    read: Vec<u8>,
}

/// A connection and the right to use it.
pub(crate) struct Http1 {
    stream: Stream,
    _place: Place,
    /// It takes a request, as far as is known.
    is_usable: bool,
    /// It has had an answer, and nothing is to come before the next request.
    is_idle: bool,
    /// Since when its user has it.
    taken_up: Instant,
    /// Ask the system whether the other side has closed it.
    look: bool,
    /// How long it may wait for its next request.
    patience: Option<Duration>,
}

impl Http1 {
    /// Speaks HTTP/1.1 over `stream`; sends nothing yet.
    pub(crate) fn new(stream: Stream, place: Place) -> Self {
        let taken_up = Instant::now();
        Self { stream, _place: place, is_usable: true, is_idle: false, taken_up, look: false, patience: None }
    }

    /// Whether a request can be sent, as far as is known: a connection that the server has closed since
    /// is found out by [`Http1::exchange`], before anything is sent.
    pub(crate) fn is_usable(&self) -> bool {
        self.is_usable
    }

    /// It is about to be used again, `now`. `look` has the next [`Http1::exchange`] ask the system whether the server
    /// has closed it, rather than the runtime, which hears of that a moment later.
    pub(crate) fn take_up(&mut self, now: Instant, look: bool) {
        (self.taken_up, self.look) = (now, look);
    }

    /// How long it may wait for its next request, if the server has said how long it keeps it: less by as long as the
    /// latest exchange took, which is at least the way there and back.
    pub(crate) fn patience(&self) -> Option<Duration> {
        self.patience
    }

    /// Sends one request and reads the whole answer.
    pub(crate) async fn exchange(
        &mut self,
        outgoing: &Outgoing<'_>,
        endpoint: &Endpoint,
    ) -> Result<Reply, FailedExchange> {
        let Self { stream, is_idle, look, .. } = self;
        let is_idle = std::mem::take(is_idle);
        let look = std::mem::take(look);
        // Whatever becomes of the exchange, only its good end makes it usable again.
        self.is_usable = false;
        let mut request = None;
        let mut assembly = Assembly::new();
        let answered = poll_fn(|cx| {
            let request = match &mut request {
                Some(request) => request,
                unwritten => {
                    if is_idle && ready!(stream.poll_over(cx, look)) {
                        return Poll::Ready(Err(FailedExchange {
                            failure: ExchangeFailure::closed(),
                            is_unsent: true,
                        }));
                    }
                    unwritten.insert(RequestInProgress::begin(stream, outgoing, endpoint, cx)?)
                }
            };
            let sent = request.go_on(stream, cx);
            // The answer may come before all is sent, and even when nothing can be: the rest is in vain then.
            let failure = match (read(stream, &mut assembly, cx), sent) {
                // To this request, it was not.
                (Poll::Ready(Ok(_)), _) if is_idle && !request.has_begun => ExchangeFailure::closed(),
                (Poll::Ready(Ok(answered)), _) => return Poll::Ready(Ok(answered)),
                (Poll::Ready(Err(failure)), _) => failure,
                // What came before the end can be read as soon as the runtime has heard of the end, as it will.
                (Poll::Pending, Poll::Ready(Err(error))) if is_over(&error) => {
                    request.failed = Some(error);
                    return Poll::Pending;
                }
                (Poll::Pending, Poll::Ready(Err(error))) => ExchangeFailure::of_io(&error, assembly.has_head()),
                (Poll::Pending, _) => return Poll::Pending,
            };
            Poll::Ready(Err(FailedExchange { failure, is_unsent: !request.has_begun }))
        })
        .await?;
        self.is_usable = answered.keeps_alive && request.is_some_and(|request| request.is_sent);
        self.is_idle = true;
        self.patience = answered
            .patience
            .map(|patience| patience.saturating_sub(self.taken_up.elapsed().min(patience / 2).max(HASTE)));
        Ok(answered.reply)
    }
}

/// What is still to be sent of a request.
struct RequestInProgress<'a> {
    /// What the first write did not take.
    rest: Vec<u8>,
    /// The body, if it is a long one, as far as it was not taken.
    body: &'a [u8],
    /// The target may have had something of it that it could act on.
    has_begun: bool,
    /// Nothing can be sent.
    failed: Option<io::Error>,
    /// Nothing is left.
    is_sent: bool,
}

impl<'a> RequestInProgress<'a> {
    /// Writes the request and sends as much of it as can be sent at once.
    fn begin(
        stream: &mut Stream,
        outgoing: &'a Outgoing<'_>,
        endpoint: &Endpoint,
        cx: &mut Context<'_>,
    ) -> Result<Self, FailedExchange> {
        BUFFERS.with_borrow_mut(|Buffers { out, .. }| {
            out.clear();
            let mut body = outgoing.write_head(endpoint, out).ok_or_else(FailedExchange::unfit)?;
            if out.len() + body.len() <= SHORT {
                out.extend_from_slice(std::mem::take(&mut body));
            }
            let mut request = Self { rest: Vec::new(), body, has_begun: false, failed: None, is_sent: false };
            match Pin::new(stream).poll_write(cx, out) {
                Poll::Ready(Ok(taken)) => {
                    request.has_begun = taken > 0;
                    request.rest.extend_from_slice(out.get(taken..).unwrap_or_default());
                }
                Poll::Ready(Err(error)) => request.failed = Some(error),
                Poll::Pending => request.rest.extend_from_slice(out),
            }
            Ok(request)
        })
    }

    /// Sends what can be sent; ready when all is, and again whenever it is asked.
    fn go_on(&mut self, stream: &mut Stream, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Some(error) = self.failed.take() {
            return Poll::Ready(Err(error));
        }
        let mut stream = Pin::new(stream);
        while !self.rest.is_empty() {
            let taken = some(ready!(stream.as_mut().poll_write(cx, &self.rest))?)?;
            self.has_begun = true;
            self.rest.drain(..taken.min(self.rest.len()));
        }
        while !self.body.is_empty() {
            let taken = some(ready!(stream.as_mut().poll_write(cx, self.body))?)?;
            self.body = self.body.get(taken..).unwrap_or_default();
        }
        if !self.is_sent {
            ready!(stream.poll_flush(cx))?;
            self.is_sent = true;
        }
        Poll::Ready(Ok(()))
    }
}

/// A stream that takes nothing never will.
fn some(taken: usize) -> io::Result<usize> {
    if taken == 0 { Err(io::ErrorKind::WriteZero.into()) } else { Ok(taken) }
}

/// Whether an error of sending says that the other side has ended the connection.
fn is_over(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe)
}

/// Reads what there is; ready with the whole answer.
fn read(stream: &mut Stream, assembly: &mut Assembly, cx: &mut Context<'_>) -> Poll<Result<Answered, ExchangeFailure>> {
    BUFFERS.with_borrow_mut(|buffers| {
        loop {
            let mut buffer = ReadBuf::new(&mut buffers.read);
            let read = ready!(Pin::new(&mut *stream).poll_read(cx, &mut buffer));
            read.map_err(|error| ExchangeFailure::of_io(&error, assembly.has_head()))?;
            if buffer.filled().is_empty() {
                return Poll::Ready(std::mem::replace(assembly, Assembly::new()).end());
            }
            if let Some(answered) = assembly.take(buffer.filled())? {
                return Poll::Ready(Ok(answered));
            }
        }
    })
}
