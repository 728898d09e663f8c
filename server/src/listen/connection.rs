//! One connection from its first byte to its end. HTTP/1.1 only: browsers use HTTP/2 over TLS alone, which is a reverse
//! proxy's, and a client with a window of zero could hold its answers here for ever.

use super::{
    activity::{Activity, Answer},
    slots::ConnectionSlot,
    stream::Stream,
};
use axum::{Router, body::Body};
use futures::future::BoxFuture;
use http::{Request, Response};
use hyper::{body::Incoming, server::conn::http1::Builder, service::service_fn};
use hyper_util::rt::TokioIo;
use std::{convert::Infallible, pin::pin, time::Duration};
use tokio::{net::TcpStream, select};
use tokio_util::sync::CancellationToken;
use tower::Service;

/// The most that is kept of a request's head and of an answer's bytes that the client has not taken, bytes.
const BUFFER: usize = 64 * 1024;
/// How long a connection that is to end may take to say so.
const GOODBYE: Duration = Duration::from_secs(1);

/// What all connections share; clones are cheap.
#[derive(Clone)]
pub(super) struct Listener {
    router: Router,
    http: Builder,
    idle: Duration,
    closing: CancellationToken,
}

impl Listener {
    /// Answers with `router`; a connection ends when it has been idle for as long as `idle`, and after `closing`.
    pub(super) fn new(router: Router, idle: Duration, closing: CancellationToken) -> Self {
        let mut http = Builder::new();
        http.max_buf_size(BUFFER);
        Self { router, http, idle, closing }
    }

    /// Serves one connection, which keeps `slot` as long as it is open.
    pub(super) async fn serve(self, stream: TcpStream, slot: ConnectionSlot) {
        let activity = Activity::new();
        let service = service_fn({
            let router = self.router.clone();
            let activity = activity.clone();
            move |request: Request<Incoming>| answer(router.clone(), &activity, request)
        });
        let io = TokioIo::new(Stream::new(stream, self.idle, activity.clone()));
        let mut connection = pin!(self.http.serve_connection(io, service));
        let mut crowded = slot.crowded();
        let mut patience = self.idle;
        let mut is_ending = false;
        loop {
            select! {
                biased;
                ended = connection.as_mut() => {
                    if let Err(error) = ended {
                        tracing::trace!(%error, "a connection ended");
                    }
                    return;
                }
                () = activity.idle(patience, &mut crowded) => {
                    if is_ending {
                        return;
                    }
                }
                () = self.closing.cancelled(), if !is_ending => {}
            }
            // An answer that has begun is finished; then the client is notified, if it still listens.
            connection.as_mut().graceful_shutdown();
            (patience, is_ending) = (GOODBYE, true);
        }
    }
}

/// Boxed, because an idle connection would otherwise keep room for all that answering may take.
fn answer(
    mut router: Router,
    activity: &Activity,
    request: Request<Incoming>,
) -> BoxFuture<'static, Result<Response<Answer>, Infallible>> {
    let busy = activity.begin();
    Box::pin(async move {
        let response = router.call(request.map(Body::new)).await?;
        Ok(response.map(|body| Answer::new(body, busy)))
    })
}
