//! Bulk mode: whole visits, one target each, sent in time, and every hit accounted for.

use crate::fake::{Behaviour, Network, Source, plan, run, targets};
use domain::{
    DistributionStrategy, ErrorCounts, HealthSettings, HitCounts, MultiTargetConfig, RequestSettings, RunState,
};
use engine::{Engine, EngineSettings, Pacing};
use std::{collections::BTreeMap, time::Duration};
use tokio::time::{Instant, sleep};

fn config(per_second: f64, bulk_size: u32) -> MultiTargetConfig {
    MultiTargetConfig {
        targets: targets(&[1]),
        target_visits_per_day: per_second * 86_400.0,
        concurrency: 1_000,
        request: RequestSettings { bulk_size, ..Default::default() },
        ..Default::default()
    }
}

const SOURCE: Source = Source { most: 4, pause: Duration::from_millis(300) };

/// The number after `name=` in a hit's parameters.
fn number(parameters: &str, name: &str) -> u64 {
    let value = parameters.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value.unwrap().parse().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_bulk_holds_whole_visits_of_one_target_and_goes_when_it_is_full_or_has_waited() {
    let mut config = config(50.0, 20);
    config.targets = targets(&[5, 3, 2]);
    config.distribution_strategy = DistributionStrategy::Weighted;
    config.max_total_visits = 1_000;
    let network = Network::default();
    let started = Instant::now();
    let last = run(&network, plan(config, SOURCE)).await;
    assert_eq!((last.status.totals.hits.delivered, last.status.totals.visits.completed), (2_500, 1_000));
    assert_eq!(last.status.totals.status_codes, BTreeMap::from([(200, 2_500)]));
    let bulks = network.bulks();
    let mut bulk_of = BTreeMap::new();
    for (place, bulk) in bulks.iter().enumerate() {
        assert!(bulk.iter().all(|hit| (&hit.target, hit.at) == (&bulk[0].target, bulk[0].at)), "bulk {place}");
        assert!(bulk.len() < 20 + 4, "{} hits", bulk.len());
        let mut oldest = Duration::MAX;
        let mut expected = Vec::new();
        for hit in bulk {
            let visit = number(&hit.parameters, "visit");
            assert_eq!(*bulk_of.entry(visit).or_insert(place), place, "visit {visit} is torn apart");
            if number(&hit.parameters, "hit") == visit % 4 {
                oldest = oldest.min(Duration::from_millis(20 * visit + 300 * (visit % 4)));
                expected.extend((0..=visit % 4).map(|hit| (visit, hit)));
            }
        }
        // In order, visit after visit.
        let hits = bulk.iter().map(|hit| (number(&hit.parameters, "visit"), number(&hit.parameters, "hit")));
        assert_eq!(hits.collect::<Vec<_>>(), expected);
        let waited = (bulk[0].at - started).checked_sub(oldest).expect("it went before its visit was over");
        assert!(waited <= Duration::from_millis(1_002), "waited {waited:?}");
        assert!(bulk.len() >= 20 || waited >= Duration::from_secs(1), "{} hits after {waited:?}", bulk.len());
    }
    assert!(bulks.iter().filter(|bulk| bulk.len() >= 20).count() > 50, "bulks fill up: {}", bulks.len());
}

#[tokio::test(start_paused = true)]
async fn each_hit_of_a_bulk_says_when_it_was_due() {
    let mut when = Vec::new();
    for bulk_size in [1, 50] {
        let mut config = config(20.0, bulk_size);
        config.max_total_visits = 200;
        let network = Network::default();
        let started = Instant::now();
        run(&network, plan(config, SOURCE)).await;
        let sent = network.sent.lock().unwrap().clone();
        let due = sent.into_iter().map(|hit| match hit.bulk {
            0 => ((hit.at - started).as_millis() as i64, hit.parameters),
            _ => {
                let content = hit.parameters.split("&ua=").next().unwrap().to_owned();
                (number(&hit.parameters, "cdt") as i64, content)
            }
        });
        let mut due: Vec<_> = due.collect();
        due.sort_by(|a, b| a.1.cmp(&b.1));
        when.push(due);
    }
    // Visit 0 comes first in the order of the text, at the start of the run.
    let start = when[1][0].0;
    assert_eq!(when[0].len(), 500);
    for (single, in_bulk) in when[0].iter().zip(&when[1]) {
        assert_eq!(single.1, in_bulk.1);
        let off = single.0 - (in_bulk.0 - start);
        // The timer counts whole milliseconds.
        assert!((-1..=1).contains(&off), "{}: {off} ms", single.1);
    }
}

#[tokio::test(start_paused = true)]
async fn latency_counts_from_when_the_visit_was_over() {
    let mut config = config(1.0, 50);
    config.max_total_visits = 1;
    let network = Network::default().behaves("t0", Behaviour::Accept(Duration::from_millis(100)));
    let source = Source { most: 1, pause: Duration::ZERO };
    let latency = run(&network, plan(config, source)).await.status.totals.latency_ms;
    assert!((latency.from_send.max - 100.0).abs() < 2.0, "{latency:?}");
    assert!((latency.from_planned.max - 1_100.0).abs() < 4.0, "{latency:?}");
}

#[tokio::test(start_paused = true)]
async fn after_a_stop_bulks_go_at_once() {
    let network = Network::default();
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    engine.start(plan(config(10.0, 1_000), Source { most: 1, pause: Duration::ZERO })).unwrap();
    sleep(Duration::from_millis(550)).await;
    let stopping = Instant::now();
    let last = engine.stop().await;
    assert!(stopping.elapsed() < Duration::from_millis(20), "took {:?}", stopping.elapsed());
    assert_eq!((last.status.state, last.status.totals.hits.delivered), (RunState::Stopped, 6));
    assert_eq!(network.bulks().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_bulk_in_flight_at_the_end_of_the_grace_period_is_cancelled_hit_by_hit() {
    let engine = Engine::with_connector(EngineSettings::default(), Network::default().behaves("t0", Behaviour::Hang));
    let mut config = config(10.0, 4);
    config.request.timeout_seconds = 300.0;
    // Some in flight, some waiting for a place, some not over yet.
    config.request.max_in_flight_per_target = 2;
    engine.start(plan(config, Source { most: 2, pause: Duration::from_secs(8) })).unwrap();
    sleep(Duration::from_secs(3)).await;
    let hits = engine.published().status.totals.hits;
    assert!(hits.in_flight == 8 && hits.waiting > 8, "{hits:?}");
    let totals = &engine.stop().await.status.totals;
    assert_eq!((totals.hits.cancelled, totals.visits.cancelled), (totals.hits.planned, totals.visits.assigned));
}

/// By the rules of `HealthSettings`, for bulks of ten that all come to the same end: the hits that a partly delivered
/// bulk lost are in no known order, so they are no row, but they count for the rate. The first and the last of them
/// come back within the window.
fn is_failing(hits: HitCounts) -> bool {
    let rules = HealthSettings::default();
    let lost = hits.not_accepted();
    let is_row = hits.delivered == 0 && 10 >= rules.failures_in_a_row;
    let is_rate =
        hits.planned >= rules.window_min_hits.into() && lost as f64 / hits.planned as f64 >= rules.failure_rate;
    is_row || is_rate
}

#[tokio::test(start_paused = true)]
async fn every_hit_of_a_bulk_has_the_end_its_answer_gives_it() {
    use Behaviour::*;
    let end =
        |delivered, rejected, failed| HitCounts { planned: 40, delivered, rejected, failed, ..Default::default() };
    let none = ErrorCounts::default();
    let later = Duration::from_millis(7);
    let cases = [
        (Accept(later), end(40, 0, 0), none, Some(200), ""),
        (Partly(3, 0), end(28, 12, 0), ErrorCounts { http_4xx: 12, ..none }, Some(200), "3 of 10 hits"),
        (Partly(10, 0), end(0, 40, 0), ErrorCounts { http_4xx: 40, ..none }, Some(200), "invalid"),
        (Partly(0, 4), end(24, 0, 16), ErrorCounts { invalid_response: 16, ..none }, Some(200), "skipped"),
        (
            Partly(2, 3),
            end(20, 8, 12),
            ErrorCounts { http_4xx: 8, invalid_response: 12, ..none },
            Some(200),
            "left 3 of 10",
        ),
        (Garbage, end(0, 0, 40), ErrorCounts { invalid_response: 40, ..none }, Some(200), "larger"),
        (Reject(later), end(0, 40, 0), ErrorCounts { http_4xx: 40, ..none }, Some(400), "answered 400"),
        (Fail(later), end(0, 0, 40), ErrorCounts { http_5xx: 40, ..none }, Some(500), "answered 500"),
        (
            Hang,
            HitCounts { planned: 40, unknown: 40, ..Default::default() },
            ErrorCounts { timeout: 40, ..none },
            None,
            "may have recorded",
        ),
    ];
    for (behaviour, hits, errors, status, words) in cases {
        let mut config = config(100.0, 10);
        config.max_total_visits = 16;
        let network = Network::default().behaves("t0", behaviour);
        let last = run(&network, plan(config, Source { most: 4, pause: Duration::ZERO })).await;
        let totals = &last.status.totals;
        assert_eq!((totals.hits, totals.errors), (hits, errors), "{behaviour:?}");
        let codes = status.map(|status| (status, 40)).into_iter().collect();
        assert_eq!(totals.status_codes, codes, "{behaviour:?}");
        assert_eq!((network.bulks().len(), totals.visits.completed), (4, 16), "{behaviour:?}");
        let message = totals.last_error.as_ref().map_or("", |error| &error.message);
        assert!(message.contains(words) && (words.is_empty() == message.is_empty()), "{behaviour:?}: {message}");
        let health = if is_failing(hits) { domain::Health::Failing } else { domain::Health::Healthy };
        assert_eq!(totals.health, health, "{behaviour:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn bulks_in_flight_are_limited_and_those_that_wait_too_long_are_dropped() {
    let mut config = config(1_000.0, 2);
    config.max_total_visits = 12;
    config.request.timeout_seconds = 4.0;
    config.request.max_in_flight_per_target = 2;
    let network = Network::default().behaves("t0", Behaviour::Accept(Duration::from_secs(3)));
    let last = run(&network, plan(config, Source { most: 1, pause: Duration::ZERO })).await;
    // Six bulks: two go at 0 s, two at 3 s, and at 4 s the others give up.
    let hits = last.status.totals.hits;
    assert_eq!((hits.delivered, hits.dropped, network.bulks().len()), (8, 4, 4));
    let went: Vec<_> = network.bulks().iter().map(|bulk| bulk[0].at).collect();
    assert!(went[1] - went[0] < Duration::from_millis(10) && went[2] - went[0] >= Duration::from_secs(3));
}

#[tokio::test(start_paused = true)]
async fn the_closed_loop_fills_its_bulks() {
    let mut config = config(1.0, 25);
    config.targets = targets(&[5, 3, 2]);
    config.distribution_strategy = DistributionStrategy::Weighted;
    config.max_total_visits = 1_000;
    config.concurrency = 100;
    let network = Network::default().behaves("t1", Behaviour::Accept(Duration::from_millis(400)));
    let mut plan = plan(config, SOURCE);
    plan.pacing = Pacing::Closed;
    let last = run(&network, plan).await;
    let completed: Vec<_> = last.status.targets.iter().map(|target| target.visits.completed).collect();
    assert_eq!((last.status.state, completed), (RunState::Finished, vec![500, 300, 200]));
    let contents = network.contents();
    assert_eq!((contents.len(), last.status.totals.hits.delivered), (2_500, 2_500));
    assert!(contents.windows(2).all(|pair| pair[0] != pair[1]), "a hit was sent twice");
    let bulks = network.bulks();
    let small = bulks.iter().filter(|bulk| bulk.len() < 25).count();
    assert!(small <= 3, "only the last bulk of a target may have less: {small} of {}", bulks.len());
}
