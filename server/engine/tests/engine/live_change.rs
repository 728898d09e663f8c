//! Targets that change while a run goes on: from an arrival on, without losing a hit.

use crate::fake::{Manner, Network, Source, assert_conserved, plan, targets};
use domain::{DistributionStrategy, MultiTargetConfig, Target};
use engine::{Engine, EngineError, EngineSettings};
use std::time::Duration;
use tokio::time::sleep;

/// Has the run of `config` go on with other targets, each with its id.
fn change_targets(
    engine: &Engine<Network>,
    config: &MultiTargetConfig,
    targets: impl IntoIterator<Item = (i64, Target)>,
) -> Result<(), EngineError> {
    let (ids, targets): (Vec<_>, _) = targets.into_iter().unzip();
    engine.change(&MultiTargetConfig { targets, ..config.clone() }, &ids)
}

#[tokio::test(start_paused = true)]
async fn a_change_takes_effect_and_expected_shares_follow() {
    let engine = Engine::with_connector(EngineSettings::default(), Network::default());
    let config = MultiTargetConfig {
        targets: targets(&[1, 1]),
        distribution_strategy: DistributionStrategy::Weighted,
        target_visits_per_day: 8_640_000.0,
        max_total_visits: 2_000,
        concurrency: 1_000,
        ..Default::default()
    };
    engine.start(plan(config.clone(), Source { most: 3, pause: Duration::from_millis(50) })).unwrap();
    sleep(Duration::from_millis(9_995)).await;
    // t0 goes, t1 gets three times the weight of the new t2.
    change_targets(&engine, &config, (1..).zip(targets(&[1, 3, 1])).skip(1)).unwrap();
    let last = engine.settled().await;
    assert_conserved(&last);
    let found: Vec<_> = last.status.targets.iter().map(|t| (t.name.as_str(), t.enabled, t.visits.assigned)).collect();
    assert_eq!(found, [("t1", true, 500 + 750), ("t2", true, 250), ("t0", false, 500)]);
    for target in &last.status.targets {
        assert!((target.share - target.expected_share).abs() < 1e-9, "{target:?}");
    }
    assert_eq!(last.status.totals.visits.completed, 2_000);
}

#[tokio::test(start_paused = true)]
async fn the_last_target_cannot_be_taken_away() {
    let engine = Engine::with_connector(EngineSettings::default(), Network::default());
    let config = MultiTargetConfig { targets: targets(&[1]), ..Default::default() };
    engine.start(plan(config.clone(), Source { most: 1, pause: Duration::ZERO })).unwrap();
    let mut off = targets(&[1]);
    off[0].enabled = false;
    assert!(matches!(change_targets(&engine, &config, (1..).zip(off)), Err(EngineError::NoTargets)));
    assert!(engine.published().status.targets[0].enabled);
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_new_weight_or_name_leaves_limits_and_connections_as_they_are() {
    let network = Network::default().behaves("t0", Manner::Hang);
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    let config = MultiTargetConfig {
        targets: targets(&[1, 1]),
        distribution_strategy: DistributionStrategy::Weighted,
        target_visits_per_day: 100.0 * 86_400.0,
        concurrency: 5,
        ..Default::default()
    };
    engine.start(plan(config.clone(), Source { most: 1, pause: Duration::ZERO })).unwrap();
    sleep(Duration::from_secs(1)).await;
    let mut changed = targets(&[3, 1]);
    changed[0].name = "renamed".into();
    change_targets(&engine, &config, (1..).zip(changed)).unwrap();
    sleep(Duration::from_secs(2)).await;
    let sent = (network.sent_to("t0").len(), network.sent_to("renamed").len());
    assert_eq!(sent, (5, 0), "connections stay and concurrency holds across the change");
    let now = engine.published();
    assert_eq!(now.status.targets[0].name, "renamed");
    assert_eq!((now.status.targets[0].weight, now.status.targets[0].health), (3, domain::Health::Unknown));
    engine.stop().await;
}
