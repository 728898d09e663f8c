//! Law 4 in paused time: what the others do changes nothing for a target that is well.

use crate::fake::{Behaviour, Network, Source, plan, run, targets};
use domain::{DistributeBy, HealthSettings, MultiTargetConfig, OnUnhealthy, RequestSettings, TargetStatus};
use std::time::Duration;
use tokio::time::Instant;

async fn deliveries_of_the_well_one(others: Behaviour, bulk_size: u32) -> Vec<(Duration, String)> {
    let network = Network::default().behaves("t1", others).behaves("t2", others);
    let config = MultiTargetConfig {
        targets: targets(&[1, 1, 1]),
        target_visits_per_day: 300.0 * 86_400.0,
        max_total_visits: 3_000,
        concurrency: if bulk_size > 1 { 200 } else { 20 },
        request: RequestSettings { bulk_size, ..Default::default() },
        ..Default::default()
    };
    let started = Instant::now();
    let last = run(&network, plan(config, Source { most: 3, pause: Duration::from_millis(20) })).await;
    let well = &last.status.targets[0];
    assert_eq!((well.visits.completed, well.hits.delivered), (1_000, well.hits.planned));
    // Without what a hit says of itself in a bulk: the wall clock differs from run to run.
    let sent = network.sent_to("t0").into_iter();
    sent.map(|sent| (sent.at - started, sent.parameters.split("&ua=").next().unwrap().to_owned())).collect()
}

#[tokio::test(start_paused = true)]
async fn trouble_elsewhere_moves_no_hit() {
    for bulk_size in [1, 30] {
        let all_well = deliveries_of_the_well_one(Behaviour::Accept(Duration::from_millis(5)), bulk_size).await;
        for trouble in [Behaviour::Hang, Behaviour::Fail(Duration::ZERO), Behaviour::Accept(Duration::from_secs(9))] {
            assert_eq!(deliveries_of_the_well_one(trouble, bulk_size).await, all_well, "{trouble:?}, {bulk_size}");
        }
    }
}

/// By hit, three replicas: all hits of the two that are well are delivered, and how long they took is their own doing.
#[tokio::test(start_paused = true)]
async fn by_hit_too_nobody_answers_for_a_replica_that_hangs() {
    for (trouble, on_unhealthy) in [
        (Behaviour::Hang, OnUnhealthy::Keep),
        (Behaviour::Accept(Duration::from_secs(3)), OnUnhealthy::Keep),
        (Behaviour::Hang, OnUnhealthy::Hold),
        (Behaviour::Fail(Duration::from_secs(1)), OnUnhealthy::Hold),
    ] {
        let network = Network::default().behaves("t1", trouble);
        let config = MultiTargetConfig {
            targets: targets(&[1, 1, 1]),
            distribute_by: DistributeBy::Hit,
            target_visits_per_day: 30.0 * 86_400.0,
            max_total_visits: 600,
            concurrency: 50,
            request: RequestSettings { timeout_seconds: 4.0, ..Default::default() },
            health: HealthSettings { on_unhealthy, ..Default::default() },
            ..Default::default()
        };
        let source = Source { most: 5, pause: Duration::from_millis(200) };
        let last = run(&network, plan(config, source)).await;
        for well in [0, 2] {
            let TargetStatus { hits, latency_ms, visits, .. } = &last.status.targets[well];
            let what = format!("{trouble:?}, {on_unhealthy:?}: {hits:?}, {latency_ms:?}");
            assert_eq!((hits.delivered, hits.planned), (600, 600), "{what}");
            assert_eq!((visits.dropped, visits.completed), (0, visits.assigned), "{what}");
            // It answers after 5 ms; tokio's timer rounds up to a millisecond, and so may the next hit.
            assert!(latency_ms.from_planned.max <= 8.0 && latency_ms.lag.max <= 3.0, "{what}");
        }
        let ill = &last.status.targets[1].hits;
        assert_eq!(ill.planned, 600);
        // No more than 50 hits are waiting or in flight there at once.
        let asked = network.sent_to("t1");
        let window = Duration::from_secs(3);
        for first in asked.iter().filter(|_| matches!(trouble, Behaviour::Hang)) {
            let at_once = asked.iter().filter(|sent| sent.at >= first.at && sent.at - first.at < window).count();
            assert!(at_once <= 50, "{at_once} at once at the one that hangs");
        }
    }
}
