//! Ranges and cross rules of everything but the targets.

use super::Validation;
use crate::{
    config::{DistributeBy, DistributionStrategy, MultiTargetConfig},
    live_part::needs_whole_visits,
};

/// The largest seed: 2^53 − 1, the largest integer every JSON reader keeps exactly (RFC 8259, section 6).
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// The largest seed of a backfill: 2^31 − 1.
pub const MAX_BACKFILL_SEED: u64 = (1 << 31) - 1;

/// The most hits of a bulk request. A real Matomo took 6 s for 3,000 (measured).
pub const MAX_BULK_SIZE: u32 = 1_000;

/// The least rate of a backfill, visits per second: one in about 17 minutes.
pub const MIN_BACKFILL_RATE: f64 = 0.001;

/// The highest rate of a backfill, visits per second.
pub const MAX_BACKFILL_RATE: f64 = 500.0;

pub(super) fn check(config: &MultiTargetConfig, found: &mut Validation) {
    ranges(config, found);
    cross_rules(config, found);
}

fn ranges(config: &MultiTargetConfig, found: &mut Validation) {
    if let Some(seed) = config.seed {
        found.within("seed", seed, 0, MAX_SEED);
    }
    found.within("target_visits_per_day", config.target_visits_per_day, 1.0, 1e10);
    found.within("pageviews_min", config.pageviews_min, 1, 100);
    found.within("pageviews_max", config.pageviews_max, 1, 100);
    found.within("pause_between_pvs_min", config.pause_between_pvs_min, 0.0, 60.0);
    found.within("pause_between_pvs_max", config.pause_between_pvs_max, 0.0, 60.0);
    found.within("visit_duration_min", config.visit_duration_min, 0.1, 120.0);
    found.within("visit_duration_max", config.visit_duration_max, 0.1, 120.0);
    found.within("concurrency", config.concurrency, 1, 100_000);
    found.within("auto_stop_after_hours", config.auto_stop_after_hours, 0.0, 168.0);
    found.within("max_total_visits", config.max_total_visits, 0, 1_000_000_000_000);
    found.within("max_visits_per_day", config.max_visits_per_day, 0, 1_000_000_000_000);
    found.within("request.timeout_seconds", config.request.timeout_seconds, 0.1, 300.0);
    found.within("request.max_in_flight_per_target", config.request.max_in_flight_per_target, 1, 10_000);
    found.within("request.bulk_size", config.request.bulk_size, 1, MAX_BULK_SIZE);
    backfill(config, found);
}

fn backfill(config: &MultiTargetConfig, found: &mut Validation) {
    if let Some(days) = config.backfill_days_back {
        found.within("backfill_days_back", days, 1, 365);
    }
    if let Some(days) = config.backfill_duration_days {
        found.within("backfill_duration_days", days, 1, 365);
    }
    if let Some(visits) = config.backfill_max_visits_per_day {
        found.within("backfill_max_visits_per_day", visits, 1, 10_000);
    }
    if let Some(visits) = config.backfill_max_visits_total {
        found.within("backfill_max_visits_total", visits, 1, 10_000_000);
    }
    if let Some(limit) = config.backfill_rps_limit
        && !(MIN_BACKFILL_RATE..=MAX_BACKFILL_RATE).contains(&limit)
    {
        found.error(
            "backfill_rps_limit",
            format!("must be between {MIN_BACKFILL_RATE} and {MAX_BACKFILL_RATE} visits per second, is {limit}"),
        );
    }
    if let Some(seed) = config.backfill_seed {
        found.within("backfill_seed", seed, 0, MAX_BACKFILL_SEED);
    }
    found.errors.extend(crate::backfill::form(config));
}

fn cross_rules(config: &MultiTargetConfig, found: &mut Validation) {
    let mut ordered = |min: &str, max: &str, low: f64, high: f64| {
        if low > high {
            found.error(max, format!("must not be below {min} ({low}), is {high}"));
        }
    };
    ordered("pageviews_min", "pageviews_max", config.pageviews_min.into(), config.pageviews_max.into());
    ordered(
        "pause_between_pvs_min",
        "pause_between_pvs_max",
        config.pause_between_pvs_min,
        config.pause_between_pvs_max,
    );
    ordered("visit_duration_min", "visit_duration_max", config.visit_duration_min, config.visit_duration_max);
    ordered(
        "ecommerce_order_value_min",
        "ecommerce_order_value_max",
        config.ecommerce_order_value_min,
        config.ecommerce_order_value_max,
    );
    ordered(
        "ecommerce_items_min",
        "ecommerce_items_max",
        config.ecommerce_items_min.into(),
        config.ecommerce_items_max.into(),
    );
    // A visit travels whole in one bulk, because Matomo splits those that come in several (measured).
    if config.request.bulk_size > 1 && config.distribute_by == DistributeBy::Hit {
        found.error(
            "request.bulk_size",
            "needs distribute_by visit: a bulk carries whole visits; set it to 1 or split by visit",
        );
    }
    if needs_whole_visits(config.distribution_strategy) && config.distribute_by == DistributeBy::Hit {
        let strategy = config.distribution_strategy;
        found.error(
            "distribute_by",
            format!("must be visit with the {strategy} strategy, which gives out whole visits"),
        );
    }
    if needs_whole_visits(config.distribution_strategy) && config.backfill_enabled {
        found.error("distribution_strategy", not_in_a_backfill(config.distribution_strategy));
    }
    if let (Some(day), Some(total)) = (config.backfill_max_visits_per_day, config.backfill_max_visits_total)
        && total < day
    {
        found.error(
            "backfill_max_visits_total",
            format!("must not be below backfill_max_visits_per_day ({day}), is {total}"),
        );
    }
}

/// Why a backfill cannot split so: its days have a number of visits each, of which every one goes to one target.
fn not_in_a_backfill(strategy: DistributionStrategy) -> &'static str {
    match strategy {
        DistributionStrategy::Mirror => {
            "must not be mirror in a backfill, which sends each visit once; to fill the same days at two targets, run one backfill for each with the same backfill_seed"
        }
        _ => {
            "must not be independent in a backfill, which has no schedule; choose weighted, with weights in proportion to the targets' visits_per_day"
        }
    }
}
