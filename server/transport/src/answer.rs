//! What became of a hit that was sent, by the columns that hits are counted in.

use domain::messages::NotDelivered;
use std::time::Duration;

/// What became of a hit that was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Which column it is counted in.
    pub outcome: Outcome,
    /// HTTP status, if an answer came.
    pub status: Option<u16>,
    /// For everything but delivered: what happened, without secrets.
    /// Boxed: nearly all hits are delivered, and an answer is handed on from task to task.
    pub reason: Option<Box<NotDelivered>>,
    /// How long the target asks to be left alone: `Retry-After` of a 429 or 503, at most one hour.
    pub retry_after: Option<Duration>,
}

/// The columns for hits that were sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Accepted by the tracker.
    Delivered,
    /// Refused by the tracker.
    Rejected(Cause),
    /// Not recorded, as far as the answer or the lack of a connection tells.
    Failed(Cause),
    /// Sent, and whether it was recorded cannot be told.
    Unknown(Cause),
    /// Never left: this machine had no capacity. Counted as dropped, and no fault of the target.
    NotSent(Shortage),
}

/// What this machine ran out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shortage {
    /// Open files, of which every connection is one (`ulimit -n`).
    Files,
    /// Local ports towards one address and port of the target (about 28,000 on Linux).
    Ports,
    /// Memory for the buffers of connections.
    Memory,
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
        Self { outcome: Outcome::Delivered, status: Some(status), reason: None, retry_after: None }
    }

    /// Refused with this status.
    pub fn rejected(cause: Cause, status: u16, reason: NotDelivered) -> Self {
        Self {
            outcome: Outcome::Rejected(cause),
            status: Some(status),
            reason: Some(Box::new(reason)),
            retry_after: None,
        }
    }

    /// Not recorded, as far as can be told.
    pub fn failed(cause: Cause, status: Option<u16>, reason: NotDelivered) -> Self {
        Self { outcome: Outcome::Failed(cause), status, reason: Some(Box::new(reason)), retry_after: None }
    }

    /// Sent, and whether it was recorded cannot be told.
    pub fn unknown(cause: Cause, status: Option<u16>, reason: NotDelivered) -> Self {
        Self { outcome: Outcome::Unknown(cause), status, reason: Some(Box::new(reason)), retry_after: None }
    }

    /// Never left this machine, which is short of something.
    pub fn not_sent(shortage: Shortage, reason: NotDelivered) -> Self {
        Self { outcome: Outcome::NotSent(shortage), status: None, reason: Some(Box::new(reason)), retry_after: None }
    }

    /// The same, asking to be left alone for so long.
    pub fn retry_after(self, retry_after: Option<Duration>) -> Self {
        Self { retry_after, ..self }
    }
}
