//! What was set for single targets, and how the health of all was judged.

use super::facts::{Fact, fact, of_fields};
use crate::{
    components::choices::ON_UNHEALTHY,
    editors::{
        extras::of_target,
        traffic::health::{detection, probing, recovery},
    },
    format::count,
};
use domain::{
    MultiTargetConfig, OnUnhealthy,
    fields::{HEALTH, HEALTH_DETECTION, HEALTH_PROBING, HEALTH_RECOVERY},
};

/// Targets listed; more than these are counted.
const LISTED: usize = 20;

/// What was set for single targets, in the order of the list.
pub(super) fn settings(config: &MultiTargetConfig) -> Vec<Fact> {
    let all = config.targets.iter();
    let all = all.filter_map(|target| Some(fact(&target.name, of_target(target, config.distribution_strategy)?)));
    let mut facts: Vec<_> = all.collect();
    let more = facts.len().saturating_sub(LISTED);
    if more > 0 {
        facts.truncate(LISTED);
        facts.push(fact(&format!("{} more", count(more as u64)), "in the report's JSON"));
    }
    facts
}

/// The fields that are told in sentences.
const IN_SENTENCES: [&str; 9] = [
    "health.on_unhealthy",
    "health.failures_in_a_row",
    "health.failure_rate",
    "health.window_seconds",
    "health.window_min_hits",
    "health.probe",
    "health.probe_interval_seconds",
    "health.recover_after_probes",
    "health.trial_hits",
];

/// When a target counted as failing, and what became of its load.
pub(super) fn health(config: &MultiTargetConfig) -> Vec<Fact> {
    let health = &config.health;
    let mut facts = vec![
        fact("The load of a target that fails", fate(config)),
        fact("Failing after", detection(health)),
        fact("Probed", probing(health)),
        fact("Well again after", recovery(health)),
    ];
    let fields = [HEALTH, HEALTH_DETECTION, HEALTH_PROBING, HEALTH_RECOVERY].into_iter().flatten();
    facts.extend(of_fields(fields.filter(|field| !IN_SENTENCES.contains(&field.path)), config));
    facts
}

fn fate(config: &MultiTargetConfig) -> String {
    let title = |fate| ON_UNHEALTHY.iter().find(|offer| offer.choice == fate).map_or("", |offer| offer.title);
    let strategy = config.distribution_strategy;
    if strategy.always_takes_over() {
        format!("{}, as {strategy} does", title(OnUnhealthy::Skip))
    } else {
        title(config.health.on_unhealthy).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{DistributionStrategy, Target};

    #[test]
    fn targets_without_settings_of_their_own_are_left_out_and_many_are_counted() {
        let target = |place: usize| Target {
            name: format!("t{place}"),
            max_visits_per_second: (place > 0).then_some(2.5),
            ..Target::new("https://m.example", 1)
        };
        let mut config = MultiTargetConfig { targets: (0..2).map(target).collect(), ..Default::default() };
        config.distribution_strategy = DistributionStrategy::RoundRobin;
        assert_eq!(settings(&config), [fact("t1", "at most 2.5 visits/s")]);
        config.targets = (0..24).map(target).collect();
        let facts = settings(&config);
        assert_eq!((facts.len(), facts.last()), (LISTED + 1, Some(&fact("3 more", "in the report's JSON"))));
    }

    #[test]
    fn failover_skips_whatever_is_set() {
        let mut config = MultiTargetConfig::default();
        config.health.respect_retry_after = true;
        config.health.on_unhealthy = OnUnhealthy::Hold;
        let facts = health(&config);
        assert_eq!((facts[0].1.as_str(), facts[4].1.as_str()), ("Hold its share", "on"));
        config.distribution_strategy = DistributionStrategy::Failover;
        assert_eq!(health(&config)[0].1, "Skip it, as failover does");
    }
}
