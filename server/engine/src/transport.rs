//! How a hit gets to its target, behind a trait, so that tests can use a network of their own making
//! and a faster client can take over later.

pub(crate) mod bulk;
mod classify;
mod http;
mod tls;

pub use bulk::{BulkAnswer, OutgoingBulk};
pub use http::HttpConnector;
pub use tls::tls_config;

use crate::error::EngineError;
use domain::{RequestSettings, Target};
use std::future::Future;

/// Makes a [`Transport`] for each target. Every target gets its own, so that no two share
/// connections (bulkheads, law 4).
pub trait Connector: Send + Sync + 'static {
    /// What carries the hits of one target.
    type Transport: Transport;

    /// Prepares to send to `target`; connects only when the first hit is sent.
    ///
    /// # Errors
    /// [`EngineError::Transport`] when no client can be built for it.
    fn connect(&self, target: &Target, settings: &RequestSettings) -> Result<Self::Transport, EngineError>;
}

/// Carries the hits of one target.
pub trait Transport: Send + Sync + 'static {
    /// Sends one hit and reads the whole answer. Never waits for a free slot (the engine limits hits
    /// in flight) and never gives up by itself (the engine's time-out drops the future).
    fn send(&self, hit: OutgoingHit<'_>) -> impl Future<Output = Answer> + Send;

    /// Sends whole visits in one bulk request, always by POST; as [`Transport::send`] in all else.
    fn send_bulk(&self, bulk: OutgoingBulk) -> impl Future<Output = BulkAnswer> + Send;
}

/// One hit, ready to send.
#[derive(Debug)]
pub struct OutgoingHit<'a> {
    /// Form-encoded parameters.
    pub parameters: String,
    /// The visitor's `User-Agent`.
    pub user_agent: &'a str,
    /// The visitor's `Accept-Language`.
    pub accept_language: &'a str,
}

/// What became of a hit that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Which column of the books it goes to.
    pub outcome: Outcome,
    /// HTTP status, if an answer came.
    pub status: Option<u16>,
    /// For everything but delivered: what happened and what it means, without secrets.
    pub message: Option<String>,
}

/// The columns of the books for hits that were sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Accepted by the tracker.
    Delivered,
    /// Refused by the tracker.
    Rejected(Cause),
    /// No usable answer.
    Failed(Cause),
    /// Never left: this machine had no capacity. Counted as dropped, and no fault of the target.
    NotSent,
}

/// Why a hit was not delivered; see `domain::ErrorCounts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "documented where they are counted, in domain::ErrorCounts")]
pub enum Cause {
    Timeout,
    Connect,
    Tls,
    Http4xx,
    Http5xx,
    InvalidResponse,
}

impl Answer {
    /// Accepted with this status.
    pub fn delivered(status: u16) -> Self {
        Self { outcome: Outcome::Delivered, status: Some(status), message: None }
    }

    /// Refused with this status.
    pub fn rejected(cause: Cause, status: u16, message: impl Into<String>) -> Self {
        Self { outcome: Outcome::Rejected(cause), status: Some(status), message: Some(message.into()) }
    }

    /// No usable answer.
    pub fn failed(cause: Cause, status: Option<u16>, message: impl Into<String>) -> Self {
        Self { outcome: Outcome::Failed(cause), status, message: Some(message.into()) }
    }
}
