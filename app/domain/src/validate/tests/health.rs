//! How health is judged: ranges, and what has no effect.

use super::{error_fields, good};
use crate::{
    Validation,
    config::{DistributeBy, DistributionStrategy, HealthSettings, MultiTargetConfig, OnUnhealthy, Probing},
};

type Change = fn(&mut HealthSettings);

fn with(change: Change) -> MultiTargetConfig {
    let mut config = good();
    change(&mut config.health);
    config
}

#[test]
fn each_range_names_its_field() {
    let cases: [(&str, Change); 19] = [
        ("failures_in_a_row", |h| h.failures_in_a_row = 0),
        ("failures_in_a_row", |h| h.failures_in_a_row = 10_001),
        ("failure_rate", |h| h.failure_rate = 0.0),
        ("failure_rate", |h| h.failure_rate = 1.01),
        ("failure_rate", |h| h.failure_rate = f64::NAN),
        ("window_seconds", |h| h.window_seconds = 0.9),
        ("window_seconds", |h| h.window_seconds = 301.0),
        ("window_seconds", |h| h.window_seconds = f64::INFINITY),
        ("window_min_hits", |h| h.window_min_hits = 0),
        ("window_min_hits", |h| h.window_min_hits = 100_001),
        ("probe_interval_seconds", |h| h.probe_interval_seconds = 0.0),
        ("probe_interval_seconds", |h| h.probe_interval_seconds = 0.05),
        ("probe_interval_seconds", |h| h.probe_interval_seconds = 301.0),
        ("probe_interval_seconds", |h| h.probe_interval_seconds = f64::NAN),
        ("recover_after_probes", |h| h.recover_after_probes = 0),
        ("recover_after_probes", |h| h.recover_after_probes = 101),
        ("trial_hits", |h| h.trial_hits = 0),
        ("trial_hits", |h| h.trial_hits = 10_001),
        ("trial_hits", |h| {
            h.trial_hits = 0;
            h.probe = Probing::Always;
        }),
    ];
    for (field, change) in cases {
        assert_eq!(error_fields(&with(change)), [format!("health.{field}")]);
    }
    let widest: [Change; 2] = [
        |h| (h.failure_rate, h.window_seconds, h.probe_interval_seconds, h.trial_hits) = (1.0, 300.0, 300.0, 10_000),
        |h| (h.failure_rate, h.window_seconds, h.probe_interval_seconds, h.trial_hits) = (1e-9, 1.0, 0.1, 1),
    ];
    for change in widest {
        assert_eq!(Validation::for_running(&with(change)), Validation::default());
    }
}

#[test]
fn what_has_no_effect_or_costs_much_is_worth_a_warning() {
    type Change = fn(&mut MultiTargetConfig);
    let cases: [(&[&str], Change); 11] = [
        (&["health.probe_interval_seconds"], |c| {
            c.health.probe = Probing::Always;
            c.health.probe_interval_seconds = 0.1;
            (2..6).for_each(|site| c.targets.push(crate::Target { site_id: site, ..c.targets[0].clone() }));
            (1..).zip(&mut c.targets).for_each(|(number, target)| target.name = format!("t{number}"));
        }),
        (&["health.on_unhealthy"], |c| {
            c.health.on_unhealthy = OnUnhealthy::Skip;
            c.targets[1].enabled = false;
        }),
        (&["distribution_strategy"], |c| {
            c.distribution_strategy = DistributionStrategy::Failover;
            c.targets.truncate(1);
        }),
        (&["health.on_unhealthy"], |c| {
            c.distribution_strategy = DistributionStrategy::Failover;
            c.health.on_unhealthy = OnUnhealthy::Hold;
        }),
        (&["health.respect_retry_after"], |c| c.health.respect_retry_after = true),
        (&[], |c| {
            c.health.respect_retry_after = true;
            c.health.on_unhealthy = OnUnhealthy::Skip;
        }),
        (&[], |c| {
            c.health.respect_retry_after = true;
            c.distribution_strategy = DistributionStrategy::Failover;
        }),
        (&[], |c| c.health.on_unhealthy = OnUnhealthy::Hold),
        (&["health.on_unhealthy"], |c| {
            c.health.on_unhealthy = OnUnhealthy::Hold;
            c.distribute_by = DistributeBy::Hit;
        }),
        (&["health.on_unhealthy"], |c| {
            c.backfill_enabled = true;
            (c.backfill_days_back, c.backfill_duration_days) = (Some(3), Some(2));
            c.max_total_visits = 0;
            c.health.on_unhealthy = OnUnhealthy::Skip;
        }),
        (&[], |c| c.health.probe_interval_seconds = 0.1),
    ];
    for (place, (fields, change)) in cases.into_iter().enumerate() {
        let mut config = good();
        change(&mut config);
        let found = Validation::for_running(&config);
        assert_eq!(found.errors, [], "case {place}");
        assert!(found.warnings.iter().map(|warning| &warning.field).eq(fields), "case {place}: {:?}", found.warnings);
    }
}
