//! `Retry-After`: a target that asks to be left alone is left alone.

use super::{BROKEN, WELL, config, for_seconds, health_messages, play, sent_between};
use crate::fake::{Behaviour, Network, assert_conserved};
use domain::{MultiTargetConfig, OnUnhealthy};
use engine::{Engine, EngineSettings, Pacing, RunPlan};
use std::time::Duration;
use tokio::time::{Instant, sleep};

fn respecting(on_unhealthy: OnUnhealthy) -> MultiTargetConfig {
    let mut config = config(&[1, 1], 20.0, on_unhealthy);
    config.health.respect_retry_after = true;
    // Only what a target asks for is tried here.
    (config.health.failures_in_a_row, config.health.window_min_hits) = (10_000, 100_000);
    config
}

fn rest(seconds: u64) -> Behaviour {
    Behaviour::Rest(Duration::from_secs(seconds))
}

#[tokio::test(start_paused = true)]
async fn what_is_due_meanwhile_waits() {
    let network = Network::default();
    let begin = Instant::now();
    let script = [(9.99, "t1", rest(8)), (10.2, "t1", WELL)];
    let last = play(&network, for_seconds(respecting(OnUnhealthy::Keep), 30), &script).await;
    let t1 = &last.targets[1];
    assert_eq!(sent_between(&network, "t1", begin, 10.06, 18.04), 0);
    assert_eq!((t1.hits.rejected, t1.hits.dropped, t1.hits.delivered), (1, 0, 299));
    assert!(t1.latency_ms.from_planned.max > 7_500.0, "{:?}", t1.latency_ms);
    assert_eq!(last.targets[0].hits.delivered, 300);
    assert!(last.targets[0].latency_ms.from_planned.max < 50.0);
    assert_eq!(
        health_messages(&last, "t1"),
        [
            "Asks to be left alone for 8 s with Retry-After (answered 429: it asks for fewer requests). Nothing is sent to it until then; hits that are due meanwhile wait, and are dropped after 10 s."
        ]
    );
    assert_eq!(
        t1.last_error.as_ref().map(|error| error.message.as_str()),
        Some("answered 429: it asks for fewer requests")
    );
}

#[tokio::test(start_paused = true)]
async fn what_waited_for_too_long_is_dropped() {
    let network = Network::default();
    let begin = Instant::now();
    let script = [(9.99, "t1", rest(20)), (10.2, "t1", WELL)];
    let last = play(&network, for_seconds(respecting(OnUnhealthy::Hold), 40), &script).await;
    let t1 = &last.targets[1];
    assert_eq!(sent_between(&network, "t1", begin, 10.06, 30.0), 0);
    // Of those due from 10.15 s on, the ones that had waited for ten seconds by 30.05 s.
    assert_eq!((t1.hits.rejected, t1.hits.dropped, t1.hits.delivered), (1, 99, 300));
    assert_eq!(t1.visits.held, 0, "nothing is wrong with it");
}

#[tokio::test(start_paused = true)]
async fn skipped_the_others_take_over_meanwhile() {
    let network = Network::default();
    let begin = Instant::now();
    let script = [(9.99, "t1", rest(8)), (10.2, "t1", WELL)];
    let last = play(&network, for_seconds(respecting(OnUnhealthy::Skip), 30), &script).await;
    assert_eq!(sent_between(&network, "t1", begin, 10.06, 18.04), 0);
    assert_eq!((last.totals.hits.delivered, last.totals.hits.dropped), (599, 0));
    assert!(last.targets[1].latency_ms.from_planned.max < 50.0, "nothing waited");
    assert!((last.targets[0].visits.assigned as i64 - 380).abs() <= 2, "{:?}", last.targets[0].visits);
    assert_eq!(last.epochs.len(), 3, "{:?}", last.epochs);
    assert_eq!(last.outages, []);
}

#[tokio::test(start_paused = true)]
async fn who_asks_again_and_again_is_told_of_once() {
    let network = Network::default().behaves("t1", rest(2));
    let last = play(&network, for_seconds(respecting(OnUnhealthy::Keep), 50), &[]).await;
    assert_eq!(health_messages(&last, "t1").len(), 1);
    assert!(last.targets[1].hits.rejected > 20);
}

#[tokio::test(start_paused = true)]
async fn nobody_is_left_alone_who_is_not_to_be_respected() {
    let network = Network::default().behaves("t1", rest(3_600));
    let mut config = respecting(OnUnhealthy::Skip);
    config.health.respect_retry_after = false;
    let last = play(&network, for_seconds(config, 10), &[]).await;
    assert_eq!((last.targets[1].hits.rejected, health_messages(&last, "t1").len()), (100, 0));
}

#[tokio::test(start_paused = true)]
async fn without_a_schedule_everything_waits_until_the_rest_is_over() {
    let network = Network::default().behaves("t1", rest(60));
    let begin = Instant::now();
    let mut config = respecting(OnUnhealthy::Keep);
    (config.concurrency, config.max_total_visits) = (3, 60);
    let plan = RunPlan { pacing: Pacing::Closed, ..for_seconds(config, 3_600) };
    let last = play(&network, plan, &[(1.0, "t1", WELL)]).await;
    let t1 = &last.targets[1];
    assert_eq!((t1.hits.rejected, t1.hits.delivered, t1.hits.dropped), (1, 29, 0));
    assert_eq!(sent_between(&network, "t1", begin, 0.1, 60.0), 0);
}

#[tokio::test(start_paused = true)]
async fn a_rest_that_begins_with_the_last_bulk_does_not_keep_the_run_from_ending() {
    let network = Network::default().behaves("t0", rest(3_600));
    let begin = Instant::now();
    let mut config = respecting(OnUnhealthy::Keep);
    // Room for all of a target's visits, so that its first bulk is its last.
    (config.concurrency, config.max_total_visits, config.request.bulk_size) = (40, 60, 500);
    let plan = RunPlan { pacing: Pacing::Closed, ..for_seconds(config, 7_200) };
    let last = play(&network, plan, &[]).await;
    let [t0, t1] = [&last.targets[0], &last.targets[1]];
    assert_eq!((t0.hits.rejected, t1.hits.delivered, last.totals.hits.dropped), (30, 30, 0));
    assert!(begin.elapsed() < Duration::from_secs(60), "{:?}", begin.elapsed());
}

#[tokio::test(start_paused = true)]
async fn without_another_target_nobody_is_said_to_take_over() {
    let network = Network::default();
    let begin = Instant::now();
    let mut config = respecting(OnUnhealthy::Skip);
    config.targets.truncate(1);
    let script = [(9.99, "t0", rest(8)), (10.2, "t0", WELL)];
    let last = play(&network, for_seconds(config, 30), &script).await;
    assert_eq!(sent_between(&network, "t0", begin, 10.06, 17.99), 0);
    assert_eq!(
        health_messages(&last, "t0"),
        [
            "Asks to be left alone for 8 s with Retry-After (answered 429: it asks for fewer requests). Nothing is sent to it until then; no other target is well enough to take over, so hits that are due meanwhile wait, and are dropped after 10 s."
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn who_rests_is_not_even_probed() {
    let network = Network::default();
    let mut config = respecting(OnUnhealthy::Skip);
    config.health.failures_in_a_row = 1;
    let begin = Instant::now();
    let last = play(&network, for_seconds(config, 30), &[(9.99, "t1", rest(10)), (10.2, "t1", BROKEN)]).await;
    let probes = network.probes_of("t1");
    assert!(probes.iter().all(|at| (*at - begin).as_secs_f64() >= 20.0), "{probes:?}");
    assert!(probes.len() >= 9, "it is open, so it is probed afterwards: {probes:?}");
    assert_eq!(last.targets[1].health, domain::Health::Open);
}

#[tokio::test(start_paused = true)]
async fn a_stop_does_not_wait_for_a_rest() {
    let network = Network::default().behaves("t1", rest(3_600));
    let mut config = respecting(OnUnhealthy::Keep);
    config.request.timeout_seconds = 300.0;
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    engine.start(for_seconds(config, 3_600)).unwrap();
    sleep(Duration::from_secs(10)).await;
    let asked = Instant::now();
    let last = engine.stop().await;
    assert!(asked.elapsed() <= Duration::from_secs(6));
    assert_conserved(&last);
    let hits = last.status.targets[1].hits;
    assert_eq!((hits.rejected, hits.cancelled, hits.waiting), (1, hits.planned - 1, 0));
}
