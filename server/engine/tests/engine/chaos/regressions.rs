//! What the scenarios have found, as small as it can be told.

use crate::fake::{Network, Source, plan, targets};
use domain::{DistributionStrategy, MultiTargetConfig};
use engine::{Engine, EngineSettings};
use std::time::Duration;

/// Visits that were planned by their targets' own schedules and came after the change were given to those
/// targets, in an epoch that goes round.
#[tokio::test(start_paused = true)]
async fn late_arrivals_of_own_schedules_go_by_the_strategy_that_is_in_force() {
    let mut config = MultiTargetConfig {
        targets: targets(&[1, 1]),
        distribution_strategy: DistributionStrategy::Independent,
        max_total_visits: 1_000,
        concurrency: 10_000,
        ..Default::default()
    };
    for (target, rate) in config.targets.iter_mut().zip([900.0, 100.0]) {
        target.visits_per_day = Some(rate * 86_400.0);
    }
    let engine = Engine::with_connector(EngineSettings::default(), Network::default());
    engine.start(plan(config.clone(), Source { most: 1, pause: Duration::ZERO })).unwrap();
    tokio::task::yield_now().await;
    // The machine stands still; a thousand visits are due when it goes on.
    tokio::time::advance(Duration::from_secs(2)).await;
    config.distribution_strategy = DistributionStrategy::RoundRobin;
    engine.change(&config, &[]).unwrap();
    let last = engine.settled().await;
    let epoch = last.status.epochs.last().unwrap();
    assert!(epoch.positions > 100, "{epoch:?}");
    for share in &epoch.shares {
        assert!((share.assigned as f64 - share.expected).abs() < 1.0, "{epoch:?}");
    }
}
