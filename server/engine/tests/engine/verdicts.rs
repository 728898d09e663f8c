//! What a run is judged by: every figure counts what was planned, in a window that is named.

use crate::fake::{Behaviour, Network, Source, assert_conserved, plan, run, targets};
use domain::{DistributeBy, DistributionStrategy, LoadShape, MultiTargetConfig, RunState, Shape, load_shape::Ramp};
use engine::{Engine, EngineSettings, RunPlan};
use std::{collections::BTreeMap, time::Duration};
use tokio::time::sleep;

const SINGLE: Source = Source { most: 1, pause: Duration::ZERO };
const MS: Duration = Duration::from_millis(1);

/// So many visits per second over so many targets, for `seconds`.
fn load(per_second: f64, count: usize, seconds: u64, source: Source) -> RunPlan {
    let config = MultiTargetConfig {
        targets: targets(&vec![1; count]),
        target_visits_per_day: per_second * 86_400.0,
        concurrency: 10_000,
        ..Default::default()
    };
    RunPlan { duration: Some(Duration::from_secs(seconds)), ..plan(config, source) }
}

fn near(found: f64, exact: f64) {
    assert!((found - exact).abs() <= exact * 0.01 + 0.01, "{found} instead of {exact}");
}

#[tokio::test(start_paused = true)]
async fn rates_are_over_the_time_in_which_load_was_scheduled() {
    // Visits of one and of two hits, the second of which comes long after the last arrival.
    let source = Source { most: 2, pause: Duration::from_secs(20) };
    let last = run(&Network::default(), load(50.0, 1, 4, source)).await;
    let totals = &last.status.totals;
    assert!(last.status.run.as_ref().unwrap().elapsed_seconds > 23.0);
    assert_eq!((totals.visits.assigned, totals.hits.delivered), (200, 300));
    near(totals.rate.visits_per_second, 50.0);
    near(totals.rate.delivered_hits_per_second, 50.0);
    near(totals.rate.planned_hits_per_second, 50.0);
}

#[tokio::test(start_paused = true)]
async fn a_shape_that_ends_without_a_time_limit_was_scheduled_as_long_as_it_had_load() {
    let ramp = Ramp { from: 2.0, to: 0.0, seconds: 20.0 };
    let load_shape = LoadShape { shape: Shape::Ramp, ramp, ..LoadShape::default() };
    let RunPlan { config, .. } = load(50.0, 1, 0, SINGLE);
    let last = run(&Network::default(), plan(MultiTargetConfig { load_shape, ..config }, SINGLE)).await;
    let totals = &last.status.totals;
    assert_eq!(totals.visits.assigned, 1_000);
    // The last visit comes where the level is next to nothing, less than a second before it is 0.
    assert!((49.9..53.0).contains(&totals.rate.visits_per_second), "{:?}", totals.rate);
}

#[tokio::test(start_paused = true)]
async fn a_target_that_hangs_is_slow_before_its_first_time_out() {
    let network = Network::default();
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    let mut plan = load(50.0, 2, 60, SINGLE);
    plan.config.request.timeout_seconds = 40.0;
    plan.config.request.max_in_flight_per_target = 10_000;
    engine.start(plan).unwrap();
    sleep(Duration::from_secs(4)).await;
    network.behaviours.lock().unwrap().insert("t0".to_owned(), Behaviour::Hang);
    sleep(Duration::from_secs(10)).await;
    let now = engine.published();
    let [hanging, well] = now.status.targets.as_slice() else { panic!() };
    assert_eq!((hanging.hits.unknown, well.hits.unknown), (0, 0));
    // Of the 350 hits that it was sent, 250 in the last ten seconds, one in twenty has waited for over 9.3 s; of all for
    // over 8.6 s. The picture may be a second old, and what was sent within a second counts as if it were at its end.
    for (latency, least) in [(hanging.latency_ms, 7_300.0), (now.status.totals.latency_ms, 6_600.0)] {
        for p95 in [latency.from_planned.p95, latency.from_send.p95] {
            assert!((least..10_000.0).contains(&p95), "{latency:?}");
        }
        assert!(latency.delivered.p95 < 10.0 && latency.failed.p95 == 0.0, "{latency:?}");
    }
    assert!(well.latency_ms.from_send.max < 10.0, "{:?}", well.latency_ms);
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_pause_is_no_time_in_which_load_was_scheduled() {
    let engine = Engine::with_connector(EngineSettings::default(), Network::default());
    engine.start(load(50.0, 1, 20, SINGLE)).unwrap();
    for _ in 0..4 {
        sleep(3_300 * MS).await;
        engine.pause().unwrap();
        sleep(5_700 * MS).await;
        engine.resume().unwrap();
    }
    let last = engine.settled().await;
    let rate = last.status.totals.rate;
    assert_eq!(last.status.totals.hits.delivered, 1_000);
    near(rate.visits_per_second, 50.0);
    near(rate.delivered_hits_per_second, 50.0);
    near(rate.planned_hits_per_second, 50.0);
}

#[tokio::test(start_paused = true)]
async fn a_number_of_visits_is_a_rate_by_the_gaps_between_them() {
    let mut few = load(10.0, 1, 3_600, SINGLE);
    few.config.max_total_visits = 11;
    near(run(&Network::default(), few).await.status.totals.rate.visits_per_second, 10.0);
    let mut one = load(10.0, 1, 3_600, SINGLE);
    one.config.max_total_visits = 1;
    let rate = run(&Network::default(), one).await.status.totals.rate;
    assert!(rate.visits_per_second.is_finite(), "{rate:?}");
}

#[tokio::test(start_paused = true)]
async fn what_was_dropped_was_not_achieved() {
    let network = Network::default().behaves("t0", Behaviour::Accept(1_000 * MS));
    let mut plan = load(50.0, 1, 20, SINGLE);
    plan.config.concurrency = 2;
    plan.config.thresholds = vec!["visits_per_second>=40".into(), "hits_per_second>=40".into()];
    let last = run(&network, plan).await;
    let totals = &last.status.totals;
    assert!(totals.visits.dropped > 900, "{:?}", totals.visits);
    near(totals.rate.visits_per_second, (totals.visits.assigned - totals.visits.dropped) as f64 / 20.0);
    near(totals.rate.planned_hits_per_second, 50.0);
    assert!(last.status.thresholds.iter().all(|threshold| !threshold.passed), "{:?}", last.status.thresholds);
}

/// All rates of the latest seconds are those of the charts' latest points, and those of the whole are those of all
/// points up to the last load.
#[tokio::test(start_paused = true)]
async fn figures_and_charts_agree_at_every_moment_and_after_a_stop() {
    let network = Network::default().behaves("t1", Behaviour::Fail(5 * MS)).behaves("t2", Behaviour::Accept(300 * MS));
    let engine = Engine::with_connector(EngineSettings::default(), network);
    engine.start(load(30.0, 3, 600, Source { most: 4, pause: 2_000 * MS })).unwrap();
    let mut watch = engine.watch();
    let mut seen = 0;
    while seen < 30 {
        watch.changed().await.unwrap();
        let published = watch.borrow_and_update().clone();
        let points = &published.series;
        // Each tick is a second: five of them are the window.
        let latest = points.iter().rev().take(5);
        if points.len() < 6 || published.status.state != RunState::Running {
            continue;
        }
        let mean = |of: fn(&domain::SeriesPoint) -> f64| latest.clone().map(of).sum::<f64>() / 5.0;
        let rate = published.status.totals.rate;
        near(rate.planned_hits_per_second, mean(|point| point.planned));
        near(rate.delivered_hits_per_second, mean(|point| point.delivered));
        near(rate.hits_per_second, mean(|point| point.delivered + point.failed + point.unknown));
        let sum: f64 = published.status.targets.iter().map(|target| target.rate.planned_hits_per_second).sum();
        near(sum, rate.planned_hits_per_second);
        seen += 1;
    }
    let before = engine.published().series.last().unwrap().t;
    let last = engine.stop().await;
    assert_conserved(&last);
    let mut from = 0.0;
    let mut planned = 0.0;
    let mut delivered = 0.0;
    for point in last.series.iter().filter(|point| point.t <= before) {
        planned += point.planned * (point.t - from);
        delivered += point.delivered * (point.t - from);
        from = point.t;
    }
    let rate = last.status.totals.rate;
    near(rate.planned_hits_per_second, planned / before);
    near(rate.delivered_hits_per_second, delivered / before);
    assert!(rate.delivered_hits_per_second < 0.7 * rate.planned_hits_per_second, "{rate:?}");
}

#[tokio::test(start_paused = true)]
async fn a_visit_is_whole_torn_or_not_begun_by_what_was_delivered_of_it() {
    let network = Network::default().behaves("t1", Behaviour::Fail(5 * MS));
    let mut plan = load(20.0, 2, 30, Source { most: 3, pause: 100 * MS });
    plan.config.distribute_by = DistributeBy::Hit;
    plan.config.distribution_strategy = DistributionStrategy::Random;
    let last = run(&network, plan).await;
    // By what the targets saw: t0 takes every hit, t1 none.
    let mut visits = BTreeMap::<String, (u64, u64)>::new();
    for sent in network.sent.lock().unwrap().iter() {
        let visit = sent.parameters.split('&').find(|part| part.starts_with("visit=")).unwrap();
        let (delivered, all) = visits.entry(visit.to_owned()).or_default();
        *delivered += u64::from(sent.target == "t0");
        *all += 1;
    }
    let count = |is: fn(u64, u64) -> bool| visits.values().filter(|(some, all)| is(*some, *all)).count() as u64;
    let found = last.status.totals.visits;
    assert_eq!(found.whole, count(|some, all| some == all));
    assert_eq!(found.torn, count(|some, all| 0 < some && some < all));
    assert_eq!(found.not_begun, count(|some, _| some == 0));
    assert!(found.whole > 50 && found.torn > 50 && found.not_begun > 50, "{found:?}");
    assert_eq!(found.completed, found.assigned, "which says nothing of what was delivered");
}

#[tokio::test(start_paused = true)]
async fn a_visit_that_was_dropped_or_given_up_is_not_whole() {
    let network = Network::default().behaves("t0", Behaviour::Accept(100 * MS));
    let mut plan = load(20.0, 1, 600, Source { most: 2, pause: Duration::from_secs(60) });
    plan.config.concurrency = 15;
    let engine = Engine::with_connector(EngineSettings::default(), network);
    engine.start(plan).unwrap();
    sleep(10_050 * MS).await;
    let visits = engine.stop().await.status.totals.visits;
    // Those of one hit come and go; those of two keep the places.
    assert_eq!(visits.torn, visits.cancelled);
    assert_eq!((visits.whole, visits.not_begun), (visits.completed, visits.dropped));
    assert!(visits.torn > 10 && visits.whole > 10 && visits.dropped > 50, "{visits:?}");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_told_is_no_failure_and_counts_as_an_error() {
    let network = Network::default().behaves("t1", Behaviour::Hang).behaves("t2", Behaviour::Break(5 * MS));
    let mut plan = load(30.0, 3, 20, SINGLE);
    plan.config.request.timeout_seconds = 2.0;
    plan.config.request.max_in_flight_per_target = 100;
    plan.config.thresholds = vec!["error_rate<60%".into()];
    let last = run(&network, plan).await;
    let [t0, t1, t2] = last.status.targets.as_slice() else { panic!() };
    assert_eq!((t0.hits.delivered, t1.hits.unknown, t2.hits.unknown), (200, 200, 200));
    assert_eq!((t1.hits.failed, t2.hits.failed, t1.errors.timeout, t2.errors.connect), (0, 0, 200, 200));
    assert_eq!(last.status.thresholds[0].measured.as_deref(), Some("66.67 %"));
    assert!(!last.status.thresholds[0].passed);
    let outages = &last.status.outages;
    assert!(outages.iter().all(|outage| outage.hits_lost == 0 && outage.hits_unknown > 100), "{outages:?}");
}

#[tokio::test(start_paused = true)]
async fn a_target_that_fails_fast_is_not_quick() {
    let network = Network::default().behaves("t0", Behaviour::Accept(300 * MS)).behaves("t1", Behaviour::Fail(MS));
    let last = run(&network, load(20.0, 2, 20, SINGLE)).await;
    let latency = last.status.totals.latency_ms;
    near(latency.delivered.p50, 300.0);
    near(latency.failed.p50, 1.0);
    near(latency.from_planned.p90, 300.0);
    assert!(latency.from_planned.p50 < 2.0, "{latency:?}");
    let point = last.series[10];
    assert!(point.p50.is_some_and(|p50| p50 > 299.0), "the chart shows what was delivered: {point:?}");
}
