//! Law 4 in paused time: what the others do changes nothing for a target that is well.

use crate::fake::{Manner, Network, Sent, Source, plan, run, targets};
use domain::{MultiTargetConfig, RequestSettings};
use std::time::Duration;
use tokio::time::Instant;

async fn deliveries_of_the_well_one(others: Manner, bulk_size: u32) -> Vec<(Duration, String)> {
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
    let content = |sent: &Sent| sent.parameters.split("&ua=").next().unwrap().to_owned();
    let when = |sent: Sent| (sent.at - started, content(&sent));
    network.sent_to("t0").into_iter().map(when).collect()
}

#[tokio::test(start_paused = true)]
async fn trouble_elsewhere_moves_no_hit() {
    for bulk_size in [1, 30] {
        let all_well = deliveries_of_the_well_one(Manner::Accept(Duration::from_millis(5)), bulk_size).await;
        for trouble in [Manner::Hang, Manner::Fail(Duration::ZERO), Manner::Accept(Duration::from_secs(9))] {
            assert_eq!(deliveries_of_the_well_one(trouble, bulk_size).await, all_well, "{trouble:?}, {bulk_size}");
        }
    }
}
