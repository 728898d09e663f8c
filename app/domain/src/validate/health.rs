//! What of how targets' health is judged has no effect.

use super::Validation;
use crate::{
    config::{DistributeBy, MultiTargetConfig, OnUnhealthy, Probing},
    messages::{CrossFieldFinding, HealthFinding},
};

/// Probes per second, of all targets, that are worth a warning.
const MANY_PROBES: f64 = 50.0;

pub(super) fn warnings(config: &MultiTargetConfig, found: &mut Validation) {
    let health = &config.health;
    let targets = config.enabled_targets().count();
    let is_failover = config.distribution_strategy.always_takes_over();
    let rate = targets as f64 / health.probe_interval_seconds;
    if health.probe == Probing::Always && rate > MANY_PROBES && rate.is_finite() {
        let finding = HealthFinding::ManyProbes { targets, per_second: rate };
        found.warning("health.probe_interval_seconds", finding);
    }
    if config.backfill_enabled {
        if health.on_unhealthy != OnUnhealthy::Keep {
            let finding = HealthFinding::OnUnhealthyInBackfill { on_unhealthy: health.on_unhealthy };
            found.warning("health.on_unhealthy", finding);
        }
        return;
    }
    if is_failover && health.on_unhealthy == OnUnhealthy::Hold {
        found.warning("health.on_unhealthy", HealthFinding::HoldUnderFailover);
    }
    if !is_failover && health.on_unhealthy == OnUnhealthy::Hold && config.distribute_by == DistributeBy::Hit {
        found.warning("health.on_unhealthy", CrossFieldFinding::HoldByHit);
    }
    if targets == 1 && (is_failover || health.on_unhealthy == OnUnhealthy::Skip) {
        let field = if is_failover { "distribution_strategy" } else { "health.on_unhealthy" };
        found.warning(field, HealthFinding::NothingToTakeOver);
    }
    let takes_over = is_failover || health.on_unhealthy == OnUnhealthy::Skip;
    if health.respect_retry_after && targets > 1 && !takes_over {
        let finding = CrossFieldFinding::RetryAfterDrops { timeout_seconds: config.request.timeout_seconds };
        found.warning("health.respect_retry_after", finding);
    }
}
