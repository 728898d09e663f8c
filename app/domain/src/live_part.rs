//! Which part of a configuration a run follows while it goes on, and which waits for the next start: said
//! once, for engine, server and interface.

use crate::config::{DistributeBy, DistributionStrategy, MultiTargetConfig};

/// Makes the lists below out of one: a field that is in neither does not compile.
macro_rules! parts {
    (live: $($live:ident)+, waiting: $($waiting:ident)+) => {
        /// The fields that an active run with a schedule follows.
        pub const LIVE_FIELDS: &[&str] = &[$(stringify!($live)),+];

        /// Takes what a run follows live over from `wanted`.
        fn take_over(running: &mut MultiTargetConfig, wanted: &MultiTargetConfig) {
            $(running.$live.clone_from(&wanted.$live);)+
        }

        /// Takes what a run follows and `wanted` has otherwise than `running` over into `stored`, whose other
        /// fields may differ from both.
        pub fn carry_over(running: &MultiTargetConfig, wanted: &MultiTargetConfig, stored: &mut MultiTargetConfig) {
            $(if running.$live != wanted.$live {
                stored.$live.clone_from(&wanted.$live);
            })+
        }

        /// The fields that differ, of those that a run follows.
        fn followed(running: &MultiTargetConfig, wanted: &MultiTargetConfig) -> Vec<&'static str> {
            let MultiTargetConfig { $($live,)+ $($waiting: _,)+ } = running;
            let mut fields = Vec::new();
            $(if *$live != wanted.$live {
                fields.push(stringify!($live));
            })+
            fields
        }

        /// The fields that differ, of those that wait for the next start.
        fn waiting(running: &MultiTargetConfig, wanted: &MultiTargetConfig) -> Vec<&'static str> {
            let MultiTargetConfig { $($live: _,)+ $($waiting,)+ } = running;
            let mut fields = Vec::new();
            $(if *$waiting != wanted.$waiting {
                fields.push(stringify!($waiting));
            })+
            fields
        }
    };
}

parts! {
    live:
        targets distribution_strategy target_visits_per_day arrivals load_shape concurrency auto_stop_after_hours
        max_total_visits max_visits_per_day abort_when thresholds health,
    waiting:
        distribute_by seed pageviews_min pageviews_max pause_between_pvs_min pause_between_pvs_max
        visit_duration_min visit_duration_max sitesearch_probability outlinks_probability downloads_probability
        click_events_probability random_events_probability direct_traffic_probability campaigns_probability
        returning_visitors_probability ecommerce_probability ecommerce_order_value_min
        ecommerce_order_value_max ecommerce_currency ecommerce_items_min ecommerce_items_max ecommerce_tax_rate
        ecommerce_shipping_rates goals user_id_probability custom_dimensions contents
        randomize_visitor_countries countries timezone journeys funnels data_sets
        backfill_enabled backfill_start_date backfill_end_date backfill_days_back backfill_duration_days
        backfill_max_visits_per_day backfill_max_visits_total backfill_rps_limit backfill_seed request
}

/// Whether the strategy gives out whole visits only, so that it needs `distribute_by` visit.
pub fn needs_whole_visits(strategy: DistributionStrategy) -> bool {
    matches!(strategy, DistributionStrategy::Independent | DistributionStrategy::Mirror)
}

/// Whether the strategy waits for the next start: a run that is distributed by hit stays so.
fn strategy_waits(running: &MultiTargetConfig, wanted: &MultiTargetConfig) -> bool {
    running.distribute_by == DistributeBy::Hit && needs_whole_visits(wanted.distribution_strategy)
}

/// What a run that follows `running` is to follow when `wanted` is saved: its live part, and the rest as it was.
pub fn follow(running: &MultiTargetConfig, wanted: &MultiTargetConfig) -> MultiTargetConfig {
    let mut next = running.clone();
    take_over(&mut next, wanted);
    if strategy_waits(running, wanted) {
        next.distribution_strategy = running.distribution_strategy;
    }
    next
}

/// The fields of `wanted` that a run of `running` follows as soon as they are saved, as they are called in JSON.
pub fn followed_fields(running: &MultiTargetConfig, wanted: &MultiTargetConfig) -> Vec<&'static str> {
    let mut fields = followed(running, wanted);
    fields.retain(|field| *field != "distribution_strategy" || !strategy_waits(running, wanted));
    fields
}

/// The fields of `wanted` that a run of `running` does not follow before the next start, as they are called in
/// JSON.
pub fn waiting_fields(running: &MultiTargetConfig, wanted: &MultiTargetConfig) -> Vec<&'static str> {
    let mut fields = waiting(running, wanted);
    if strategy_waits(running, wanted) {
        fields.insert(0, "distribution_strategy");
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Target;

    #[test]
    fn a_run_follows_its_live_part_and_the_rest_waits() {
        let running = MultiTargetConfig::default();
        let wanted = MultiTargetConfig {
            targets: vec![Target::new("https://m.example", 1)],
            target_visits_per_day: 7.0,
            max_visits_per_day: 3,
            pageviews_max: 50,
            timezone: "UTC".into(),
            ..MultiTargetConfig::default()
        };
        assert_eq!(waiting_fields(&running, &wanted), ["pageviews_max", "timezone"]);
        assert_eq!(followed_fields(&running, &wanted), ["targets", "target_visits_per_day", "max_visits_per_day"]);
        let next = follow(&running, &wanted);
        assert_eq!(next, MultiTargetConfig { pageviews_max: 6, timezone: "CET".into(), ..wanted.clone() });
        assert!(
            waiting_fields(&next, &MultiTargetConfig { pageviews_max: 6, timezone: "CET".into(), ..wanted }).is_empty()
        );
        assert!(LIVE_FIELDS.contains(&"load_shape") && !LIVE_FIELDS.contains(&"seed"));
    }

    #[test]
    fn what_a_run_is_told_is_stored_beside_what_waits() {
        let running = MultiTargetConfig::default();
        let mut stored = MultiTargetConfig {
            pageviews_max: 50,
            distribution_strategy: DistributionStrategy::Mirror,
            ..MultiTargetConfig::default()
        };
        let wanted = MultiTargetConfig { concurrency: 3, ..MultiTargetConfig::default() };
        let after = MultiTargetConfig { concurrency: 3, ..stored.clone() };
        carry_over(&running, &wanted, &mut stored);
        assert_eq!(stored, after);
    }

    #[test]
    fn a_run_by_hit_cannot_change_to_a_strategy_of_whole_visits() {
        let running = MultiTargetConfig { distribute_by: DistributeBy::Hit, ..Default::default() };
        let wanted = MultiTargetConfig { distribution_strategy: DistributionStrategy::Mirror, ..Default::default() };
        assert_eq!(waiting_fields(&running, &wanted), ["distribution_strategy", "distribute_by"]);
        assert_eq!(follow(&running, &wanted), running);
        assert!(followed_fields(&running, &wanted).is_empty());
        let failover = MultiTargetConfig { distribution_strategy: DistributionStrategy::Failover, ..running.clone() };
        assert_eq!(follow(&running, &failover), failover);
    }
}
