//! Abort rules and thresholds: judged by what happened lately, or by the whole run.

use crate::fake::{Behaviour, Network, Source, assert_conserved, plan, run, targets};
use domain::{EventKind, MultiTargetConfig, RunEvent, RunState, StatusSnapshot};
use engine::{Engine, EngineSettings, Pacing, RunPlan};
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

const SINGLE: Source = Source { most: 1, pause: Duration::ZERO };
const MS: Duration = Duration::from_millis(1);
const FAIL: Behaviour = Behaviour::Fail(Duration::from_millis(5));
const ACCEPT: Behaviour = Behaviour::Accept(Duration::from_millis(5));

/// Ten visits of one hit per second and target for `seconds`, with these abort rules.
fn under(rules: &[&str], targets_count: usize, seconds: u64) -> RunPlan {
    let config = MultiTargetConfig {
        targets: targets(&vec![1; targets_count]),
        target_visits_per_day: targets_count as f64 * 864_000.0,
        abort_when: rules.iter().map(|&rule| rule.to_owned()).collect(),
        ..Default::default()
    };
    RunPlan { duration: Some(Duration::from_secs(seconds)), ..plan(config, SINGLE) }
}

fn limits(status: &StatusSnapshot) -> Vec<&RunEvent> {
    status.events.iter().filter(|event| event.kind == EventKind::Limit).collect()
}

#[tokio::test(start_paused = true)]
async fn a_rule_ends_the_run_as_failed_and_says_which_and_why() {
    let network = Network::default().behaves("t0", FAIL);
    let rule = "error_rate > 50% for 3s";
    let last = run(&network, under(&["p99>10s for 1s", rule, "error_rate>1% for 1m"], 1, 60)).await;
    let status = &last.status;
    let info = status.run.as_ref().unwrap();
    assert_eq!((status.state, info.aborted_by.as_deref()), (RunState::Failed, Some(rule)));
    let message = info.message.as_deref().unwrap();
    assert_eq!(message, format!("Aborted: {rule:?} was true for 3.0 s; error_rate was 100 % lately."));
    let [event] = limits(status)[..] else { panic!("{:?}", status.events) };
    assert_eq!((event.message.as_str(), event.is_warning, event.at_seconds), (message, true, 3.0));
    assert!(info.elapsed_seconds < 3.1, "{}", info.elapsed_seconds);
}

#[tokio::test(start_paused = true)]
async fn a_rule_about_a_target_asks_that_target_alone() {
    let network = Network::default().behaves("t1", FAIL);
    let last = run(&network, under(&["t0: error_rate>1% for 1s", "error_rate>60% for 1s"], 2, 10)).await;
    assert_eq!((last.status.state, limits(&last.status)), (RunState::Finished, vec![]));
    let last = run(&network, under(&["t0: error_rate>1% for 1s", "t1: error_rate>99% for 2s"], 2, 10)).await;
    let info = last.status.run.as_ref().unwrap();
    assert_eq!((last.status.state, info.aborted_by.as_deref()), (RunState::Failed, Some("t1: error_rate>99% for 2s")));
    let last = run(&network, under(&["t1: send.p95>=5ms for 2s"], 2, 10)).await;
    assert_eq!(last.status.state, RunState::Failed);
}

#[tokio::test(start_paused = true)]
async fn a_target_that_hangs_is_slow_before_its_first_time_out() {
    let network = Network::default().behaves("t0", Behaviour::Hang);
    let mut plan = under(&["t1: p95>1s for 1s", "t0: p95>3s for 2s"], 2, 60);
    plan.config.request.timeout_seconds = 40.0;
    let last = run(&network, plan).await;
    let info = last.status.run.as_ref().unwrap();
    assert_eq!(info.aborted_by.as_deref(), Some("t0: p95>3s for 2s"));
    let [event] = limits(&last.status)[..] else { panic!("{:?}", last.status.events) };
    assert!((5.0..8.0).contains(&event.at_seconds), "{event:?}");
}

/// Behaves as told from each second on.
async fn change_at(network: &Network, started: Instant, changes: &[(u64, Behaviour)]) {
    for &(second, behaviour) in changes {
        sleep_until(started + Duration::from_secs(second)).await;
        network.behaviours.lock().unwrap().insert("t0".into(), behaviour);
    }
}

#[tokio::test(start_paused = true)]
async fn streaks_that_were_interrupted_do_not_count_and_the_past_does_not_soften() {
    let network = Network::default();
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    let started = Instant::now();
    engine.start(under(&["error_rate>90% for 5s"], 1, 600)).unwrap();
    let fits: Vec<_> = (0..20).flat_map(|fit| [(fit * 6, FAIL), (fit * 6 + 4, ACCEPT)]).collect();
    change_at(&network, started, &fits).await;
    sleep_until(started + Duration::from_secs(300)).await;
    assert_eq!(engine.published().status.state, RunState::Running);
    change_at(&network, started, &[(300, FAIL)]).await;
    let last = engine.settled().await;
    assert_eq!(last.status.state, RunState::Failed);
    // The error rate of the whole run is far below the limit.
    let [event] = limits(&last.status)[..] else { panic!("{:?}", last.status.events) };
    assert!((305.0..=307.0).contains(&event.at_seconds), "{event:?}");
}

#[tokio::test(start_paused = true)]
async fn a_pause_suspends_the_clock() {
    let network = Network::default().behaves("t0", FAIL);
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    let started = Instant::now();
    engine.start(under(&["error_rate>50% for 10s"], 1, 600)).unwrap();
    sleep_until(started + 6_500 * MS).await;
    engine.pause().unwrap();
    sleep(Duration::from_secs(100)).await;
    assert_eq!(engine.published().status.state, RunState::Paused);
    engine.resume().unwrap();
    let last = engine.settled().await;
    assert_eq!(last.status.state, RunState::Failed);
    let [event] = limits(&last.status)[..] else { panic!("{:?}", last.status.events) };
    assert!((110.0..=111.0).contains(&event.at_seconds), "{event:?}");
}

#[tokio::test(start_paused = true)]
async fn seconds_without_an_end_neither_make_nor_break_a_streak() {
    // Two hits a minute: most intervals measure nothing.
    let rare = |rules: &[&str]| {
        let mut plan = under(rules, 1, 300);
        plan.config.target_visits_per_day = 2.0 * 1_440.0;
        plan
    };
    let failing = Network::default().behaves("t0", FAIL);
    let last = run(&failing, rare(&["error_rate>50% for 1m"])).await;
    let [event] = limits(&last.status)[..] else { panic!("{:?}", last.status.events) };
    assert!((60.0..=62.0).contains(&event.at_seconds), "{event:?}");
    // One failure is no streak, however long nothing follows it.
    let network = Network::default().behaves("t0", FAIL);
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    let started = Instant::now();
    engine.start(rare(&["error_rate>50% for 10s"])).unwrap();
    change_at(&network, started, &[(15, ACCEPT)]).await;
    assert_eq!(engine.settled().await.status.state, RunState::Finished);
}

#[tokio::test(start_paused = true)]
async fn rates_and_latencies_have_rules_too_and_so_has_a_closed_loop() {
    let slow = Network::default().behaves("t0", Behaviour::Accept(300 * MS));
    for rule in ["p95>200ms for 2s", "hits_per_second<20 for 3s", "visits_per_second>=9 for 2s"] {
        let last = run(&slow, under(&[rule], 1, 20)).await;
        assert_eq!(last.status.state, RunState::Failed, "{rule}");
    }
    let hanging = Network::default().behaves("t0", Behaviour::Hang);
    let mut plan = under(&["drop_rate>50% for 2s"], 1, 20);
    plan.config.concurrency = 1;
    assert_eq!(run(&hanging, plan).await.status.state, RunState::Failed);
    let mut plan = under(&["error_rate>50% for 2s"], 1, 20);
    plan.pacing = Pacing::Closed;
    let last = run(&Network::default().behaves("t0", FAIL), plan).await;
    assert_eq!(last.status.state, RunState::Failed);
    assert_conserved(&last);
}

#[tokio::test(start_paused = true)]
async fn thresholds_are_in_every_picture_and_go_by_the_whole_run() {
    let network = Network::default().behaves("t1", FAIL);
    let mut plan = under(&[], 2, 10);
    let thresholds = ["p95 < 500ms", "t0: error_rate<1%", "t1: error_rate<1%", "visits_per_second>=19"];
    plan.config.thresholds = thresholds.map(str::to_owned).to_vec();
    let last = run(&network, plan).await;
    let found: Vec<_> = last.status.thresholds.iter().map(|found| (found.threshold.as_str(), found.passed)).collect();
    assert_eq!(found, thresholds.into_iter().zip([true, true, false, true]).collect::<Vec<_>>());
    assert_eq!(last.status.thresholds[2].measured.as_deref(), Some("100 %"));
    assert_eq!(last.status.state, RunState::Finished);
}

#[tokio::test(start_paused = true)]
async fn rules_and_thresholds_follow_changes_and_what_was_before_a_rule_does_not_count_for_it() {
    let network = Network::default().behaves("t0", FAIL);
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    let plan = under(&["error_rate>50% for 1m"], 1, 600);
    let mut config = plan.config.clone();
    let started = Instant::now();
    engine.start(plan).unwrap();
    sleep_until(started + 50_500 * MS).await;
    // The first rule stays and keeps its streak; the new one begins with its own.
    config.abort_when = vec!["t0: error_rate>50% for 5s".into(), "error_rate>50% for 1m".into()];
    config.thresholds = vec!["error_rate<1%".into()];
    network.behaviours.lock().unwrap().insert("t0".into(), ACCEPT);
    engine.change(&config, &[1]).unwrap();
    sleep_until(started + 53_500 * MS).await;
    let status = engine.published().status.clone();
    assert_eq!((status.state, status.thresholds.len()), (RunState::Running, 1));
    network.behaviours.lock().unwrap().insert("t0".into(), FAIL);
    let last = engine.settled().await;
    let info = last.status.run.as_ref().unwrap();
    assert_eq!(info.aborted_by.as_deref(), Some("t0: error_rate>50% for 5s"));
    let [event] = limits(&last.status)[..] else { panic!("{:?}", last.status.events) };
    assert!((58.0..=60.0).contains(&event.at_seconds), "{event:?}");
}
