//! Ranges of the numbers of a configuration, as the table of fields has them, and rules between them.

use super::Validation;
use crate::{
    config::{DistributeBy, DistributionStrategy, MultiTargetConfig, Split},
    fields::{self, check_ranges},
    messages::{CrossFieldFinding, LoadFinding, Number},
};

pub(super) fn check(config: &MultiTargetConfig, found: &mut Validation) {
    for group in fields::CONFIG {
        check_ranges(group, config, "", found);
    }
    found.errors.extend(crate::backfill::form(config));
    cross_rules(config, found);
}

fn below(other: &str, other_is: f64, is: f64) -> CrossFieldFinding {
    CrossFieldFinding::BelowField { other: other.to_owned(), other_is: other_is.into(), is: Some(is.into()) }
}

fn cross_rules(config: &MultiTargetConfig, found: &mut Validation) {
    let mut ordered = |min: &str, max: &str, low: f64, high: f64| {
        if low > high {
            found.error(max, below(min, low, high));
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
        found.error("request.bulk_size", CrossFieldFinding::BulkByHit);
    }
    if config.distribution_strategy.needs_whole_visits() && config.distribute_by == DistributeBy::Hit {
        found.error("distribute_by", LoadFinding::WholeVisitsByHit { strategy: config.distribution_strategy });
    }
    if config.distribution_strategy.needs_whole_visits() && config.backfill_enabled {
        found.error("distribution_strategy", not_in_a_backfill(config.distribution_strategy));
    }
    if let (Some(day), Some(total)) = (config.backfill_max_visits_per_day, config.backfill_max_visits_total)
        && total < day
    {
        let finding = CrossFieldFinding::BelowField {
            other: "backfill_max_visits_per_day".to_owned(),
            other_is: Number::Whole(day),
            is: Some(Number::Whole(total)),
        };
        found.error("backfill_max_visits_total", finding);
    }
}

/// Why a backfill cannot split so: its days have a number of visits each, of which every one goes to one target.
fn not_in_a_backfill(strategy: DistributionStrategy) -> CrossFieldFinding {
    match strategy.split() {
        Split::AllToEach => CrossFieldFinding::MirrorInBackfill,
        _ => CrossFieldFinding::IndependentInBackfill,
    }
}
