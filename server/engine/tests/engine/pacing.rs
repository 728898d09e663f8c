//! The open model keeps its plan, limits end it, and the closed loop keeps its visits.

use crate::fake::{Behaviour, Network, Source, plan, run, targets};
use domain::{DistributionStrategy, MultiTargetConfig, RequestSettings, RunState};
use engine::{Engine, EngineSettings, Pacing};
use std::time::Duration;
use tokio::time::Instant;

fn config(per_second: f64) -> MultiTargetConfig {
    MultiTargetConfig { targets: targets(&[1]), target_visits_per_day: per_second * 86_400.0, ..Default::default() }
}

#[tokio::test(start_paused = true)]
async fn arrivals_are_sent_when_planned() {
    let network = Network::default();
    let mut plan = plan(config(100.0), Source { most: 1, pause: Duration::ZERO });
    plan.duration = Some(Duration::from_secs(3));
    let started = Instant::now();
    let last = run(&network, plan).await;
    assert_eq!((last.status.state, last.status.totals.hits.delivered), (RunState::Finished, 300));
    for (index, sent) in network.sent_to("t0").iter().enumerate() {
        let off = (sent.at - started).abs_diff(Duration::from_millis(10 * index as u64));
        // tokio's timer counts whole milliseconds.
        assert!(off <= Duration::from_millis(1), "visit {index} was {off:?} off");
    }
    let latency = last.status.totals.latency_ms;
    assert!(latency.from_planned.p50 >= 5.0 && latency.from_planned.p99 <= 7.1, "{latency:?}");
}

#[tokio::test(start_paused = true)]
async fn a_late_hit_is_measured_from_its_planned_time() {
    // Hits are due every 100 ms and take 1 s: the k-th of a visit is 0.9 k s late.
    let network = Network::default().behaves("t0", Behaviour::Accept(Duration::from_secs(1)));
    let mut config = config(1.0);
    config.max_total_visits = 6;
    let last = run(&network, plan(config, Source { most: 6, pause: Duration::from_millis(100) })).await;
    let latency = last.status.totals.latency_ms;
    assert!((latency.from_send.max - 1_000.0).abs() < 5.0, "{latency:?}");
    assert!((latency.from_planned.max - 5_500.0).abs() < 10.0, "{latency:?}");
    assert!((latency.lag.max - 4_500.0).abs() < 10.0, "{latency:?}");
}

#[tokio::test(start_paused = true)]
async fn an_arrival_beyond_concurrency_is_dropped_and_counted() {
    let network = Network::default().behaves("t0", Behaviour::Hang);
    let mut config = config(10.0);
    config.concurrency = 5;
    config.max_total_visits = 20;
    let last = run(&network, plan(config, Source { most: 1, pause: Duration::ZERO })).await;
    let totals = &last.status.totals;
    assert_eq!((totals.visits.completed, totals.visits.dropped), (5, 15));
    assert_eq!((totals.hits.unknown, totals.hits.dropped, totals.errors.timeout), (5, 15, 5));
    assert!(totals.last_error.as_ref().unwrap().message.contains("may have recorded"));
}

#[tokio::test(start_paused = true)]
async fn a_ready_hit_waits_for_a_free_slot_no_longer_than_the_time_out() {
    let network = Network::default().behaves("t0", Behaviour::Accept(Duration::from_secs(3)));
    let mut config = config(1_000.0);
    config.max_total_visits = 4;
    config.request = RequestSettings { timeout_seconds: 5.0, max_in_flight_per_target: 1, ..Default::default() };
    let last = run(&network, plan(config, Source { most: 1, pause: Duration::ZERO })).await;
    // One is sent at 0 s, the next at 3 s, and at 5 s the other two give up.
    assert_eq!((last.status.totals.hits.delivered, last.status.totals.hits.dropped), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn the_closed_loop_gives_every_visit_to_its_target_once() {
    let network = Network::default().behaves("t1", Behaviour::Accept(Duration::from_millis(400)));
    let mut config = config(1.0);
    config.targets = targets(&[5, 3, 2]);
    config.distribution_strategy = DistributionStrategy::Weighted;
    config.max_total_visits = 1_000;
    config.concurrency = 7;
    let mut plan = plan(config, Source { most: 3, pause: Duration::from_secs(30) });
    plan.pacing = Pacing::Closed;
    let last = run(&network, plan).await;
    let completed: Vec<_> = last.status.targets.iter().map(|target| target.visits.completed).collect();
    assert_eq!((last.status.state, completed), (RunState::Finished, vec![500, 300, 200]));
    let mut seen: Vec<_> = network.sent.lock().unwrap().iter().map(|sent| sent.parameters.clone()).collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len() as u64, last.status.totals.hits.delivered);
}

#[tokio::test(start_paused = true)]
async fn the_closed_loop_ends_when_its_time_is_over_even_if_a_target_hangs() {
    let network = Network::default().behaves("t1", Behaviour::Hang);
    let mut config = config(1.0);
    config.targets = targets(&[1, 1]);
    let mut plan = plan(config, Source { most: 3, pause: Duration::ZERO });
    plan.pacing = Pacing::Closed;
    plan.duration = Some(Duration::from_secs(2));
    let started = Instant::now();
    let last = run(&network, plan).await;
    assert_eq!(last.status.state, RunState::Finished);
    assert!(started.elapsed() <= Duration::from_secs(8), "took {:?}", started.elapsed());
    assert!(last.status.targets[0].hits.delivered > 10_000, "{:?}", last.status.targets[0].hits);
    assert!(last.status.targets[1].hits.cancelled > 0);
}

#[tokio::test(start_paused = true)]
async fn auto_stop_ends_either_model() {
    for pacing in [Pacing::Open, Pacing::Closed] {
        let mut config = config(10.0);
        config.auto_stop_after_hours = 4.0 / 3_600.0;
        let mut plan = plan(config, Source { most: 1, pause: Duration::ZERO });
        plan.pacing = pacing;
        let started = Instant::now();
        let last = run(&Network::default(), plan).await;
        assert_eq!(last.status.state, RunState::Finished, "{pacing:?}");
        assert!((3..=5).contains(&started.elapsed().as_secs()), "{pacing:?}: {:?}", started.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn visits_this_machine_is_too_late_for_are_dropped() {
    let mut config = config(100.0);
    config.max_total_visits = 1_000;
    config.concurrency = 1_000;
    config.request.timeout_seconds = 1.0;
    let network = Network::default();
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    engine.start(plan(config, Source { most: 1, pause: Duration::ZERO })).unwrap();
    // The machine stands still for 5 of the 10 seconds.
    tokio::time::advance(Duration::from_secs(5)).await;
    let last = engine.settled().await;
    let hits = last.status.totals.hits;
    assert!((395..=405).contains(&hits.dropped), "{hits:?}");
    assert_eq!(hits.delivered + hits.dropped, 1_000);
    assert!(last.status.totals.latency_ms.lag.max <= 1_002.0, "{:?}", last.status.totals.latency_ms.lag);
}
