//! When a target counts as unhealthy, and what becomes of its load then.

use serde::{Deserialize, Serialize};

/// What becomes of the load of a target that is unhealthy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnUnhealthy {
    /// It is sent all the same: a load test must be able to hurt.
    #[default]
    Keep,
    /// The other targets take it over, exactly by the strategy.
    Skip,
    /// Nobody gets it: its visits are dropped and counted as held.
    Hold,
}

impl OnUnhealthy {
    /// Every choice, in the order the picker shows them.
    pub const ALL: [Self; 3] = [Self::Keep, Self::Skip, Self::Hold];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Skip => "skip",
            Self::Hold => "hold",
        }
    }
}

/// Which targets are asked how they are besides by their hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Probing {
    /// Those that get no hits because they are unhealthy, and those that wait for a failover.
    #[default]
    WhenIdle,
    /// All.
    Always,
}

impl Probing {
    /// Every choice, in the order the picker shows them.
    pub const ALL: [Self; 2] = [Self::WhenIdle, Self::Always];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WhenIdle => "when-idle",
            Self::Always => "always",
        }
    }
}

/// How the health of targets is judged; the same for all of a run.
///
/// A target is detected as failing by either of two signs: `failures_in_a_row`, or `failure_rate` over
/// the last `window_seconds`; where a target gets no hits, `failures_in_a_row` failed probes are one, too.
///
/// Under `keep` it stays in the rotation. `trial_hits` delivered ones in a row make it healthy again, if in
/// the latest fifth of the window less than half of `failure_rate` was lost: so it does not flap.
///
/// Under `skip` and `hold`, and with the failover strategy, it is opened: nothing is sent to it but probes,
/// which leave no trace in its statistics; hits that visits begun before still owe it are dropped when they are
/// due. `recover_after_probes` good ones make it half-open: it has its load back, one more hit that is not
/// delivered opens it again, and `trial_hits` delivered ones make it healthy (where it gets no hits,
/// `recover_after_probes` good probes more). Each time it is opened again before it was healthy, the next trial takes
/// twice as many good probes, up to 32 × `recover_after_probes`. If none is left in the rotation, all get their load.
///
/// Without a schedule (a backfill, or as fast as possible) each target is on its own way through the visits
/// that are its: health is watched and shown, and it is as under `keep`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HealthSettings {
    /// What becomes of the load of an unhealthy target.
    pub on_unhealthy: OnUnhealthy,
    /// Undelivered hits in a row that make a target failing, 1–10,000.
    pub failures_in_a_row: u32,
    /// This part of the hits in the window not delivered makes a target failing, above 0 to 1.
    pub failure_rate: f64,
    /// Length of the sliding window, seconds, 1–300.
    pub window_seconds: f64,
    /// Fewer hits than this in the window say nothing about the rate, 1–100,000.
    pub window_min_hits: u32,
    /// Which targets are probed.
    pub probe: Probing,
    /// Seconds between two probes of a target, 0.1–300.
    pub probe_interval_seconds: f64,
    /// Good probes in a row that make an open target half-open, 1–100; twice as many after each trial that failed,
    /// up to 32 times as many, until it is healthy.
    pub recover_after_probes: u32,
    /// Delivered hits in a row that make a half-open target healthy, 1–10,000.
    pub trial_hits: u32,
    /// Send nothing to a target that answered 429 or 503 with `Retry-After` until that time has passed
    /// (RFC 9110, section 10.2.3), an hour at most.
    pub respect_retry_after: bool,
}

impl Default for HealthSettings {
    fn default() -> Self {
        Self {
            on_unhealthy: OnUnhealthy::default(),
            failures_in_a_row: 5,
            failure_rate: 0.5,
            window_seconds: 10.0,
            window_min_hits: 20,
            probe: Probing::default(),
            probe_interval_seconds: 5.0,
            recover_after_probes: 2,
            trial_hits: 10,
            respect_retry_after: false,
        }
    }
}
