//! What a target's health is judged by: the configuration, brought down to what a target needs.

use domain::{DistributeBy, MultiTargetConfig, OnUnhealthy, Probing, config::Split};
use std::time::Duration;

/// How the health of a target is judged and what follows; see [`domain::HealthSettings`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Policy {
    /// So many undelivered hits or failed probes in a row are a sign of failure.
    pub failures_in_a_row: u32,
    /// This part of the window's hits not delivered is one, too.
    pub failure_rate: f64,
    /// Length of the window.
    pub window: Duration,
    /// Fewer hits in the window say nothing.
    pub window_min_hits: u32,
    /// Good probes in a row that make an open target half-open.
    pub recover_after_probes: u32,
    /// Delivered hits in a row that make it healthy.
    pub trial_hits: u32,
    /// Failing targets are opened: nothing is sent to them but probes.
    pub opens: bool,
    /// Open and resting targets leave the rotation; otherwise they keep their place in it.
    pub leaves: bool,
    /// What their strategy does about them.
    pub role: Role,
    /// Which targets are probed.
    pub probe: Probing,
    /// Time between two probes of a target.
    pub probe_interval: Duration,
    /// Do as `Retry-After` asks.
    pub respects_retry_after: bool,
}

/// What becomes of the load of an unhealthy target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It is sent all the same.
    Kept,
    /// The others take it over.
    Shared,
    /// The next one in the list takes it over.
    Relieved,
    /// Nobody gets it, and it is not planned: each target has its own load, or all have the same.
    Spared,
    /// Nobody gets it, and it is dropped.
    Held,
    /// The same hit by hit: visits are split over the targets, so none can be held back as a whole.
    HitsHeld,
}

impl Policy {
    /// The policy of a run of `config`. Only with a schedule can visits be kept from a target: without one
    /// each target is on its own way through the visits that are its, so all are kept.
    pub(crate) fn of(config: &MultiTargetConfig, has_schedule: bool) -> Self {
        let health = &config.health;
        let role = role(config, has_schedule);
        Self {
            failures_in_a_row: health.failures_in_a_row,
            failure_rate: health.failure_rate,
            window: seconds(health.window_seconds),
            window_min_hits: health.window_min_hits,
            recover_after_probes: health.recover_after_probes,
            trial_hits: health.trial_hits,
            opens: role != Role::Kept,
            leaves: matches!(role, Role::Shared | Role::Relieved | Role::Spared),
            role,
            probe: health.probe,
            probe_interval: seconds(health.probe_interval_seconds),
            respects_retry_after: health.respect_retry_after,
        }
    }
}

fn role(config: &MultiTargetConfig, has_schedule: bool) -> Role {
    match (config.distribution_strategy.split(), config.health.on_unhealthy) {
        _ if !has_schedule => Role::Kept,
        (Split::AllToFirst, _) => Role::Relieved,
        (_, OnUnhealthy::Keep) => Role::Kept,
        (_, OnUnhealthy::Hold) if config.distribute_by == DistributeBy::Hit => Role::HitsHeld,
        (_, OnUnhealthy::Hold) => Role::Held,
        (Split::ByOwnRate | Split::AllToEach, OnUnhealthy::Skip) => Role::Spared,
        (Split::Equal | Split::ByWeight, OnUnhealthy::Skip) => Role::Shared,
    }
}

/// Valid settings are within the range of a duration; what is not is a second.
fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).ok().filter(|length| !length.is_zero()).unwrap_or(Duration::from_secs(1))
}

impl Default for Policy {
    fn default() -> Self {
        Self::of(&MultiTargetConfig::default(), true)
    }
}
