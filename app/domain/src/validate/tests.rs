//! Every rule, and that all findings come at once.

use super::*;

mod content;
mod health;
mod warnings;
use crate::{
    config::{DistributeBy, DistributionStrategy},
    target::Target,
    token::TokenAuth,
};

fn good() -> MultiTargetConfig {
    let mut config = MultiTargetConfig {
        targets: [("https://a.example", 1), ("https://b.example/stats", 2)]
            .map(|(url, site)| Target { token_auth: Some(TokenAuth::new("secret")), ..Target::new(url, site) })
            .into(),
        max_total_visits: 10,
        ..Default::default()
    };
    config.normalise();
    config
}

/// What a certificate looks like from afar; its bytes are looked at when it is used.
const PEM: &str = "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ0E=\n-----END CERTIFICATE-----\n";

#[test]
fn certificates_may_stand_one_after_the_other() {
    let mut config = good();
    config.targets[0].ca_certificate = Some(PEM.repeat(2));
    assert_eq!(crate::certificates_in(&PEM.repeat(2)), 2);
    assert_eq!(error_fields(&config), [""; 0]);
}

fn error_fields(config: &MultiTargetConfig) -> Vec<String> {
    Validation::for_running(config).errors.into_iter().map(|error| error.field).collect()
}

#[test]
fn a_good_configuration_has_no_findings() {
    assert_eq!(Validation::for_running(&good()), Validation::default());
}

#[test]
fn each_rule_names_its_field() {
    type Break = fn(&mut MultiTargetConfig);
    let cases: &[(&str, Break)] = &[
        ("targets", |c| c.targets.clear()),
        ("targets", |c| c.targets.iter_mut().for_each(|t| t.enabled = false)),
        ("targets[1].name", |c| c.targets[1].name = "a.example".into()),
        ("targets[0].name", |c| c.targets[0].name = "x".repeat(101)),
        ("targets[0].name", |c| c.targets[0].name = "a\nb".into()),
        ("targets[1].url", |c| c.targets[1].url = "matomo".into()),
        ("targets[0].site_id", |c| c.targets[0].site_id = 0),
        ("targets[0].weight", |c| c.targets[0].weight = 0),
        ("targets[0].weight", |c| c.targets[0].weight = 1_001),
        ("targets[0].token_auth", |c| c.targets[0].token_auth = Some(TokenAuth::new("a b"))),
        ("targets[0].visits_per_day", |c| c.targets[0].visits_per_day = Some(0.5)),
        ("targets[1].max_visits_per_second", |c| c.targets[1].max_visits_per_second = Some(f64::NAN)),
        ("targets[1].max_visits_per_second", |c| c.targets[1].max_visits_per_second = Some(0.0)),
        ("targets[0].ca_certificate", |c| c.targets[0].ca_certificate = Some("mine".into())),
        ("targets[0].ca_certificate", |c| {
            c.targets[0].ca_certificate = Some(format!("{PEM}-----BEGIN CERTIFICATE-----"))
        }),
        ("targets[0].ca_certificate", |c| c.targets[0].ca_certificate = Some(PEM.repeat(1_000))),
        ("targets[0].ca_certificate", |c| {
            c.targets[0].ca_certificate = Some(format!("{PEM}-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----"));
        }),
        ("distribute_by", |c| {
            (c.distribution_strategy, c.distribute_by) = (DistributionStrategy::Mirror, DistributeBy::Hit);
        }),
        ("max_visits_per_day", |c| c.max_visits_per_day = 1_000_000_000_001),
        ("seed", |c| c.seed = Some(1 << 53)),
        ("target_visits_per_day", |c| c.target_visits_per_day = 0.5),
        ("target_visits_per_day", |c| c.target_visits_per_day = f64::NAN),
        ("target_visits_per_day", |c| c.target_visits_per_day = 2e10),
        ("pageviews_min", |c| c.pageviews_min = 0),
        ("pageviews_max", |c| c.pageviews_max = 101),
        ("pageviews_max", |c| c.pageviews_max = 2),
        ("pause_between_pvs_min", |c| c.pause_between_pvs_min = -0.1),
        ("pause_between_pvs_max", |c| c.pause_between_pvs_max = 60.5),
        ("pause_between_pvs_max", |c| c.pause_between_pvs_max = 0.1),
        ("concurrency", |c| c.concurrency = 0),
        ("concurrency", |c| c.concurrency = 100_001),
        ("auto_stop_after_hours", |c| c.auto_stop_after_hours = 169.0),
        ("max_total_visits", |c| c.max_total_visits = 1_000_000_000_001),
        ("request.timeout_seconds", |c| c.request.timeout_seconds = 0.0),
        ("request.max_in_flight_per_target", |c| c.request.max_in_flight_per_target = 0),
        ("request.bulk_size", |c| c.request.bulk_size = 0),
        ("request.bulk_size", |c| c.request.bulk_size = 1_001),
        ("request.bulk_size", |c| {
            c.request.bulk_size = 2;
            c.distribute_by = crate::DistributeBy::Hit;
        }),
        ("distribute_by", |c| {
            c.distribution_strategy = crate::DistributionStrategy::Independent;
            c.distribute_by = crate::DistributeBy::Hit;
        }),
        ("distribution_strategy", |c| {
            c.distribution_strategy = crate::DistributionStrategy::Mirror;
            c.backfill_enabled = true;
        }),
    ];
    for (field, break_it) in cases {
        let mut config = good();
        break_it(&mut config);
        assert!(error_fields(&config).contains(&(*field).to_owned()), "{field}: {:?}", error_fields(&config));
    }
}

#[test]
fn all_errors_come_at_once() {
    let mut config = good();
    config.targets[0].url = String::new();
    config.targets[1].weight = 0;
    config.concurrency = 0;
    assert_eq!(error_fields(&config), ["targets[0].url", "targets[1].weight", "concurrency"]);
}

#[test]
fn more_than_a_thousand_targets_are_too_many() {
    let mut config = good();
    config.targets = (1..=1_001).map(|site| Target::new("https://a.example", site)).collect();
    config.normalise();
    assert_eq!(error_fields(&config), ["targets"]);
}

#[test]
fn disabled_targets_may_be_stored_but_not_run() {
    let mut config = good();
    config.targets.iter_mut().for_each(|target| target.enabled = false);
    assert!(Validation::for_storing(&config).errors.is_empty());
    assert_eq!(error_fields(&config), ["targets"]);
}

#[test]
fn warnings_name_what_is_probably_not_meant() {
    let mut config = good();
    config.max_total_visits = 0;
    config.target_visits_per_day = 1e8;
    config.targets[1] = Target { name: "again".into(), ..config.targets[0].clone() };
    let fields: Vec<_> = Validation::for_running(&config).warnings.into_iter().map(|warning| warning.field).collect();
    assert_eq!(fields, ["targets[1].url", "auto_stop_after_hours", "target_visits_per_day", "concurrency"]);
}
