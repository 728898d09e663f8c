//! A target's cap: which visits are beyond it follows from the plan.

use crate::fake::{Behaviour, Network, Source, assert_conserved, plan, run, targets};
use domain::{Arrivals, DistributionStrategy, MultiTargetConfig, TargetStatus};
use engine::{Engine, EngineSettings, Pacing, RunPlan};
use std::time::Duration;
use tokio::time::sleep;

const SINGLE: Source = Source { most: 1, pause: Duration::ZERO };

/// Twenty visits of one hit per second for `seconds`, over two targets of which the first has this cap.
fn capped(per_second: f64, seconds: u64) -> RunPlan {
    let mut config =
        MultiTargetConfig { targets: targets(&[1, 1]), target_visits_per_day: 20.0 * 86_400.0, ..Default::default() };
    config.targets[0].max_visits_per_second = Some(per_second);
    RunPlan { duration: Some(Duration::from_secs(seconds)), ..plan(config, SINGLE) }
}

/// What came to a target: the visits' numbers.
fn visits(network: &Network, target: &str) -> Vec<String> {
    network.sent_to(target).iter().map(|sent| sent.parameters.split('&').nth(1).unwrap().to_owned()).collect()
}

fn balanced(target: &TargetStatus) {
    let visits = target.visits;
    assert_eq!(visits.dropped, visits.capped, "{visits:?}");
    assert_eq!(visits.assigned, visits.completed + visits.capped, "{visits:?}");
}

#[tokio::test(start_paused = true)]
async fn half_of_what_is_twice_the_cap_is_dropped_and_the_other_target_is_not_concerned() {
    let last = run(&Network::default(), capped(5.0, 20)).await;
    let [first, second] = &last.status.targets[..] else { panic!("{:?}", last.status.targets) };
    balanced(first);
    balanced(second);
    assert_eq!((first.visits.assigned, second.visits.assigned, second.visits.capped), (200, 200, 0));
    // 5 per second for 20 seconds, and a second's worth at once.
    assert!((100..=105).contains(&first.visits.completed), "{:?}", first.visits);
    assert_conserved(&last);
}

#[tokio::test(start_paused = true)]
async fn what_is_capped_follows_from_the_plan_whatever_the_target_does() {
    let mut found = Vec::new();
    for behaviour in
        [Behaviour::Accept(Duration::from_millis(5)), Behaviour::Fail(Duration::from_millis(900)), Behaviour::Hang]
    {
        let network = Network::default().behaves("t0", behaviour);
        let mut plan = capped(4.0, 30);
        plan.config.arrivals = Arrivals::Poisson;
        plan.config.concurrency = 1_000;
        plan.config.request.max_in_flight_per_target = 1_000;
        let last = run(&network, plan).await;
        assert!(last.status.targets[0].visits.capped > 100, "{:?}", last.status.targets[0].visits);
        found.push(visits(&network, "t0"));
    }
    assert!(found.iter().all(|visits| *visits == found[0]));
}

#[tokio::test(start_paused = true)]
async fn a_cap_at_the_rate_drops_nothing() {
    for (strategy, cap) in [(DistributionStrategy::RoundRobin, 10.0), (DistributionStrategy::Mirror, 20.0)] {
        let mut plan = capped(cap, 60);
        plan.config.distribution_strategy = strategy;
        let last = run(&Network::default(), plan).await;
        let visits = last.status.targets[0].visits;
        assert_eq!((visits.capped, visits.completed), (0, cap as u64 * 60), "{strategy}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_closed_loop_keeps_the_cap_by_waiting() {
    for bulk_size in [1, 3] {
        let mut plan = capped(7.0, 20);
        plan.pacing = Pacing::Closed;
        plan.config.request.bulk_size = bulk_size;
        let network = Network::default();
        let last = run(&network, plan).await;
        let [first, second] = &last.status.targets[..] else { panic!("{:?}", last.status.targets) };
        let begun = first.visits.assigned;
        assert_eq!(first.visits.dropped, 0, "bulks of {bulk_size}");
        assert!((140..=149).contains(&begun), "{begun} in 20 s at 7 per second, bulks of {bulk_size}");
        assert!(second.visits.completed > 1_000, "{:?}", second.visits);
        assert_conserved(&last);
    }
}

#[tokio::test(start_paused = true)]
async fn a_cap_can_be_changed_while_the_run_goes_on() {
    let engine = Engine::with_connector(EngineSettings::default(), Network::default());
    let plan = capped(1.0, 40);
    let mut config = plan.config.clone();
    engine.start(plan).unwrap();
    let capped = || engine.published().status.targets[0].visits.capped;
    sleep(Duration::from_millis(10_500)).await;
    // Nine of ten in each of the ten seconds.
    assert!((88..=92).contains(&capped()), "{}", capped());
    config.targets[0].max_visits_per_second = None;
    engine.change(&config, &[1, 2]).unwrap();
    sleep(Duration::from_secs(2)).await;
    let then = capped();
    sleep(Duration::from_secs(10)).await;
    assert_eq!(capped(), then);
    config.targets[0].max_visits_per_second = Some(5.0);
    engine.change(&config, &[1, 2]).unwrap();
    let last = engine.settled().await;
    assert!(last.status.targets[0].visits.capped > then + 50, "{:?}", last.status.targets[0].visits);
    assert_conserved(&last);
}

#[tokio::test(start_paused = true)]
async fn a_cap_that_is_raised_frees_its_target_at_once() {
    let engine = Engine::with_connector(EngineSettings::default(), Network::default());
    let plan = capped(0.001, 40);
    let mut config = plan.config.clone();
    engine.start(plan).unwrap();
    let visits = || engine.published().status.targets[0].visits;
    sleep(Duration::from_millis(5_500)).await;
    assert_eq!(visits().completed, 1);
    config.targets[0].max_visits_per_second = Some(5.0);
    engine.change(&config, &[1, 2]).unwrap();
    let then = visits();
    let last = engine.settled().await;
    // 10 visits per second are planned for it and 5 may pass: in 34.5 s 172, and a second's worth at once.
    let begun = last.status.targets[0].visits.completed - then.completed;
    assert!((168..=178).contains(&begun), "{begun}");
    balanced(&last.status.targets[0]);
}
