//! Warnings about how much load is asked for.

use super::Validation;
use crate::{
    backfill::MAX_WINDOW_DAYS,
    config::{Arrivals, MultiTargetConfig, Split},
    date::Date,
    load_shape::Shape,
    messages::{BackfillFinding, CrossFieldFinding, LoadFinding},
};

pub(super) fn warnings(config: &MultiTargetConfig, found: &mut Validation) {
    if config.backfill_enabled {
        backfill(config, found);
    } else {
        live(config, found);
    }
    if config.randomize_visitor_countries && !config.countries.is_empty() {
        let without =
            config.enabled_targets().filter(|(_, target)| target.token().is_none() && !target.has_token).count();
        if without > 0 {
            let finding = LoadFinding::CountriesWithoutTokens { targets: without };
            found.warning("randomize_visitor_countries", finding);
        }
    }
}

fn live(config: &MultiTargetConfig, found: &mut Validation) {
    if config.auto_stop_after_hours == 0.0 && config.max_total_visits == 0 {
        found.warning("auto_stop_after_hours", CrossFieldFinding::RunWithoutEnd);
    }
    let busiest = busiest(config);
    if busiest > 500_000.0 {
        found.warning("target_visits_per_day", LoadFinding::ManyVisitsPerDay { visits: busiest });
    }
    if config.concurrency > 200 {
        found.warning("concurrency", LoadFinding::HighConcurrency { visits: config.concurrency });
    }
    let needed = busiest * config.load_shape.peak() / 86_400.0 * seconds_per_visit(config);
    if needed > f64::from(config.concurrency) {
        let finding = LoadFinding::LowConcurrency { needed, concurrency: config.concurrency };
        found.warning("concurrency", finding);
    }
}

fn backfill(config: &MultiTargetConfig, found: &mut Validation) {
    let date = |text: &Option<String>| text.as_deref().and_then(Date::parse);
    let days = match (date(&config.backfill_start_date), date(&config.backfill_end_date)) {
        (Some(first), Some(last)) => last.unix_days() - first.unix_days() + 1,
        _ => i64::from(config.backfill_duration_days.unwrap_or(0)),
    };
    if days > 90 && days <= i64::from(MAX_WINDOW_DAYS) {
        found.warning("backfill_duration_days", BackfillFinding::ManyDays { days });
    }
    let caps = [config.backfill_max_visits_per_day, config.backfill_max_visits_total];
    let visits = caps.into_iter().flatten().fold(config.target_visits_per_day, |visits, cap| visits.min(cap as f64));
    if visits > 8_000.0 {
        let finding = BackfillFinding::ManyBackfilledVisits { visits };
        found.warning("backfill_max_visits_per_day", finding);
    }
    if let Some(limit) = config.backfill_rps_limit.filter(|limit| *limit > 100.0) {
        found.warning("backfill_rps_limit", BackfillFinding::FastBackfill { limit: limit.into() });
    }
    without_effect(config, found);
}

/// Settings that a live run follows and a backfill ignores.
fn without_effect(config: &MultiTargetConfig, found: &mut Validation) {
    if matches!(config.load_shape.shape, Shape::Ramp | Shape::Steps | Shape::Spike) {
        found.warning("load_shape", BackfillFinding::ShapeInBackfill);
    }
    if config.arrivals == Arrivals::Poisson {
        found.warning("arrivals", BackfillFinding::PoissonInBackfill);
    }
    if config.max_visits_per_day > 0 {
        let finding = CrossFieldFinding::LimitInBackfill { instead: "backfill_max_visits_per_day".to_owned() };
        found.warning("max_visits_per_day", finding);
    }
    if config.max_total_visits > 0 {
        let finding = CrossFieldFinding::LimitInBackfill { instead: "backfill_max_visits_total".to_owned() };
        found.warning("max_total_visits", finding);
    }
}

/// Visits per day of the target that gets most.
fn busiest(config: &MultiTargetConfig) -> f64 {
    let day = config.target_visits_per_day;
    let part = config.equal_part();
    let weights: f64 = config.enabled_targets().map(|(_, target)| f64::from(target.weight)).sum();
    let visits = config.enabled_targets().map(|(_, target)| match config.distribution_strategy.split() {
        Split::ByWeight => day * f64::from(target.weight) / weights,
        Split::Equal => part,
        Split::ByOwnRate => target.visits_per_day.unwrap_or(part),
        Split::AllToEach | Split::AllToFirst => day,
    });
    visits.fold(0.0, f64::max)
}

/// How long a visit lasts on average if it is answered at once.
fn seconds_per_visit(config: &MultiTargetConfig) -> f64 {
    let mut waiting = 0.0;
    let mut browsing = 1.0;
    for (funnel, share) in config.funnel_shares() {
        let waits = funnel.steps.iter().map(|step| (step.delay_seconds_min + step.delay_seconds_max) / 2.0);
        waiting += share * waits.sum::<f64>();
        if funnel.exit_after_completion {
            browsing -= share;
        }
    }
    waiting + browsing * seconds_of_browsing(config)
}

fn seconds_of_browsing(config: &MultiTargetConfig) -> f64 {
    let pause = (config.pause_between_pvs_min + config.pause_between_pvs_max) / 2.0;
    let default = f64::from(config.pageviews_min.saturating_add(config.pageviews_max)) / 2.0 * pause;
    let total: f64 = config.journeys.iter().map(|journey| journey.weight).sum();
    let journeys = config.journeys.iter().map(|journey| {
        let min = journey.pageviews_min.unwrap_or(config.pageviews_min);
        let max = journey.pageviews_max.unwrap_or(config.pageviews_max);
        journey.weight * f64::from(min.saturating_add(max)) / 2.0 * pause * journey.dwell_factor
    });
    if total > 0.0 { journeys.sum::<f64>() / total } else { default }
}
