//! Laws 2 and 3: who gets which visit depends on seed, index and configuration alone.

use crate::fake::{Manner, Network, Source, plan, run, targets};
use domain::{DistributeBy, DistributionStrategy, MultiTargetConfig};
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
async fn neither_concurrency_nor_slowness_decides_a_visit() {
    for strategy in DistributionStrategy::ALL {
        let mut seen = Vec::new();
        for (concurrency, delay) in [(500, 1), (500, 900), (1_000, 0)] {
            let mut config = config(strategy, &[5, 3, 2]);
            config.concurrency = concurrency;
            let network = Network::default().behaves("t1", Manner::Accept(Duration::from_millis(delay)));
            let last = run(&network, plan(config, SOURCE)).await;
            assert_eq!(last.status.totals.hits.delivered, 2_500);
            let mut hits: Vec<_> = network
                .sent
                .lock()
                .unwrap()
                .iter()
                .map(|sent| (sent.target.clone(), sent.parameters.clone()))
                .collect();
            hits.sort();
            seen.push(hits);
        }
        assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{strategy}");
    }
}
