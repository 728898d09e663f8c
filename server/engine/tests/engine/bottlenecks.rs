//! What keeps this machine from sending as planned is named, once, and the plan goes on.

use crate::fake::{Behaviour, Network, Source, plan, run, targets};
use domain::{BottleneckKind, DistributeBy, EventKind, MultiTargetConfig, RunEvent, StatusSnapshot};
use engine::{Engine, EngineSettings, RunPlan};
use std::time::Duration;
use tokio::time::sleep;
use transport::Shortage;

const SINGLE: Source = Source { most: 1, pause: Duration::ZERO };
const MS: Duration = Duration::from_millis(1);

/// Ten visits of one hit per second for `seconds`.
fn brisk(seconds: u64) -> RunPlan {
    let config = MultiTargetConfig { targets: targets(&[1]), target_visits_per_day: 864_000.0, ..Default::default() };
    RunPlan { duration: Some(Duration::from_secs(seconds)), ..plan(config, SINGLE) }
}

fn noted(status: &StatusSnapshot) -> Vec<&RunEvent> {
    status.events.iter().filter(|event| event.kind == EventKind::Bottleneck).collect()
}

#[tokio::test(start_paused = true)]
async fn each_kind_has_its_sign_and_is_noted_once() {
    let crowded = |change: fn(&mut MultiTargetConfig)| {
        let mut plan = brisk(20);
        change(&mut plan.config);
        plan
    };
    let slow = Behaviour::Accept(400 * MS);
    for (kind, behaviour, plan, word) in [
        (BottleneckKind::Sockets, Behaviour::Short(Shortage::Files), brisk(20), "open files"),
        (BottleneckKind::Sockets, Behaviour::Short(Shortage::Ports), brisk(20), "local ports"),
        (BottleneckKind::InFlight, slow, crowded(|config| config.request.max_in_flight_per_target = 2), "at t0:"),
        (BottleneckKind::Concurrency, slow, crowded(|config| config.concurrency = 2), "at t0:"),
        (
            BottleneckKind::Concurrency,
            slow,
            crowded(|config| {
                config.concurrency = 2;
                config.distribute_by = DistributeBy::Hit;
            }),
            "Hits are dropped at t0:",
        ),
        (BottleneckKind::Cpu, Behaviour::Stall(150 * MS), brisk(20), "The processor"),
    ] {
        let network = Network::default().behaves("t0", behaviour);
        let engine = Engine::with_connector(EngineSettings::default(), network);
        engine.start(plan).unwrap();
        sleep(Duration::from_secs(10)).await;
        let status = engine.published().status.clone();
        let now = status.bottleneck.as_ref().unwrap_or_else(|| panic!("{kind:?} is not noticed"));
        assert_eq!(now.kind, kind, "{}", now.message);
        assert!(now.message.contains(word) && now.since_seconds <= 4.0, "{now:?}");
        let [event] = noted(&status)[..] else { panic!("{:?}", status.events) };
        assert!(event.is_warning && event.message.contains(word), "{event:?}");
        let report = engine.stop().await;
        assert_eq!(report.status.bottleneck.as_ref().map(|worst| worst.kind), Some(kind), "the report keeps it");
    }
}

#[tokio::test(start_paused = true)]
async fn it_is_over_some_seconds_after_the_last_sign() {
    let network = Network::default().behaves("t0", Behaviour::Short(Shortage::Files));
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    engine.start(brisk(60)).unwrap();
    sleep(Duration::from_secs(5)).await;
    network.behaviours.lock().unwrap().clear();
    sleep(Duration::from_secs(4)).await;
    assert!(engine.published().status.bottleneck.is_some());
    sleep(Duration::from_secs(4)).await;
    let status = engine.published().status.clone();
    assert_eq!(status.bottleneck, None);
    let [_, over] = noted(&status)[..] else { panic!("{:?}", status.events) };
    assert!(!over.is_warning && over.message.contains("as planned again"), "{over:?}");
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_run_that_goes_as_planned_has_none_and_a_failing_target_makes_none() {
    for behaviour in [Behaviour::Accept(5 * MS), Behaviour::Fail(5 * MS), Behaviour::Reject(400 * MS)] {
        let last = run(&Network::default().behaves("t0", behaviour), brisk(20)).await;
        assert_eq!((&last.status.bottleneck, noted(&last.status)), (&None, vec![]), "{behaviour:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn visits_whose_hits_are_given_out_one_by_one_are_bounded_too() {
    const MOST: u64 = 100_000;
    let mut config = MultiTargetConfig {
        targets: targets(&[1, 1]),
        target_visits_per_day: MOST as f64 * 86_400.0,
        distribute_by: DistributeBy::Hit,
        concurrency: 1_000_000,
        ..Default::default()
    };
    config.request.max_in_flight_per_target = 1_000_000;
    config.request.timeout_seconds = 300.0;
    let network = Network::default().behaves("t0", Behaviour::Hang).behaves("t1", Behaviour::Hang);
    let engine = Engine::with_connector(EngineSettings::default(), network);
    engine.start(RunPlan { duration: Some(1_100 * MS), ..plan(config, SINGLE) }).unwrap();
    sleep(Duration::from_secs(3)).await;
    let visits = engine.published().status.totals.visits;
    assert_eq!((visits.active, visits.dropped, visits.assigned), (MOST, MOST / 10, MOST + MOST / 10));
    engine.stop().await;
}
