//! When targets count as failing and as well again.

use crate::{
    config::{MultiTargetConfig, OnUnhealthy, Probing},
    fields::{above, between},
};

fields! {
    /// What becomes of the load of targets that are unhealthy, and whether they are probed.
    HEALTH of MultiTargetConfig {
        health: Object("HealthSettings") {
            label: "Health of targets", live: true,
            help: "When a target counts as unhealthy, and what becomes of its load then.",
        }
        health.on_unhealthy: Choice(OnUnhealthy) {
            label: "The load of a target that fails",
            help: "keep: it is sent all the same. skip: the other targets take it over, by the strategy. hold: its visits are \
                   dropped and counted as held.",
        }
        health.probe: Choice(Probing) {
            label: "Which targets are probed",
            help: "Those that get no hits because they are unhealthy or wait for a failover, or all. Probes record nothing.",
        }
        health.respect_retry_after: Flag() {
            label: "Respect Retry-After",
            help: "Send nothing to a target that answered 429 or 503 with Retry-After until that time has passed, an hour at \
                   most.",
        }
    }

    /// When a target counts as failing.
    HEALTH_DETECTION of MultiTargetConfig {
        health.failures_in_a_row: Whole(between(1.0, 10_000.0)) {
            label: "Failures in a row", unit: "hits", help: "So many hits not delivered one after the other.",
        }
        health.failure_rate: Number(above(0.0, 1.0)) {
            label: "Failure rate", help: "Or this part of the hits in the window; 0.5 is half of them.",
        }
        health.window_seconds: Number(between(1.0, 300.0)) {
            label: "Window", unit: "seconds", help: "The latest hits that the rate is taken from.",
        }
        health.window_min_hits: Whole(between(1.0, 100_000.0)) {
            label: "Fewest hits in the window", unit: "hits", help: "With fewer the rate says nothing.",
        }
    }

    /// How often targets are asked how they are.
    HEALTH_PROBING of MultiTargetConfig {
        health.probe_interval_seconds: Number(between(0.1, 300.0)) {
            label: "Probe every", unit: "seconds", help: "Probes are in none of the figures.",
        }
    }

    /// When a target counts as well again.
    HEALTH_RECOVERY of MultiTargetConfig {
        health.recover_after_probes: Whole(between(1.0, 100.0)) {
            label: "Good probes in a row", unit: "probes",
            help: "Then the target has its load back on trial; twice as many after each trial that failed, up to 32 times.",
        }
        health.trial_hits: Whole(between(1.0, 10_000.0)) {
            label: "Hits on trial", unit: "hits",
            help: "So many delivered make it healthy; one that is not takes the load away again.",
        }
    }
}
