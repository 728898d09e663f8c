//! One stream: the first picture, what the hub sends to all, and the end.

use super::{
    coding::{Envelope, Line, Piece},
    hub::{Hub, Joined},
};
use bytes::Bytes;
use futures::{Stream, stream};
use std::{collections::VecDeque, convert::Infallible, sync::Arc};
use tokio::sync::{OwnedSemaphorePermit, broadcast};
use tokio_util::sync::CancellationToken;

/// Everything that goes over one line, until `closing` or until there is nothing more to come; it keeps `place`.
pub(super) fn bytes(
    hub: Hub,
    line: Line,
    place: OwnedSemaphorePermit,
    closing: CancellationToken,
) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let envelope = Envelope::new(line);
    let ready = envelope.head().into_iter().collect();
    let listener = Listener { hub, line, _place: place, closing, rest: None, envelope, ready, has_ended: false };
    stream::unfold(listener, async |mut listener| listener.next().await.map(|bytes| (Ok(bytes), listener)))
}

struct Listener {
    hub: Hub,
    line: Line,
    _place: OwnedSemaphorePermit,
    closing: CancellationToken,
    /// `None` before the first picture.
    rest: Option<broadcast::Receiver<Arc<Piece>>>,
    envelope: Envelope,
    /// To be sent before anything else.
    ready: VecDeque<Bytes>,
    has_ended: bool,
}

impl Listener {
    async fn next(&mut self) -> Option<Bytes> {
        if let Some(bytes) = self.ready.pop_front() {
            return Some(bytes);
        }
        if self.has_ended {
            return None;
        }
        let closing = self.closing.clone();
        let piece = tokio::select! {
            biased;
            () = closing.cancelled() => None,
            piece = self.receive() => piece,
        };
        match piece {
            Some(piece) => {
                self.envelope.add(&piece);
                Some(piece.bytes.clone())
            }
            None => {
                self.has_ended = true;
                self.envelope.tail()
            }
        }
    }

    /// The next event, or the full picture when there is none or this stream fell behind; `None` at the end.
    async fn receive(&mut self) -> Option<Arc<Piece>> {
        if let Some(rest) = &mut self.rest
            && let Ok(piece) = rest.recv().await
        {
            return Some(piece);
        }
        let Joined { first, rest } = self.hub.join(self.line).await?;
        self.rest = Some(rest);
        Some(first)
    }
}
