//! Probes: who gets them and when, and that they leave no trace.

use super::{BROKEN, WELL, config, for_seconds, healths, play};
use crate::fake::{Behaviour, Network};
use domain::{DistributionStrategy, Health, OnUnhealthy, Probing};
use std::time::Duration;
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn targets_that_have_their_load_are_not_probed_unless_all_are() {
    let network = Network::default();
    play(&network, for_seconds(config(&[1, 1], 20.0, OnUnhealthy::Skip), 20), &[]).await;
    assert_eq!(network.probes.lock().unwrap().len(), 0);
    let mut config = config(&[1, 1, 1, 1], 20.0, OnUnhealthy::Keep);
    config.targets[3].enabled = false;
    config.health.probe = Probing::Always;
    config.health.probe_interval_seconds = 3.0;
    let begin = Instant::now();
    let last = play(&network, for_seconds(config, 30), &[]).await;
    for (place, name) in ["t0", "t1", "t2"].into_iter().enumerate() {
        let probes = network.probes_of(name);
        assert!((10..=11).contains(&probes.len()), "{name}: {probes:?}");
        for (turn, at) in probes.into_iter().enumerate() {
            let expected = (3 * turn + place) as f64;
            assert!(((at - begin).as_secs_f64() - expected).abs() < 0.11, "a moment of its own: {name}, {turn}");
        }
    }
    assert_eq!(network.probes_of("t3"), []);
    assert_eq!((last.totals.hits.planned, last.totals.hits.delivered), (600, 600), "no trace in the books");
    assert_eq!(last.targets[0].status_codes, [(204, 200)].into());
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_hangs_holds_up_nobody_and_has_no_second_beside_it() {
    let network = Network::default().behaves("t0", Behaviour::Hang).behaves("t1", BROKEN);
    let mut config = config(&[1, 1, 1], 60.0, OnUnhealthy::Skip);
    config.request.timeout_seconds = 4.0;
    let last = play(&network, for_seconds(config, 60), &[(29.99, "t1", WELL)]).await;
    let gaps: Vec<_> = network.probes_of("t0").windows(2).map(|pair| (pair[1] - pair[0]).as_secs_f64()).collect();
    assert!(gaps.len() > 8 && gaps.iter().all(|gap| *gap > 3.99), "{gaps:?}");
    assert!(network.probes_of("t1").len() >= 29);
    assert_eq!(healths(&last), [Health::Open, Health::Healthy, Health::Healthy]);
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_failover_is_found_failing_before_it_is_needed() {
    let network = Network::default().behaves("t1", Behaviour::Fail(Duration::from_millis(5)));
    let mut config = config(&[1, 1, 1], 20.0, OnUnhealthy::Keep);
    config.distribution_strategy = DistributionStrategy::Failover;
    let last = play(&network, for_seconds(config, 30), &[(14.99, "t0", BROKEN)]).await;
    assert_eq!(healths(&last), [Health::Open, Health::Open, Health::Healthy]);
    assert_eq!(network.sent_to("t1").len(), 0, "nobody was sent to a target known to fail");
    assert!(last.targets[2].hits.delivered > 290);
    assert_eq!(last.outages[0].target, "t1");
    assert_eq!((last.outages[0].hits_lost, last.outages[0].visits_moved), (0, last.targets[2].visits.assigned));
}
