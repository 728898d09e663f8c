//! Pause: nothing begins, nothing is made up for, and what is in progress goes on.

use crate::fake::{Behaviour, Network, Source, assert_conserved, plan, run, targets};
use domain::{EventKind, MultiTargetConfig, RunState, SeriesPoint};
use engine::{Engine, EngineError, EngineSettings, Pacing};
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

fn config(per_second: f64) -> MultiTargetConfig {
    MultiTargetConfig { targets: targets(&[1]), target_visits_per_day: per_second * 86_400.0, ..Default::default() }
}

const SINGLE: Source = Source { most: 1, pause: Duration::ZERO };
const MS: Duration = Duration::from_millis(1);

fn planned(points: &[SeriesPoint], from: f64, to: f64) -> f64 {
    let mut start = 0.0;
    let mut sum = 0.0;
    for point in points {
        if point.t > from && point.t <= to + 0.01 {
            sum += point.planned * (point.t - start);
        }
        start = point.t;
    }
    sum
}

#[tokio::test(start_paused = true)]
async fn the_schedule_stands_still_during_a_pause() {
    let network = Network::default();
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    let mut plan = plan(config(10.0), SINGLE);
    plan.duration = Some(Duration::from_secs(3));
    let started = Instant::now();
    engine.start(plan).unwrap();
    sleep_until(started + 1_050 * MS).await;
    engine.pause().unwrap();
    sleep_until(started + 4_000 * MS).await;
    let now = engine.published();
    assert_eq!((now.status.state, now.status.totals.visits.assigned), (RunState::Paused, 11));
    sleep_until(started + 6_050 * MS).await;
    engine.resume().unwrap();
    sleep(MS).await;
    assert_eq!(engine.published().status.state, RunState::Running);
    let last = engine.settled().await;
    assert_conserved(&last);
    assert_eq!((last.status.state, last.status.totals.hits.delivered), (RunState::Finished, 30));
    for (index, sent) in network.sent_to("t0").iter().enumerate() {
        let pause = if index < 11 { Duration::ZERO } else { 5_000 * MS };
        let off = (sent.at - started).abs_diff(100 * MS * index as u32 + pause);
        assert!(off <= 2 * MS, "visit {index} was {off:?} off");
    }
    // Nobody waited because of the pause, and the chart shows the plan where it was carried out.
    assert!(last.status.totals.latency_ms.lag.max < 5.0, "{:?}", last.status.totals.latency_ms.lag);
    assert!(planned(&last.series, 2.0, 6.0) < 0.01, "{:?}", last.series);
    // The last second is begun, not over, when the run is.
    assert!((29.0..=30.01).contains(&planned(&last.series, 0.0, 100.0)), "{:?}", last.series);
}

#[tokio::test(start_paused = true)]
async fn visits_in_progress_go_on_during_a_pause() {
    for bulk_size in [1, 500] {
        let engine = Engine::with_connector(EngineSettings::default(), Network::default());
        let mut config = config(10.0);
        config.request.bulk_size = bulk_size;
        engine.start(plan(config, Source { most: 3, pause: Duration::from_millis(700) })).unwrap();
        sleep(950 * MS).await;
        engine.pause().unwrap();
        sleep(Duration::from_secs(4)).await;
        let totals = &engine.published().status.totals;
        assert_eq!((totals.visits.completed, totals.visits.active), (10, 0), "bulks of {bulk_size}");
        // Three and a third times 1 + 2 + 3.
        assert_eq!((totals.hits.delivered, totals.hits.planned), (19, 19), "bulks of {bulk_size}");
        engine.stop().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_closed_loop_begins_nothing_during_a_pause_and_its_time_does_not_pass() {
    for bulk_size in [1, 20] {
        let network = Network::default().behaves("t0", Behaviour::Accept(100 * MS));
        let engine = Engine::with_connector(EngineSettings::default(), network.clone());
        let mut config = config(1.0);
        config.request.bulk_size = bulk_size;
        // Four requests at once, however many visits are in one.
        config.concurrency = 4 * bulk_size;
        let mut plan = plan(config, SINGLE);
        plan.pacing = Pacing::Closed;
        plan.duration = Some(Duration::from_secs(2));
        let started = Instant::now();
        engine.start(plan).unwrap();
        sleep_until(started + 1_050 * MS).await;
        engine.pause().unwrap();
        sleep_until(started + 6_050 * MS).await;
        engine.resume().unwrap();
        let last = engine.settled().await;
        assert_eq!(last.status.state, RunState::Finished);
        let sent = network.sent_to("t0");
        let millis = sent.iter().map(|sent| (sent.at - started).as_millis());
        assert_eq!(millis.filter(|at| (1_051..6_050).contains(at)).count(), 0, "bulks of {bulk_size}");
        let after = sent.iter().filter(|sent| sent.at >= started + 6_050 * MS).count();
        assert!(after >= 9 * 4 * bulk_size as usize, "{after} after the pause, bulks of {bulk_size}");
        let took = started.elapsed();
        assert!(took >= 7_000 * MS && took < 7_200 * MS, "took {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn only_what_runs_can_be_paused_and_only_what_is_paused_resumed() {
    let engine = Engine::with_connector(EngineSettings::default(), Network::default());
    assert!(matches!(engine.pause(), Err(EngineError::NotRunning)));
    engine.start(plan(config(10.0), SINGLE)).unwrap();
    assert!(matches!(engine.resume(), Err(EngineError::NotPaused)));
    // Even before it has begun.
    engine.pause().unwrap();
    assert!(matches!(engine.pause(), Err(EngineError::NotRunning)));
    sleep(Duration::from_secs(3)).await;
    assert_eq!(engine.published().status.totals.visits.assigned, 0);
    assert!(matches!(engine.start(plan(config(10.0), SINGLE)), Err(EngineError::Busy)));
    engine.resume().unwrap();
    sleep(Duration::from_millis(2_050)).await;
    assert!(engine.published().status.totals.visits.assigned >= 20);
    engine.pause().unwrap();
    // A paused run can be stopped, and is over then.
    let stopping = Instant::now();
    assert_eq!(engine.stop().await.status.state, RunState::Stopped);
    assert!(stopping.elapsed() < Duration::from_millis(50));
    assert!(matches!(engine.resume(), Err(EngineError::NotPaused)));
    assert!(matches!(engine.pause(), Err(EngineError::NotRunning)));
}

#[tokio::test(start_paused = true)]
async fn arrivals_and_the_planned_line_follow_the_load_shape() {
    use domain::load_shape::{Shape, Step};
    let mut config = config(10.0);
    config.load_shape.shape = Shape::Steps;
    config.load_shape.steps =
        [(0.5, 10.0), (3.0, 10.0), (0.0, 10.0)].map(|(level, seconds)| Step { level, seconds }).into();
    config.concurrency = 1_000;
    let network = Network::default();
    let started = Instant::now();
    let last = run(&network, plan(config, SINGLE)).await;
    // The last step never reaches another visit: the run is over when the one before it is.
    assert_eq!((last.status.state, last.status.totals.hits.delivered), (RunState::Finished, 350));
    for (index, sent) in network.sent_to("t0").iter().enumerate() {
        let due = if index < 50 { index as f64 / 5.0 } else { 10.0 + (index - 50) as f64 / 30.0 };
        let off = ((sent.at - started).as_secs_f64() - due).abs();
        assert!(off <= 0.0015, "visit {index} was {off} s off");
    }
    assert!((planned(&last.series, 0.0, 10.0) - 50.0).abs() < 1.0, "{:?}", last.series);
    assert!((planned(&last.series, 0.0, 100.0) - 350.0).abs() < 1.0, "{:?}", last.series);
}

/// The events of the run as such: message, and whether it is a warning.
fn run_events(published: &engine::Published) -> Vec<(&str, bool)> {
    let events = published.status.events.iter().filter(|event| event.kind == EventKind::Run);
    events.map(|event| (event.message.as_str(), event.is_warning)).collect()
}

#[tokio::test(start_paused = true)]
async fn beginning_pauses_and_end_are_reported_once_each() {
    let engine = Engine::with_connector(EngineSettings::default(), Network::default());
    engine.start(plan(config(10.0), SINGLE)).unwrap();
    assert_eq!(run_events(&engine.published()), [("The run began.", false)]);
    sleep(Duration::from_secs(2)).await;
    engine.pause().unwrap();
    assert!(engine.pause().is_err());
    sleep(Duration::from_secs(2)).await;
    engine.resume().unwrap();
    assert!(engine.resume().is_err());
    sleep(Duration::from_secs(2)).await;
    let last = engine.stop().await;
    let expected = [
        "The run began.",
        "The run was paused: no visits begin until it goes on.",
        "The run went on.",
        "The run was stopped.",
    ];
    assert_eq!(run_events(&last), expected.map(|message| (message, false)));
    let at: Vec<f64> = last.status.events.iter().map(|event| event.at_seconds.round()).collect();
    assert_eq!(at, [0.0, 2.0, 4.0, 6.0]);
}

#[tokio::test(start_paused = true)]
async fn how_a_run_ended_is_reported() {
    let mut planned = plan(MultiTargetConfig { max_total_visits: 5, ..config(10.0) }, SINGLE);
    planned.continues = Some(7);
    let last = run(&Network::default(), planned).await;
    let expected = [("The run began, where run 7 had ended.", false), ("The run came to its planned end.", false)];
    assert_eq!(run_events(&last), expected);

    let abort_when = vec!["error_rate>50% for 2s".to_owned()];
    let network = Network::default().behaves("t0", Behaviour::Fail(5 * MS));
    let last = run(&network, plan(MultiTargetConfig { abort_when, ..config(10.0) }, SINGLE)).await;
    let [_, (message, is_warning)] = run_events(&last)[..] else { panic!("{:?}", last.status.events) };
    assert!(is_warning && message.starts_with("The run ended early. Aborted: "), "{message}");
}

#[tokio::test(start_paused = true)]
async fn a_change_that_is_replaced_before_it_is_published_has_been_seen() {
    let engine = Engine::with_connector(EngineSettings::default(), Network::default());
    engine.start(plan(config(10.0), SINGLE)).unwrap();
    sleep(1_050 * MS).await;
    // Nothing is published in between: nothing else runs meanwhile.
    let paused = engine.pause().unwrap();
    let resumed = engine.resume().unwrap();
    engine.seen(paused).await;
    assert_eq!(engine.published().status.state, RunState::Running);
    engine.seen(resumed).await;
    let paused = engine.pause().unwrap();
    engine.seen(paused).await;
    assert_eq!(engine.published().status.state, RunState::Paused);
    engine.stop().await;
    // Its run is over, and it never waits for another's.
    engine.seen(paused).await;
}
