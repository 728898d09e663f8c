//! Laws 2 and 3: who gets which visit depends on seed, index and configuration alone.

use crate::fake::{Behaviour, Network, Source, plan, run, targets};
use domain::{DistributeBy, DistributionStrategy, Funnel, MultiTargetConfig};
use engine::Pacing;
use std::{collections::BTreeMap, time::Duration};

fn config(strategy: DistributionStrategy, weights: &[u32]) -> MultiTargetConfig {
    MultiTargetConfig {
        targets: targets(weights),
        distribution_strategy: strategy,
        target_visits_per_day: 8_640_000.0,
        max_total_visits: 1_000,
        concurrency: 1_000,
        ..Default::default()
    }
}

const SOURCE: Source = Source { most: 4, pause: Duration::from_millis(300) };

#[tokio::test(start_paused = true)]
async fn weighted_splits_a_thousand_visits_to_the_visit() {
    let last = run(&Network::default(), plan(config(DistributionStrategy::Weighted, &[5, 3, 2]), SOURCE)).await;
    let assigned: Vec<_> = last.status.targets.iter().map(|target| target.visits.assigned).collect();
    assert_eq!(assigned, [500, 300, 200]);
    for (target, share) in last.status.targets.iter().zip([0.5, 0.3, 0.2]) {
        assert!((target.share - share).abs() < 1e-12 && (target.expected_share - share).abs() < 1e-12, "{target:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn distributed_by_hit_every_prefix_of_hits_is_exact() {
    let mut config = config(DistributionStrategy::Weighted, &[5, 3, 2]);
    config.distribute_by = DistributeBy::Hit;
    let network = Network::default();
    let last = run(&network, plan(config, SOURCE)).await;
    let planned: Vec<_> = last.status.targets.iter().map(|target| target.hits.planned).collect();
    // 250 times 1 + 2 + 3 + 4 hits.
    assert_eq!(planned, [1_250, 750, 500]);
    // Hit j of visit i took position H(i) + j.
    let sequence = domain::Sequence::new(DistributionStrategy::Weighted, &[5, 3, 2], 42).unwrap();
    let who: BTreeMap<String, String> =
        network.sent.lock().unwrap().iter().map(|sent| (sent.parameters.clone(), sent.target.clone())).collect();
    let mut position = 0;
    for visit in 0..1_000u64 {
        for hit in 0..=(visit % 4) {
            let target = &who[&format!("idsite=1&visit={visit}&hit={hit}")];
            assert_eq!(*target, format!("t{}", sequence.target_at(position)), "visit {visit} hit {hit}");
            position += 1;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn neither_concurrency_nor_slowness_nor_the_way_of_sending_decides_a_visit() {
    for strategy in DistributionStrategy::ALL {
        let mut seen = Vec::new();
        let open = Pacing::Open;
        let closed = Pacing::Closed;
        for (concurrency, delay, bulk_size, pacing) in [
            (500, 1, 1, open),
            (500, 900, 1, open),
            (1_000, 0, 40, open),
            (900, 700, 7, open),
            (3, 1, 1, closed),
            (50, 300, 1, closed),
            (50, 300, 100, closed),
        ] {
            let mut config = config(strategy, &[5, 3, 2]);
            config.concurrency = concurrency;
            config.request.bulk_size = bulk_size;
            // Mirrored, every target has to bear all visits.
            config.request.max_in_flight_per_target = 1_000;
            let network = Network::default().behaves("t1", Behaviour::Accept(Duration::from_millis(delay)));
            let mut plan = plan(config, SOURCE);
            plan.pacing = pacing;
            let last = run(&network, plan).await;
            let copies = if strategy == DistributionStrategy::Mirror { 3 } else { 1 };
            assert_eq!(last.status.totals.hits.delivered, copies * 2_500, "{strategy}");
            seen.push(network.contents());
        }
        assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{strategy}");
    }
}

#[tokio::test(start_paused = true)]
async fn funnels_count_what_was_delivered_of_them() {
    let mut funnels: Vec<_> =
        ["off", "taken", "never"].map(|name| Funnel { name: name.into(), ..Funnel::example() }).into();
    funnels[0].enabled = false;
    // By hit, about every other position goes to a target that refuses.
    let sequence = domain::Sequence::new(DistributionStrategy::Random, &[1, 1], 42).unwrap();
    let mut position = 0;
    let mut started = 0;
    let mut completed = 0;
    for visit in 0..1_000u64 {
        let hits = 1 + visit % 3;
        if visit % 4 == 0 {
            let is_delivered = |hit| sequence.target_at(position + hit) == 0;
            started += u64::from(is_delivered(0));
            completed += u64::from((0..hits.min(2)).all(is_delivered));
        }
        position += hits;
    }
    assert!(completed > 0 && completed < started && started < 250);
    // (who refuses, split by hit, bulk size, expected)
    let cases = [
        (None, false, 1, (250, 250)),
        (None, false, 30, (250, 250)),
        (Some(Behaviour::Reject(Duration::ZERO)), true, 1, (started, completed)),
        // The funnel visits, every fourth, all go to the well one of the two.
        (Some(Behaviour::Reject(Duration::ZERO)), false, 1, (250, 250)),
        // In a bulk nobody knows which hits were left out: none of its visits counts.
        (Some(Behaviour::Partly(1, 0)), false, 30, (250, 250)),
    ];
    for (trouble, by_hit, bulk_size, expected) in cases {
        let strategy = if by_hit { DistributionStrategy::Random } else { DistributionStrategy::RoundRobin };
        let mut config = config(strategy, &[1, 1]);
        config.funnels.clone_from(&funnels);
        config.request.bulk_size = bulk_size;
        config.distribute_by = if by_hit { DistributeBy::Hit } else { DistributeBy::Visit };
        let network = Network::default().behaves("t1", trouble.unwrap_or(Behaviour::Accept(Duration::ZERO)));
        let last = run(&network, plan(config, Source { most: 3, ..SOURCE })).await;
        let found: Vec<_> = last.status.funnels.iter().map(|f| (f.name.as_str(), (f.started, f.completed))).collect();
        assert_eq!(found, [("taken", expected), ("never", (0, 0))], "{trouble:?} {by_hit} {bulk_size}");
    }
    let mut config = config(DistributionStrategy::RoundRobin, &[1]);
    config.funnels = funnels;
    config.request.bulk_size = 30;
    let network = Network::default().behaves("t0", Behaviour::Partly(1, 0));
    let last = run(&network, plan(config, SOURCE)).await;
    assert!(last.status.totals.hits.delivered > 2_000);
    assert_eq!((last.status.funnels[0].started, last.status.funnels[0].completed), (0, 0));
}
