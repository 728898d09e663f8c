//! What became of a connection, to stand in brackets.

use serde::Serialize;
use thiserror::Error;

/// What the error of a connection comes down to: nothing of it is said by the other side or by a library, either of
/// which can repeat a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Error)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its words say")]
pub enum NetworkDetail {
    #[error("closed by the other side")]
    Closed,
    #[error("reset by the other side")]
    Reset,
    #[error("aborted by this machine")]
    Aborted,
    #[error("the network lost it")]
    Lost,
    #[error("there is no route to the host")]
    NoRoute,
    #[error("what came makes no sense")]
    Nonsense,
    #[error("this machine does not allow it")]
    Forbidden,
    #[error("this machine has no more memory")]
    OutOfMemory,
    #[error("an error of the network")]
    Other,
    #[error("closed by the other side during the TLS handshake")]
    ClosedInHandshake,
    #[error("reset by the other side during the TLS handshake")]
    ResetInHandshake,
    #[error("an error of the network during the TLS handshake")]
    OtherInHandshake,
    #[error("it stopped answering")]
    StoppedAnswering,
    #[error("HTTP/2 was not spoken as it should be")]
    Http2Violated,
    #[error("the other side closed the HTTP/2 connection (GOAWAY)")]
    Goaway,
    #[error("the other side ended the HTTP/2 stream (RST_STREAM)")]
    StreamReset,
    #[error("a chunk does not say how long it is")]
    ChunkWithoutLength,
    #[error("a line between chunks is too long")]
    ChunkLineTooLong,
    #[error("a chunk is longer than it says")]
    ChunkTooLong,
    #[error("its trailers are too long")]
    TrailersTooLong,
    #[error("a trailer is no field")]
    TrailerInvalid,
}
