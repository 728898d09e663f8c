//! Targets that are gone and runs that are over keep no connections.

use crate::fake::{Source, plan};
use domain::{MultiTargetConfig, Target};
use engine::{Engine, EngineSettings};
use std::time::Duration;
use test_support::{loopback::counting, polling::eventually};

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_target_and_a_run_that_is_over_keep_no_connections() {
    let ((stays, stays_open), (goes, goes_open)) = (counting().await, counting().await);
    let targets =
        [(1, &stays), (2, &goes)].map(|(id, server)| Target { name: format!("t{id}"), ..Target::new(server.url(), 1) });
    let config = MultiTargetConfig {
        targets: targets.to_vec(),
        target_visits_per_day: 100.0 * 86_400.0,
        concurrency: 100,
        ..Default::default()
    };
    let engine = Engine::new(EngineSettings::default()).unwrap();
    engine.start(plan(config.clone(), Source { most: 1, pause: Duration::ZERO })).unwrap();
    eventually(async || stays_open() > 0 && goes_open() > 0).await;
    let without = MultiTargetConfig { targets: targets[..1].to_vec(), ..config.clone() };
    engine.change(&without, &[1]).unwrap();
    eventually(async || goes_open() == 0).await;
    assert!(stays_open() > 0, "the other one goes on");
    // It is back with the same figures, and sent to.
    engine.change(&config, &[1, 2]).unwrap();
    eventually(async || goes_open() > 0).await;
    let last = engine.stop().await;
    assert_eq!(last.status.targets.len(), 2);
    eventually(async || stays_open() + goes_open() == 0).await;
    assert_eq!(engine.published().status.targets.len(), 2, "the figures outlive the run");
}
