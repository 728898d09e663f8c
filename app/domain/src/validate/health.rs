//! Ranges of how targets' health is judged, and what of it has no effect.

use super::Validation;
use crate::config::{DistributeBy, DistributionStrategy, HealthSettings, MultiTargetConfig, OnUnhealthy, Probing};

/// Probes per second, of all targets, that are worth a warning.
const MANY_PROBES: f64 = 50.0;

pub(super) fn check(config: &MultiTargetConfig, found: &mut Validation) {
    ranges(&config.health, found);
    warnings(config, found);
}

fn ranges(health: &HealthSettings, found: &mut Validation) {
    found.within("health.failures_in_a_row", health.failures_in_a_row, 1, 10_000);
    // Negated, so that NaN is out of range too.
    if !(health.failure_rate > 0.0 && health.failure_rate <= 1.0) {
        let rate = health.failure_rate;
        found.error("health.failure_rate", format!("must be above 0 and at most 1, is {rate}"));
    }
    found.within("health.window_seconds", health.window_seconds, 1.0, 300.0);
    found.within("health.window_min_hits", health.window_min_hits, 1, 100_000);
    found.within("health.probe_interval_seconds", health.probe_interval_seconds, 0.1, 300.0);
    found.within("health.recover_after_probes", health.recover_after_probes, 1, 100);
    found.within("health.trial_hits", health.trial_hits, 1, 10_000);
}

fn warnings(config: &MultiTargetConfig, found: &mut Validation) {
    let health = &config.health;
    let targets = config.enabled_targets().count();
    let is_failover = config.distribution_strategy == DistributionStrategy::Failover;
    let rate = targets as f64 / health.probe_interval_seconds;
    if health.probe == Probing::Always && rate > MANY_PROBES && rate.is_finite() {
        found.warning(
            "health.probe_interval_seconds",
            format!("{targets} targets are probed {rate:.0} times a second; a longer interval leaves more for hits"),
        );
    }
    if config.backfill_enabled {
        if health.on_unhealthy != OnUnhealthy::Keep {
            found.warning(
                "health.on_unhealthy",
                format!(
                    "{} has no effect on a backfill: each target gets the visits of its days, whatever its health",
                    health.on_unhealthy.as_str()
                ),
            );
        }
        return;
    }
    if is_failover && health.on_unhealthy == OnUnhealthy::Hold {
        found.warning(
            "health.on_unhealthy",
            "hold has no effect under failover: the next target takes over from one that is unhealthy",
        );
    }
    if !is_failover && health.on_unhealthy == OnUnhealthy::Hold && config.distribute_by == DistributeBy::Hit {
        found.warning(
            "health.on_unhealthy",
            "with distribute_by hit a visit is split over targets and cannot be held back as a whole: the hits of an unhealthy target are dropped one by one, and no visit is counted as held",
        );
    }
    if targets == 1 && (is_failover || health.on_unhealthy == OnUnhealthy::Skip) {
        let field = if is_failover { "distribution_strategy" } else { "health.on_unhealthy" };
        found.warning(
            field,
            "there is no other target to take over from the only enabled one, so it is sent its load whatever its health",
        );
    }
    let takes_over = is_failover || health.on_unhealthy == OnUnhealthy::Skip;
    if health.respect_retry_after && targets > 1 && !takes_over {
        found.warning(
            "health.respect_retry_after",
            format!(
                "hits for a target that asks to be left alone are dropped after {} s of waiting; with on_unhealthy skip the other targets take over its visits meanwhile",
                config.request.timeout_seconds
            ),
        );
    }
}
