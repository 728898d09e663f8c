//! What mirror, independent and failover promise, as the targets see it.

use crate::fake::{Behaviour, Network, Source, plan, run, targets};
use domain::{Arrivals, DistributionStrategy, MultiTargetConfig};
use engine::{Engine, EngineSettings, Pacing};
use std::time::Duration;
use tokio::time::{Instant, sleep};

const MS: Duration = Duration::from_millis(1);
const SOURCE: Source = Source { most: 3, pause: Duration::from_millis(200) };

fn config(strategy: DistributionStrategy, count: usize) -> MultiTargetConfig {
    MultiTargetConfig {
        targets: targets(&vec![1; count]),
        distribution_strategy: strategy,
        target_visits_per_day: 10.0 * 86_400.0,
        max_total_visits: 100,
        concurrency: 1_000,
        ..Default::default()
    }
}

fn assigned(status: &domain::StatusSnapshot) -> Vec<u64> {
    status.targets.iter().map(|target| target.visits.assigned).collect()
}

#[tokio::test(start_paused = true)]
async fn mirrored_targets_get_the_same_bytes_at_the_same_time() {
    for arrivals in [Arrivals::Constant, Arrivals::Poisson] {
        let network = Network::default();
        let config = MultiTargetConfig { arrivals, ..config(DistributionStrategy::Mirror, 3) };
        let last = run(&network, plan(config, SOURCE)).await;
        let content = |name| {
            let mut sent: Vec<_> = network.sent_to(name).into_iter().map(|sent| (sent.at, sent.parameters)).collect();
            sent.sort();
            sent
        };
        assert_eq!(content("t0").len(), 199);
        assert!(content("t0") == content("t1") && content("t1") == content("t2"), "{arrivals:?}");
        assert_eq!(assigned(&last.status), [100, 100, 100]);
        assert_eq!(last.status.totals.visits.assigned, 300);
        for target in &last.status.targets {
            assert!((target.expected_share - 1.0 / 3.0).abs() < 1e-12 && (target.share - 1.0 / 3.0).abs() < 1e-12);
        }
        assert_eq!(last.status.epochs[0].positions, 300);
    }
}

/// When and what `t0` of a mirror is sent while `t1` behaves like this.
async fn mirrored(behaviour: Behaviour) -> Vec<(Duration, String)> {
    let network = Network::default().behaves("t1", behaviour);
    let mut config = config(DistributionStrategy::Mirror, 2);
    config.concurrency = 10;
    let started = Instant::now();
    run(&network, plan(config, SOURCE)).await;
    network.sent_to("t0").into_iter().map(|sent| (sent.at - started, sent.parameters)).collect()
}

#[tokio::test(start_paused = true)]
async fn a_mirrored_target_that_hangs_changes_nothing_for_the_other() {
    assert_eq!(mirrored(Behaviour::Accept(5 * MS)).await, mirrored(Behaviour::Hang).await);
}

/// When `t0` is sent its visits, two a second, beside others at these rates; and the visits of each.
async fn independent(others: &[f64], behaviour: Behaviour) -> (Vec<Duration>, Vec<u64>) {
    let network = Network::default().behaves("t1", behaviour);
    let mut config = config(DistributionStrategy::Independent, 1 + others.len());
    config.max_total_visits = 0;
    config.auto_stop_after_hours = 100.0 / 3_600.0;
    config.targets[0].visits_per_day = Some(2.0 * 86_400.0);
    for (target, rate) in config.targets.iter_mut().skip(1).zip(others) {
        target.visits_per_day = Some(rate * 86_400.0);
    }
    let started = Instant::now();
    let last = run(&network, plan(config, Source { most: 1, pause: Duration::ZERO })).await;
    let own = network.sent_to("t0").into_iter().map(|sent| sent.at - started).collect();
    (own, assigned(&last.status))
}

#[tokio::test(start_paused = true)]
async fn independent_targets_keep_their_own_rates_and_times() {
    let (own, visits) = independent(&[5.0, 0.1], Behaviour::Accept(5 * MS)).await;
    assert_eq!(visits, [200, 500, 10]);
    for (number, at) in own.iter().enumerate() {
        assert!(at.abs_diff(500 * MS * number as u32) <= MS, "{number}: {at:?}");
    }
    assert_eq!(independent(&[], Behaviour::Accept(5 * MS)).await.0, own);
    assert_eq!(independent(&[50.0, 3.0, 7.7], Behaviour::Hang).await.0, own);
}

#[tokio::test(start_paused = true)]
async fn failover_takes_the_first_of_the_list_and_hands_back() {
    let engine = Engine::with_connector(EngineSettings::default(), Network::default());
    let mut config = config(DistributionStrategy::Failover, 3);
    config.max_total_visits = 30;
    engine.start(plan(config.clone(), SOURCE)).unwrap();
    for (place, enabled) in [(0, false), (0, true)] {
        sleep(995 * MS).await;
        config.targets[place].enabled = enabled;
        engine.change(&config, &[]).unwrap();
        sleep(5 * MS).await;
    }
    let last = engine.settled().await;
    assert_eq!(assigned(&last.status), [20, 10, 0]);
    let epochs = &last.status.epochs;
    let found: Vec<_> = epochs.iter().map(|epoch| (epoch.from_index, epoch.positions)).collect();
    assert_eq!(found, [(Some(0), 10), (Some(10), 10), (Some(20), 10)]);
    for epoch in epochs {
        let shares: Vec<_> = epoch.shares.iter().map(|share| (share.expected, share.assigned)).collect();
        assert_eq!((shares[0], shares[1].1), ((10.0, 10), 0));
    }
    assert_eq!(epochs[1].shares[0].target_id, 2);
}

#[tokio::test(start_paused = true)]
async fn as_fast_as_possible_every_strategy_keeps_its_shares() {
    for (strategy, expected) in [
        (DistributionStrategy::Mirror, [100, 100, 100]),
        (DistributionStrategy::Failover, [100, 0, 0]),
        (DistributionStrategy::Independent, [60, 30, 10]),
    ] {
        let mut config = config(strategy, 3);
        for (target, rate) in config.targets.iter_mut().zip([600.0, 300.0, 100.0]) {
            target.visits_per_day = Some(rate);
        }
        let mut plan = plan(config, SOURCE);
        plan.pacing = Pacing::Closed;
        let last = run(&Network::default().behaves("t1", Behaviour::Accept(70 * MS)), plan).await;
        let found = assigned(&last.status);
        assert!(found.iter().zip(expected).all(|(found, due)| found.abs_diff(due) <= 1), "{strategy}: {found:?}");
        let by_epoch: Vec<_> = last.status.epochs[0].shares.iter().map(|share| share.assigned).collect();
        assert_eq!(by_epoch, found, "{strategy}");
    }
}
