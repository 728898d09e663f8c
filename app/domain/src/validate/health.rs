//! What of how targets' health is judged has no effect.

use super::Validation;
use crate::config::{DistributeBy, MultiTargetConfig, OnUnhealthy, Probing};

/// Probes per second, of all targets, that are worth a warning.
const MANY_PROBES: f64 = 50.0;

pub(super) fn warnings(config: &MultiTargetConfig, found: &mut Validation) {
    let health = &config.health;
    let targets = config.enabled_targets().count();
    let is_failover = config.distribution_strategy.always_takes_over();
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
