//! Which part of a configuration a run follows while it goes on, and which waits for the next start, as the table of
//! fields says: for engine, server and interface.

use crate::{
    config::{DistributeBy, MultiTargetConfig},
    fields::{Field, whole},
};

/// The fields that an active run with a schedule follows.
pub fn live_fields() -> impl Iterator<Item = &'static str> {
    live().map(|field| field.path)
}

fn live() -> impl Iterator<Item = &'static Field<MultiTargetConfig>> {
    whole().filter(|field| field.live)
}

/// Takes what a run follows and `wanted` has otherwise than `running` over into `stored`, whose other
/// fields may differ from both.
pub fn carry_over(running: &MultiTargetConfig, wanted: &MultiTargetConfig, stored: &mut MultiTargetConfig) {
    for field in live().filter(|field| !field.slot.same(running, wanted)) {
        field.slot.copy(wanted, stored);
    }
}

/// The fields that differ, of those that a run follows or of those that wait for the next start.
fn changed(running: &MultiTargetConfig, wanted: &MultiTargetConfig, live: bool) -> Vec<&'static str> {
    let fields = whole().filter(|field| field.live == live && !field.slot.same(running, wanted));
    fields.map(|field| field.path).collect()
}

/// Whether the strategy waits for the next start: a run that is distributed by hit stays so.
fn strategy_waits(running: &MultiTargetConfig, wanted: &MultiTargetConfig) -> bool {
    running.distribute_by == DistributeBy::Hit && wanted.distribution_strategy.needs_whole_visits()
}

/// What a run that follows `running` is to follow when `wanted` is saved: its live part, and the rest as it was.
pub fn follow(running: &MultiTargetConfig, wanted: &MultiTargetConfig) -> MultiTargetConfig {
    let mut next = running.clone();
    live().for_each(|field| field.slot.copy(wanted, &mut next));
    if strategy_waits(running, wanted) {
        next.distribution_strategy = running.distribution_strategy;
    }
    next
}

/// The fields of `wanted` that a run of `running` follows as soon as they are saved, as they are called in JSON.
pub fn followed_fields(running: &MultiTargetConfig, wanted: &MultiTargetConfig) -> Vec<&'static str> {
    let mut fields = changed(running, wanted, true);
    fields.retain(|field| *field != "distribution_strategy" || !strategy_waits(running, wanted));
    fields
}

/// The fields of `wanted` that a run of `running` does not follow before the next start, as they are called in
/// JSON.
pub fn waiting_fields(running: &MultiTargetConfig, wanted: &MultiTargetConfig) -> Vec<&'static str> {
    let mut fields = changed(running, wanted, false);
    if strategy_waits(running, wanted) {
        fields.insert(0, "distribution_strategy");
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::DistributionStrategy, target::Target};

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
        assert_eq!(waiting_fields(&running, &wanted), ["timezone", "pageviews_max"]);
        assert_eq!(followed_fields(&running, &wanted), ["targets", "target_visits_per_day", "max_visits_per_day"]);
        let next = follow(&running, &wanted);
        assert_eq!(next, MultiTargetConfig { pageviews_max: 6, timezone: "CET".into(), ..wanted.clone() });
        assert!(
            waiting_fields(&next, &MultiTargetConfig { pageviews_max: 6, timezone: "CET".into(), ..wanted }).is_empty()
        );
        assert!(live_fields().any(|field| field == "load_shape") && live_fields().all(|field| field != "seed"));
    }

    #[test]
    fn what_a_run_follows_is_stored_beside_what_waits() {
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
