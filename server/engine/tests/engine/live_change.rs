//! Targets that change while a run goes on: from an arrival on, without losing a hit.

use crate::fake::{Behaviour, Network, Source, Wire, assert_conserved, plan, targets};
use domain::{
    Arrivals, DistributionStrategy, EventKind, MultiTargetConfig, OnUnhealthy, RequestSettings, Shape, Target,
    live_part,
    load_shape::{self, LocalClock},
};
use engine::{Engine, EngineError, EngineSettings, Pacing, Published, RunPlan};
use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};
use tokio::{sync::watch, time::sleep};
use transport::{Connector, TransportError};

/// Has the run of `config` go on with other targets, each with its id.
fn change_targets(
    engine: &Engine<Network>,
    config: &MultiTargetConfig,
    targets: impl IntoIterator<Item = (i64, Target)>,
) -> Result<(), EngineError> {
    let (ids, targets): (Vec<_>, _) = targets.into_iter().unzip();
    engine.change(&MultiTargetConfig { targets, ..config.clone() }, &ids)
}

#[tokio::test(start_paused = true)]
async fn a_change_takes_effect_and_expected_shares_follow() {
    let engine = Engine::with_connector(EngineSettings::default(), Network::default());
    let config = MultiTargetConfig {
        targets: targets(&[1, 1]),
        distribution_strategy: DistributionStrategy::Weighted,
        target_visits_per_day: 8_640_000.0,
        max_total_visits: 2_000,
        concurrency: 1_000,
        ..Default::default()
    };
    engine.start(plan(config.clone(), Source { most: 3, pause: Duration::from_millis(50) })).unwrap();
    sleep(Duration::from_millis(9_995)).await;
    // t0 goes, t1 gets three times the weight of the new t2.
    change_targets(&engine, &config, (1..).zip(targets(&[1, 3, 1])).skip(1)).unwrap();
    let last = engine.settled().await;
    assert_conserved(&last);
    let found: Vec<_> = last.status.targets.iter().map(|t| (t.name.as_str(), t.enabled, t.visits.assigned)).collect();
    assert_eq!(found, [("t1", true, 500 + 750), ("t2", true, 250), ("t0", false, 500)]);
    for target in &last.status.targets {
        assert!((target.share - target.expected_share).abs() < 1e-9, "{target:?}");
    }
    assert_eq!(last.status.totals.visits.completed, 2_000);
}

#[tokio::test(start_paused = true)]
async fn the_last_target_cannot_be_taken_away() {
    let engine = Engine::with_connector(EngineSettings::default(), Network::default());
    let config = MultiTargetConfig { targets: targets(&[1]), ..Default::default() };
    engine.start(plan(config.clone(), Source { most: 1, pause: Duration::ZERO })).unwrap();
    let mut off = targets(&[1]);
    off[0].enabled = false;
    assert!(matches!(change_targets(&engine, &config, (1..).zip(off)), Err(EngineError::NoTargets)));
    assert!(engine.published().status.targets[0].enabled);
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_new_weight_or_name_leaves_limits_and_connections_as_they_are() {
    let network = Network::default().behaves("t0", Behaviour::Hang);
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    let config = MultiTargetConfig {
        targets: targets(&[1, 1]),
        distribution_strategy: DistributionStrategy::Weighted,
        target_visits_per_day: 100.0 * 86_400.0,
        concurrency: 5,
        ..Default::default()
    };
    engine.start(plan(config.clone(), Source { most: 1, pause: Duration::ZERO })).unwrap();
    sleep(Duration::from_secs(1)).await;
    let mut changed = targets(&[3, 1]);
    changed[0].name = "renamed".into();
    change_targets(&engine, &config, (1..).zip(changed)).unwrap();
    sleep(Duration::from_secs(2)).await;
    let sent = (network.sent_to("t0").len(), network.sent_to("renamed").len());
    assert_eq!(sent, (5, 0), "connections stay and concurrency holds across the change");
    let now = engine.published();
    assert_eq!(now.status.targets[0].name, "renamed");
    assert_eq!((now.status.targets[0].weight, now.status.targets[0].health), (3, domain::Health::Unknown));
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_a_run_is_judged_by_is_told_when_it_changes_with_and_without_a_schedule() {
    for pacing in [Pacing::Open, Pacing::Closed] {
        let engine = Engine::with_connector(EngineSettings::default(), Network::default());
        let source = Source { most: 1, pause: Duration::from_secs(1) };
        let config = MultiTargetConfig { targets: targets(&[1]), ..Default::default() };
        let mut plan = plan(config.clone(), source);
        plan.pacing = pacing;
        engine.start(plan).unwrap();
        let mut next = config;
        next.health.on_unhealthy = OnUnhealthy::Skip;
        next.thresholds = vec!["p95<1s".into(), "error_rate<1%".into()];
        engine.change(&next, &[1]).unwrap();
        // The same again is no change.
        engine.change(&next, &[1]).unwrap();
        next.health.trial_hits += 1;
        next.thresholds.clear();
        engine.change(&next, &[1]).unwrap();
        let last = engine.stop().await;
        let changes = last.status.events.iter().filter(|event| event.kind == EventKind::Load);
        let messages: Vec<_> = changes.map(|event| event.message.as_str()).collect();
        let expected = [
            "Rules changed: on_unhealthy skip instead of keep; thresholds p95<1s, error_rate<1% instead of none.",
            "Rules changed: health judged by other values; thresholds none instead of p95<1s, error_rate<1%.",
        ];
        assert_eq!(messages, expected, "{pacing:?}");
    }
}

/// Takes as long to prepare a target as a run that goes on takes for three more publications and three more hits.
#[derive(Clone, Default)]
struct Slow {
    network: Network,
    run: Arc<OnceLock<watch::Receiver<Arc<Published>>>>,
}

impl Slow {
    fn progress(&self) -> Option<(u64, usize)> {
        Some((self.run.get()?.borrow().seq, self.network.sent.lock().unwrap().len()))
    }
}

impl Connector for Slow {
    type Transport = Wire;

    fn connect(&self, target: &Target, settings: &RequestSettings) -> Result<Wire, TransportError> {
        let before = self.progress();
        let begun = std::time::Instant::now();
        while self.progress().zip(before).is_some_and(|(now, before)| now.0 < before.0 + 3 || now.1 < before.1 + 3) {
            if begun.elapsed() > Duration::from_secs(30) {
                return Err(TransportError::Unusable {
                    target: target.name.clone(),
                    reason: "the run stands still".into(),
                });
            }
            std::thread::yield_now();
        }
        self.network.connect(target, settings)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_goes_on_while_new_targets_are_prepared() {
    let slow = Slow::default();
    let settings = EngineSettings { tick: Duration::from_millis(5), ..EngineSettings::default() };
    let engine = Engine::with_connector(settings, slow.clone());
    let mut config = MultiTargetConfig {
        targets: targets(&[1]),
        target_visits_per_day: 200.0 * 86_400.0,
        ..MultiTargetConfig::default()
    };
    engine.start(plan(config.clone(), Source { most: 1, pause: Duration::ZERO })).unwrap();
    assert!(slow.run.set(engine.watch()).is_ok());
    config.targets = targets(&[1; 4]);
    let changing = engine.clone();
    tokio::task::spawn_blocking(move || changing.change(&config, &[])).await.unwrap().unwrap();
    let last = engine.stop().await;
    assert_conserved(&last);
    assert_eq!((last.status.targets.len(), last.status.epochs.len()), (4, 2));
}

#[tokio::test(start_paused = true)]
async fn an_outage_ends_when_its_target_is_disabled_or_removed_and_begins_anew_when_it_is_back() {
    for is_removed in [false, true] {
        let network = Network::default().behaves("t0", Behaviour::Fail(Duration::from_millis(5)));
        let engine = Engine::with_connector(EngineSettings::default(), network.clone());
        let mut config = MultiTargetConfig {
            targets: targets(&[1, 1]),
            target_visits_per_day: 20.0 * 86_400.0,
            ..Default::default()
        };
        config.health.on_unhealthy = OnUnhealthy::Skip;
        engine.start(plan(config.clone(), Source { most: 1, pause: Duration::ZERO })).unwrap();
        sleep(Duration::from_secs(10)).await;
        let outages = engine.published().status.outages.clone();
        assert!(matches!(&outages[..], [outage] if outage.recovered_seconds.is_none()), "{outages:?}");
        let mut without = (1..).zip(config.targets.clone()).collect::<Vec<_>>();
        without[0].1.enabled = false;
        change_targets(&engine, &config, without.into_iter().skip(usize::from(is_removed))).unwrap();
        sleep(Duration::from_secs(10)).await;
        let now = engine.published();
        let [outage] = &now.status.outages[..] else { panic!("{:?}", now.status.outages) };
        assert_eq!(outage.recovered_seconds.map(f64::round), Some(10.0));
        // Half of all visits from the detection on, until it was out of the run.
        let expected = (10.0 - outage.detected_seconds) * 10.0;
        assert!((outage.visits_moved as f64 - expected).abs() <= 2.0, "{outage:?}");
        let event = now.status.events.last().unwrap();
        let word = if is_removed { "removed" } else { "disabled" };
        assert_eq!((event.kind, event.target.as_deref()), (EventKind::Health, Some("t0")));
        assert!(event.message.starts_with(&format!("Was {word} after ")), "{}", event.message);
        // Back as it went.
        change_targets(&engine, &config, (1..).zip(config.targets.clone())).unwrap();
        sleep(Duration::from_secs(10)).await;
        network.behaviours.lock().unwrap().clear();
        sleep(Duration::from_secs(60)).await;
        let last = engine.stop().await;
        assert_conserved(&last);
        let [_, again] = &last.status.outages[..] else { panic!("{:?}", last.status.outages) };
        assert_eq!(again.began_seconds.round(), 20.0);
        assert!(again.recovered_seconds.is_some_and(|at| at > 30.0), "{again:?}");
    }
}

/// What a live field is changed to. A field that becomes live needs an entry here.
fn changed(field: &str, config: &mut MultiTargetConfig) {
    match field {
        "targets" => config.targets[1].max_visits_per_second = Some(2.0),
        "distribution_strategy" => config.distribution_strategy = DistributionStrategy::Failover,
        "target_visits_per_day" => config.target_visits_per_day *= 1.5,
        "arrivals" => config.arrivals = Arrivals::Poisson,
        "load_shape" => {
            config.load_shape.shape = Shape::Steps;
            config.load_shape.steps = vec![load_shape::Step { level: 0.5, seconds: 5.0 }];
        }
        "concurrency" => config.concurrency = 1,
        "auto_stop_after_hours" => config.auto_stop_after_hours = 50.0 / 3_600.0,
        "max_total_visits" => config.max_total_visits = 1_500,
        "max_visits_per_day" => config.max_visits_per_day = 1_500,
        "abort_when" => config.abort_when = vec!["drop_rate>50% for 3s".to_owned()],
        "thresholds" => config.thresholds = vec!["p95<1s".to_owned()],
        "health" => config.health.on_unhealthy = OnUnhealthy::Skip,
        other => panic!("say what {other} is changed to"),
    }
}

/// What each target got, completed, lost and was capped in the last 20 s of a run of a minute that goes by `config`
/// and, from 20 s on, by `then`.
async fn last_third(config: &MultiTargetConfig, then: Option<&MultiTargetConfig>) -> Vec<[u64; 4]> {
    let network = (0..3).fold(Network::default(), |network, place| {
        network.behaves(&format!("t{place}"), Behaviour::Accept(Duration::from_millis(250)))
    });
    let engine = Engine::with_connector(EngineSettings::default(), network);
    let clock = LocalClock { start_unix: 86_400.0, ..LocalClock::default() };
    let source = Source { most: 1, pause: Duration::ZERO };
    engine.start(RunPlan { clock, ..plan(config.clone(), source) }).unwrap();
    sleep(Duration::from_secs(20)).await;
    if let Some(then) = then {
        engine.change(then, &[]).unwrap();
    }
    let figures = |published: Arc<Published>| {
        let visits = published.status.targets.iter().map(|target| target.visits);
        visits.map(|visits| [visits.assigned, visits.completed, visits.dropped, visits.capped]).collect::<Vec<_>>()
    };
    // Just after a publication.
    sleep(Duration::from_millis(20_050)).await;
    let before = figures(engine.published());
    sleep(Duration::from_secs(20)).await;
    let after = figures(engine.stop().await);
    after
        .iter()
        .zip(before)
        .map(|(after, before)| std::array::from_fn(|figure| after[figure] - before[figure]))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_live_change_is_a_restart_with_a_history_for_every_live_field() {
    for field in live_part::live_fields() {
        let before = MultiTargetConfig {
            targets: targets(&[1, 2, 3]),
            target_visits_per_day: 30.0 * 86_400.0,
            concurrency: 100,
            ..Default::default()
        };
        let mut after = before.clone();
        changed(field, &mut after);
        let live = last_third(&before, Some(&after)).await;
        let fresh = last_third(&after, None).await;
        for (place, (live, fresh)) in live.iter().zip(&fresh).enumerate() {
            for (found, due) in live.iter().zip(fresh) {
                // A visit more or less at each end, or what chance gives.
                let slack = if field == "arrivals" { 6.0 * (*due as f64).sqrt() } else { 6.0 };
                assert!(found.abs_diff(*due) as f64 <= slack, "{field}, target {place}: {live:?} instead of {fresh:?}");
            }
        }
        let is_seen = !matches!(field, "abort_when" | "thresholds" | "health" | "arrivals");
        let unchanged = last_third(&before, None).await;
        assert!(!is_seen || unchanged != fresh, "{field}: nothing would be noticed");
    }
}
