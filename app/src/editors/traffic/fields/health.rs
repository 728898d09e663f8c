//! When targets count as failing and as well.

use super::{Scalar, Slot, field};

/// When a target counts as failing.
pub static HEALTH_DETECTION: [Scalar; 4] = [
    field(
        "health.failures_in_a_row",
        "Failures in a row",
        "hits",
        "So many hits not delivered one after the other.",
        Slot::Whole(|c| &mut c.health.failures_in_a_row),
    ),
    field(
        "health.failure_rate",
        "Failure rate",
        "",
        "Or this part of the hits in the window; 0.5 is half of them.",
        Slot::Number(|c| &mut c.health.failure_rate),
    ),
    field(
        "health.window_seconds",
        "Window",
        "seconds",
        "The latest hits that the rate is taken from.",
        Slot::Number(|c| &mut c.health.window_seconds),
    ),
    field(
        "health.window_min_hits",
        "Fewest hits in the window",
        "hits",
        "With fewer the rate says nothing.",
        Slot::Whole(|c| &mut c.health.window_min_hits),
    ),
];

/// How often targets are asked how they are.
pub static HEALTH_PROBING: [Scalar; 1] = [field(
    "health.probe_interval_seconds",
    "Probe every",
    "seconds",
    "Probes are in none of the figures.",
    Slot::Number(|c| &mut c.health.probe_interval_seconds),
)];

/// When a target counts as well again.
pub static HEALTH_RECOVERY: [Scalar; 2] = [
    field(
        "health.recover_after_probes",
        "Good probes in a row",
        "probes",
        "Then the target has its load back on trial.",
        Slot::Whole(|c| &mut c.health.recover_after_probes),
    ),
    field(
        "health.trial_hits",
        "Hits on trial",
        "hits",
        "So many delivered make it healthy; one that is not takes the load away again.",
        Slot::Whole(|c| &mut c.health.trial_hits),
    ),
];

/// The fields about the health of targets.
pub fn health() -> impl Iterator<Item = &'static Scalar> {
    HEALTH_DETECTION.iter().chain(&HEALTH_PROBING).chain(&HEALTH_RECOVERY)
}
