//! Ranges and cross rules of everything but the targets.

use super::Validation;
use crate::config::{DistributionStrategy, MultiTargetConfig};
use std::fmt::Display;

/// The largest seed: 2^53 − 1, the largest integer every JSON reader keeps exactly (RFC 8259, section 6).
pub const MAX_SEED: u64 = (1 << 53) - 1;

pub(super) fn check(config: &MultiTargetConfig, found: &mut Validation) {
    ranges(config, found);
    cross_rules(config, found);
    warnings(config, found);
}

fn ranges(config: &MultiTargetConfig, found: &mut Validation) {
    if let Some(seed) = config.seed {
        within(found, "seed", seed, 0, MAX_SEED);
    }
    within(found, "target_visits_per_day", config.target_visits_per_day, 1.0, 1e10);
    within(found, "pageviews_min", config.pageviews_min, 1, 100);
    within(found, "pageviews_max", config.pageviews_max, 1, 100);
    within(found, "pause_between_pvs_min", config.pause_between_pvs_min, 0.0, 60.0);
    within(found, "pause_between_pvs_max", config.pause_between_pvs_max, 0.0, 60.0);
    within(found, "concurrency", config.concurrency, 1, 100_000);
    within(found, "auto_stop_after_hours", config.auto_stop_after_hours, 0.0, 168.0);
    within(found, "max_total_visits", config.max_total_visits, 0, 1_000_000_000_000);
    within(found, "request.timeout_seconds", config.request.timeout_seconds, 0.1, 300.0);
    within(found, "request.max_in_flight_per_target", config.request.max_in_flight_per_target, 1, 10_000);
    if config.request.bulk_size != 1 {
        found.error("request.bulk_size", "must be 1: hits are sent one per request in this version");
    }
}

fn within<T: PartialOrd + Display + Copy>(found: &mut Validation, field: &str, value: T, min: T, max: T) {
    // Negated, so that NaN is out of range too.
    if !(value >= min && value <= max) {
        found.error(field, format!("must be between {min} and {max}, is {value}"));
    }
}

fn cross_rules(config: &MultiTargetConfig, found: &mut Validation) {
    if config.pageviews_min > config.pageviews_max {
        found.error(
            "pageviews_max",
            format!("must not be below pageviews_min ({}), is {}", config.pageviews_min, config.pageviews_max),
        );
    }
    if config.pause_between_pvs_min > config.pause_between_pvs_max {
        found.error(
            "pause_between_pvs_max",
            format!(
                "must not be below pause_between_pvs_min ({}), is {}",
                config.pause_between_pvs_min, config.pause_between_pvs_max
            ),
        );
    }
}

fn warnings(config: &MultiTargetConfig, found: &mut Validation) {
    if config.auto_stop_after_hours == 0.0 && config.max_total_visits == 0 {
        found.warning(
            "auto_stop_after_hours",
            "neither auto_stop_after_hours nor max_total_visits is set; the run goes on until somebody stops it",
        );
    }
    let needed = visits_in_progress(config);
    if needed > f64::from(config.concurrency) {
        found.warning(
            "concurrency",
            format!(
                "about {needed:.0} visits will be in progress at once on the busiest target, more than {}; the rest will be dropped",
                config.concurrency
            ),
        );
    }
}

/// Visits in progress at once on the busiest target if it answers at once (Little's law).
fn visits_in_progress(config: &MultiTargetConfig) -> f64 {
    let weights = config.enabled_targets().map(|(_, target)| match config.distribution_strategy {
        DistributionStrategy::Weighted => f64::from(target.weight),
        DistributionStrategy::RoundRobin | DistributionStrategy::Random => 1.0,
    });
    let (largest, total) =
        weights.fold((0.0, 0.0), |(largest, total), weight| (f64::max(largest, weight), total + weight));
    if total == 0.0 {
        return 0.0;
    }
    let pauses = f64::from(config.pageviews_min.saturating_add(config.pageviews_max)) / 2.0;
    let pause = (config.pause_between_pvs_min + config.pause_between_pvs_max) / 2.0;
    config.target_visits_per_day / 86_400.0 * largest / total * pauses * pause
}
