//! Targets that come and go again and again: nobody else may have to wait for ever because of them.

use crate::fake::{Behaviour, Network, Source, assert_conserved, plan, targets};
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
async fn of_targets_of_any_weight_none_starves() {
    // 60 visits an epoch; the lightest of 100 is due one in 25 epochs.
    let weights: Vec<u32> = (0..=100).map(|place| [40, 3, 2, 1][place % 4]).collect();
    let config = config(DistributionStrategy::Weighted, &weights);
    flap(config, 200, Duration::from_secs(6), |flip, status| {
        assert!(furthest(status) < 2.0, "{} at {flip}", furthest(status));
    })
    .await;
}

/// Three targets, one of them light, and a heavy one that comes and goes; also when its weight changes instead.
#[tokio::test(start_paused = true)]
async fn a_light_target_gets_its_part_however_short_epochs_are() {
    for is_weight in [false, true] {
        let engine = Engine::with_connector(EngineSettings::default(), Network::default());
        let mut config = config(DistributionStrategy::Weighted, &[30, 1, 30]);
        config.target_visits_per_day = 20.0 * 86_400.0;
        engine.start(plan(config.clone(), SINGLE)).unwrap();
        for flip in 0..120 {
            sleep(Duration::from_millis(300 + 70 * (flip % 9))).await;
            match is_weight {
                true => config.targets[0].weight = 59 - config.targets[0].weight,
                false => config.targets[2].enabled = !config.targets[2].enabled,
            }
            engine.change(&config, &[]).unwrap();
        }
        let last = engine.stop().await;
        let light = &last.status.targets[1];
        let due = light.expected_share * last.status.totals.visits.assigned as f64;
        assert!(due > 15.0, "{due}");
        assert!((light.visits.assigned as f64 - due).abs() < 1.5, "{:?} instead of {due}", light.visits);
        assert!((light.distance_visits - (due - light.visits.assigned as f64)).abs() < 1e-3);
    }
}

/// Whatever comes and goes, random draws are those of the run: none is drawn twice, and each target has what chance
/// gives it.
#[tokio::test(start_paused = true)]
async fn random_goes_on_with_its_draws() {
    let network = Network::default();
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    let mut config = config(DistributionStrategy::Random, &[1, 1, 1, 1]);
    config.targets[3].enabled = false;
    engine.start(plan(config.clone(), SINGLE)).unwrap();
    for _ in 0..400 {
        sleep(Duration::from_millis(730)).await;
        config.targets[3].enabled = !config.targets[3].enabled;
        engine.change(&config, &[]).unwrap();
    }
    let last = engine.stop().await;
    let mut chi = 0.0;
    let mut all = 0.0;
    for target in &last.status.targets {
        let due = target.expected_share * last.status.totals.visits.assigned as f64;
        chi += (target.visits.assigned as f64 - due).powi(2) / due;
        all += due;
    }
    // Chi-square with 3 degrees of freedom: 21.1 is exceeded once in 10,000.
    assert!(all > 2_900.0 && chi < 21.1, "chi-square {chi} over {all} visits: {:?}", last.status.epochs.len());
    // Epochs of three targets do not begin alike.
    let mut takers = std::collections::BTreeMap::<u64, String>::new();
    for sent in network.sent.lock().unwrap().iter() {
        let visit = sent.parameters.split_once("&visit=").unwrap().1.split('&').next().unwrap().parse();
        takers.insert(visit.unwrap(), sent.target.clone());
    }
    let three = last.status.epochs.iter().filter(|epoch| epoch.shares.len() == 3 && epoch.positions > 6);
    let starts = three.clone().map(|epoch| epoch.from_index.unwrap());
    let beginnings: std::collections::BTreeSet<_> =
        starts.map(|from| [0, 1, 2, 3, 4, 5].map(|visit| takers.get(&(from + visit)))).collect();
    assert!(beginnings.len() * 10 > three.count() * 8, "{} different beginnings", beginnings.len());
}

#[tokio::test(start_paused = true)]
async fn a_target_that_deceives_its_probes_is_tried_less_and_less_and_nobody_else_suffers() {
    let network = Network::default().behaves("t0", Behaviour::Deceive(Duration::from_millis(5)));
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
