//! Law 1: at every instant every hit is in exactly one column of the books.

use crate::fake::{Behaviour, Network, Source, assert_conserved, plan, run, targets};
use domain::{DistributeBy, DistributionStrategy, MultiTargetConfig, RequestSettings, RunState};
use engine::{Engine, EngineSettings, Pacing};
use proptest::prelude::*;
use std::time::Duration;

fn behaviour() -> impl Strategy<Value = Behaviour> {
    let millis = (0u64..3_000).prop_map(Duration::from_millis);
    prop_oneof![
        millis.clone().prop_map(Behaviour::Accept),
        millis.clone().prop_map(Behaviour::Reject),
        millis.prop_map(Behaviour::Fail),
        Just(Behaviour::Hang),
        Just(Behaviour::Garbage),
        (0u64..9, 0u64..9).prop_map(|(invalid, missing)| Behaviour::Partly(invalid, missing)),
    ]
}

#[derive(Debug, Clone)]
struct Scenario {
    behaviours: Vec<Behaviour>,
    strategy: DistributionStrategy,
    by: DistributeBy,
    visits: u64,
    per_second: f64,
    concurrency: u32,
    in_flight: u32,
    most_hits: u64,
    bulk_size: u32,
    pacing: Pacing,
    pause: Duration,
    pause_after: Option<Duration>,
    stop_after: Option<Duration>,
}

fn scenario() -> impl Strategy<Value = Scenario> {
    (
        prop::collection::vec(behaviour(), 1..6),
        prop::sample::select(DistributionStrategy::ALL.to_vec()),
        prop::bool::ANY,
        1u64..200,
        1.0f64..500.0,
        1u32..30,
        1u32..10,
        (1u64..6, prop_oneof![Just(1u32), 2u32..40]),
        (prop::bool::weighted(0.3), 0u64..2_000),
        (prop::option::of(0u64..4_000), prop::option::of(0u64..8_000)),
    )
        .prop_map(
            |(
                behaviours,
                strategy,
                by_hit,
                visits,
                per_second,
                concurrency,
                in_flight,
                (most_hits, bulk_size),
                (closed, pause),
                (pause_after, stop_after),
            )| Scenario {
                behaviours,
                strategy,
                by: if by_hit && !strategy.needs_whole_visits() { DistributeBy::Hit } else { DistributeBy::Visit },
                visits,
                per_second,
                concurrency,
                in_flight,
                most_hits,
                bulk_size,
                pacing: if closed { Pacing::Closed } else { Pacing::Open },
                pause: Duration::from_millis(pause),
                pause_after: pause_after.map(Duration::from_millis),
                stop_after: stop_after.map(Duration::from_millis),
            },
        )
}

async fn play(scenario: Scenario) {
    let network = Network::default();
    for (place, behaviour) in scenario.behaviours.iter().enumerate() {
        network.behaviours.lock().unwrap().insert(format!("t{place}"), *behaviour);
    }
    let weights: Vec<u32> = (1..=scenario.behaviours.len() as u32).collect();
    let config = MultiTargetConfig {
        targets: targets(&weights),
        distribution_strategy: scenario.strategy,
        distribute_by: scenario.by,
        target_visits_per_day: scenario.per_second * 86_400.0,
        concurrency: scenario.concurrency,
        max_total_visits: scenario.visits,
        request: RequestSettings {
            timeout_seconds: 2.0,
            max_in_flight_per_target: scenario.in_flight,
            bulk_size: scenario.bulk_size,
            ..Default::default()
        },
        ..Default::default()
    };
    let settings = EngineSettings { tick: Duration::from_millis(70), ..Default::default() };
    let engine = Engine::with_connector(settings, network.clone());
    let mut plan = plan(config, Source { most: scenario.most_hits, pause: scenario.pause });
    plan.pacing = scenario.pacing;
    engine.start(plan).unwrap();
    if let Some(after) = scenario.pause_after {
        let pauser = engine.clone();
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            // Too late, if the run is over.
            if pauser.pause().is_ok() {
                tokio::time::sleep(Duration::from_secs(3)).await;
                let _ = pauser.resume();
            }
        });
    }
    let stopper = engine.clone();
    if let Some(after) = scenario.stop_after {
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            stopper.stop().await;
        });
    }
    let mut watch = engine.watch();
    let last = loop {
        let published = watch.borrow_and_update().clone();
        assert_conserved(&published);
        if !published.status.state.is_active() {
            break published;
        }
        watch.changed().await.unwrap();
    };
    let totals = &last.status.totals;
    assert_eq!((totals.hits.in_flight, totals.hits.waiting, totals.visits.active), (0, 0, 0));
    for (place, target) in last.status.targets.iter().enumerate() {
        let sent = network.sent_to(&format!("t{place}")).len() as u64;
        let answered = target.hits.settled();
        assert!(answered <= sent && sent <= answered + target.hits.cancelled, "sent {sent}: {:?}", target.hits);
        let causes = target.errors;
        let by_cause = causes.http_4xx + causes.http_5xx + causes.timeout + causes.invalid_response;
        assert_eq!(target.hits.rejected + target.hits.failed + target.hits.unknown, by_cause);
        let with_status: u64 = target.status_codes.values().sum();
        assert_eq!(with_status, answered - causes.timeout);
    }
    if last.status.state == RunState::Finished {
        let copies =
            if scenario.strategy == DistributionStrategy::Mirror { scenario.behaviours.len() as u64 } else { 1 };
        assert_eq!(totals.visits.assigned, copies * scenario.visits);
        assert_eq!(totals.hits.cancelled, 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_hit_is_lost_or_counted_twice(scenario in scenario()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(play(scenario));
    }
}

#[test]
fn the_books_hold_with_workers_in_parallel() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_time().build().unwrap();
    runtime.block_on(async {
        let network = Network::default().behaves("t0", Behaviour::Accept(Duration::ZERO));
        let config = MultiTargetConfig {
            targets: targets(&[1, 1, 1]),
            target_visits_per_day: 1e10,
            max_total_visits: 20_000,
            concurrency: 100_000,
            request: RequestSettings { timeout_seconds: 60.0, ..Default::default() },
            ..Default::default()
        };
        let last = run(&network, plan(config, Source { most: 5, pause: Duration::ZERO })).await;
        assert_eq!(last.status.totals.visits.completed, 20_000);
        assert_eq!(last.status.totals.hits.delivered, 20_000 * 3);
        assert_eq!(network.sent.lock().unwrap().len(), 20_000 * 3);
    });
}

#[tokio::test(start_paused = true)]
async fn a_visit_whose_code_panics_is_settled_as_cancelled() {
    struct Broken;
    impl visit::VisitSource for Broken {
        fn visit(&self, _: u64) -> Box<dyn visit::Visit> {
            Box::new(Self)
        }
        fn hit_count(&self, _: u64) -> usize {
            3
        }
    }
    impl visit::Visit for Broken {
        fn hit_count(&self) -> usize {
            3
        }
        fn offset(&self, _: usize) -> Duration {
            Duration::ZERO
        }
        fn write_parameters(&self, hit: usize, _: &visit::Recipient<'_>, _: &mut String) {
            assert!(hit == 0, "a fault in the visit's code");
        }
        fn user_agent(&self) -> &'static str {
            ""
        }
        fn accept_language(&self) -> &'static str {
            ""
        }
        fn funnel(&self) -> Option<visit::FunnelPart> {
            None
        }
    }
    let config = MultiTargetConfig { targets: targets(&[1]), max_total_visits: 2, ..Default::default() };
    let last = run(&Network::default(), plan(config, Broken)).await;
    let hits = last.status.totals.hits;
    assert_eq!((hits.planned, hits.delivered, hits.cancelled), (6, 2, 4));
}
