//! How hits are sent.

use super::Method;
use serde::{Deserialize, Serialize};

/// How hits are sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequestSettings {
    /// POST (default) or GET.
    pub method: Method,
    /// Seconds until an unanswered hit counts as failed/timeout, 0.1–300. Also the longest a hit that
    /// is ready waits for a free connection before it is dropped.
    pub timeout_seconds: f64,
    /// Most unanswered requests per target, each a hit or a bulk, 1–10,000.
    pub max_in_flight_per_target: u32,
    /// Hits after which a bulk request goes, 1–1,000; 1 sends each on its own. A bulk carries
    /// whole visits, so it may hold some more; it goes after a second in any case.
    pub bulk_size: u32,
    /// Before the first hit with a token, ask its Matomo whether it may write, and send no hits with one that was only
    /// ever refused: Matomo locks out clients that go on sending wrong tokens.
    pub check_tokens: bool,
}

impl Default for RequestSettings {
    fn default() -> Self {
        Self {
            method: Method::Post,
            timeout_seconds: 10.0,
            max_in_flight_per_target: 64,
            bulk_size: 1,
            check_tokens: true,
        }
    }
}
