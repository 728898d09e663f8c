//! How hits are sent.

use crate::{
    config::{Method, MultiTargetConfig},
    fields::between,
};

fields! {
    /// By which method, and with which tokens.
    METHOD of MultiTargetConfig {
        request: Object("RequestSettings") { label: "Sending", help: "How hits are sent." }
        request.method: Choice(Method) {
            label: "Method",
            help: "POST sends parameters in a form body, the only way \"secure only\" tokens are accepted; GET in the query.",
        }
        request.check_tokens: Flag() {
            label: "Ask about tokens first",
            help: "Before the first hit with a token, ask its Matomo whether it may write, and send no hits with one that was \
                   only ever refused: Matomo locks out whoever goes on sending wrong tokens.",
        }
    }

    /// How hits are sent.
    SENDING of MultiTargetConfig {
        request.timeout_seconds: Number(between(0.1, 300.0)) {
            label: "Time-out", unit: "seconds", help: "Also the longest a hit waits for a free connection.",
        }
        request.max_in_flight_per_target: Whole(between(1.0, 10_000.0)) {
            label: "Unanswered requests per target", unit: "requests", help: "A request is a hit, or a bulk of them.",
        }
        // A real Matomo took 6 s for 3,000 hits (measured).
        request.bulk_size: Whole(between(1.0, 1_000.0)) {
            label: "Hits per request", unit: "hits",
            help: "1 sends each hit on its own. A bulk carries whole visits, so it may hold some more.",
        }
    }
}
