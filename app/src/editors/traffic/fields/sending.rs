//! How hits are sent.

use super::{Scalar, Slot, field};

/// How hits are sent.
pub static SENDING: [Scalar; 3] = [
    field(
        "request.timeout_seconds",
        "Time-out",
        "seconds",
        "Also the longest a hit waits for a free connection.",
        Slot::Number(|c| &mut c.request.timeout_seconds),
    ),
    field(
        "request.max_in_flight_per_target",
        "Unanswered requests per target",
        "requests",
        "A request is a hit, or a bulk of them.",
        Slot::Whole(|c| &mut c.request.max_in_flight_per_target),
    ),
    field(
        "request.bulk_size",
        "Hits per request",
        "hits",
        "1 sends each hit on its own.",
        Slot::Whole(|c| &mut c.request.bulk_size),
    ),
];
