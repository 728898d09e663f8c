//! Targets that come and go again and again: nobody else may have to wait for ever because of them.

use crate::fake::{Manner, Network, Source, assert_conserved, plan, targets};
use domain::{DistributionStrategy, HealthSettings, MultiTargetConfig, OnUnhealthy, StatusSnapshot};
use engine::{Engine, EngineSettings, RunPlan};
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

const SINGLE: Source = Source { most: 1, pause: Duration::ZERO };

fn config(strategy: DistributionStrategy, weights: &[u32]) -> MultiTargetConfig {
    MultiTargetConfig {
        targets: targets(weights),
        distribution_strategy: strategy,
        target_visits_per_day: 10.0 * 86_400.0,
        concurrency: 100,
        ..Default::default()
    }
}

/// The target that is furthest from what it was due over all epochs, of all but t0: by how many visits.
fn furthest(status: &StatusSnapshot) -> f64 {
    let all = status.totals.visits.assigned as f64;
    let well = status.targets.iter().filter(|target| target.name != "t0");
    well.map(|target| (target.visits.assigned as f64 - target.expected_share * all).abs()).fold(0.0, f64::max)
}

/// Runs `config` with t0 coming and going `flips` times, `every` so long; calls `look` at each.
async fn flap(mut config: MultiTargetConfig, flips: usize, every: Duration, look: impl Fn(usize, &StatusSnapshot)) {
    let engine = Engine::with_connector(EngineSettings::default(), Network::default());
    engine.start(plan(config.clone(), SINGLE)).unwrap();
    for flip in 1..=flips {
        sleep(every).await;
        config.targets[0].enabled = !config.targets[0].enabled;
        engine.change(&config, &[]).unwrap();
        let latest = Arc::clone(&*engine.watch().borrow());
        look(flip, &latest.status);
    }
    let last = engine.stop().await;
    assert_conserved(&last);
    look(flips, &last.status);
    assert!(last.status.epochs.len() >= flips.min(200), "{}", last.status.epochs.len());
}

#[tokio::test(start_paused = true)]
async fn round_robin_goes_on_where_it_stopped() {
    // An epoch is over after 70 visits, and there are 300 targets.
    let config = config(DistributionStrategy::RoundRobin, &[1; 300]);
    let every = Duration::from_secs(7);
    flap(config, 100, every, |flip, status| assert!(furthest(status) < 2.0, "{} at {flip}", furthest(status))).await;
}

#[tokio::test(start_paused = true)]
async fn of_targets_with_the_same_weight_none_starves() {
    // Each 60 visits begin with the 50 heavier ones: 10 are left for the 50 lighter ones, which take turns.
    let weights: Vec<u32> = (0..=100).map(|place| if place % 2 == 0 { 3 } else { 2 }).collect();
    let config = config(DistributionStrategy::Weighted, &weights);
    flap(config, 200, Duration::from_secs(6), |flip, status| {
        for target in status.targets.iter().filter(|target| target.name != "t0") {
            // One turn in six, and the latest may be still to come.
            assert!(
                target.visits.assigned >= (flip as u64 / 6).saturating_sub(1),
                "{} at {flip}: {:?}",
                target.name,
                target.visits
            );
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_target_that_deceives_its_probes_is_tried_less_and_less_and_nobody_else_suffers() {
    let network = Network::default().behaves("t0", Manner::Deceive(Duration::from_millis(5)));
    let health =
        HealthSettings { on_unhealthy: OnUnhealthy::Skip, probe_interval_seconds: 1.0, ..HealthSettings::default() };
    let config = MultiTargetConfig {
        health: HealthSettings { failures_in_a_row: 1, ..health },
        ..config(DistributionStrategy::RoundRobin, &[1; 300])
    };
    let plan = RunPlan { duration: Some(Duration::from_secs(600)), ..plan(config, SINGLE) };
    let last = crate::fake::run(&network, plan).await.status.clone();
    assert_eq!(last.totals.visits.assigned, 6_000);
    assert!(furthest(&last) < 2.0, "{}", furthest(&last));
    // Trials after 2, 4, 8, 16, 32 and then 64 good probes, a second apart: two epochs each.
    assert!((20..=30).contains(&last.epochs.len()), "{}", last.epochs.len());
}
