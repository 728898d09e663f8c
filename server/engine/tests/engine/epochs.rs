//! Law 3 while everything changes: at every prefix of every epoch, and what a change does and does not touch.

use crate::fake::{Behaviour, Network, Source, assert_conserved, plan, run, targets};
use domain::{DistributionStrategy, EpochStatus, EventKind, MultiTargetConfig, RunState, StatusSnapshot};
use engine::{Engine, EngineSettings, RunPlan};
use proptest::prelude::*;
use std::{collections::BTreeMap, time::Duration};
use tokio::time::{Instant, sleep};

const MS: Duration = Duration::from_millis(1);
const SINGLE: Source = Source { most: 1, pause: Duration::ZERO };

fn config(weights: &[u32], per_second: f64) -> MultiTargetConfig {
    MultiTargetConfig {
        targets: targets(weights),
        distribution_strategy: DistributionStrategy::Weighted,
        target_visits_per_day: per_second * 86_400.0,
        concurrency: 100_000,
        ..Default::default()
    }
}

/// Targets of visits 0, 1, 2, … of single hits, by number.
fn takers(network: &Network) -> Vec<i64> {
    let mut takers = BTreeMap::new();
    for sent in network.sent.lock().unwrap().iter() {
        let index: u64 = sent.parameters.split("visit=").nth(1).unwrap().split('&').next().unwrap().parse().unwrap();
        let id = sent.target.strip_prefix('t').unwrap().parse::<i64>().unwrap() + 1;
        assert_eq!(takers.insert(index, id), None, "visit {index} was sent twice");
    }
    assert!(takers.keys().copied().eq(0..takers.len() as u64), "indices have no gaps");
    takers.into_values().collect()
}

/// Panics unless the whole run kept every target within the cup game's bound of its share at every prefix, and each
/// epoch told so; the first is exact, and so is every other that lasts.
fn assert_exact(status: &StatusSnapshot, takers: &[i64]) {
    let begun: Vec<_> = status.epochs.iter().filter(|epoch| epoch.from_index.is_some()).collect();
    let begins = |place: usize| begun.get(place).and_then(|epoch| epoch.from_index).unwrap_or(takers.len() as u64);
    assert_eq!(begins(0), 0);
    let most = 1.0 + (1..=status.targets.len()).map(|n| 1.0 / n as f64).sum::<f64>();
    let mut behind: BTreeMap<i64, f64> = BTreeMap::new();
    for (place, epoch) in begun.iter().enumerate() {
        let given = &takers[begins(place) as usize..begins(place + 1) as usize];
        assert_eq!(epoch.positions, given.len() as u64);
        let positions = given.len().max(1) as f64;
        let settled = settled_after(epoch, given.len(), &behind);
        for (taken, taker) in given.iter().enumerate() {
            for share in &epoch.shares {
                *behind.entry(share.target_id).or_insert(0.0) += share.expected / positions;
            }
            *behind.get_mut(taker).unwrap() -= 1.0;
            let bound = if place == 0 { 1.0 - 1e-9 } else { most };
            let furthest = behind.values().map(|behind| behind.abs()).fold(0.0, f64::max);
            assert!(furthest <= bound, "{furthest} at {taken} of {epoch:?}");
            if settled.is_some_and(|settled| taken >= settled) {
                let off = epoch.shares.iter().map(|share| behind[&share.target_id].abs()).fold(0.0, f64::max);
                assert!(off < 1.0, "{off} off at {taken} of {epoch:?}, which was to be exact from {settled:?} on");
            }
        }
        for share in &epoch.shares {
            let count = given.iter().filter(|taker| **taker == share.target_id).count() as u64;
            assert_eq!(share.assigned, count);
        }
    }
    for target in &status.targets {
        let off = target.distance_visits - behind.get(&target.id).copied().unwrap_or(0.0);
        assert!(off.abs() < 1e-4, "{} instead of {off} less", target.distance_visits);
    }
}

/// After how many positions an epoch of so many is exact: when all who are `behind` or ahead have had the time to come back.
/// `None` if those who left took a visit or more with them, so that those who are there cannot all be.
fn settled_after(epoch: &EpochStatus, positions: usize, behind: &BTreeMap<i64, f64>) -> Option<usize> {
    let debts = epoch.shares.iter().map(|share| (behind.get(&share.target_id).copied().unwrap_or(0.0), share.expected));
    let owed: f64 = debts.clone().map(|(behind, _)| behind).sum();
    // Those who are ahead wait until their share has overtaken them.
    let waits = debts.map(|(behind, expected)| -behind * positions as f64 / expected).fold(0.0, f64::max);
    (owed.abs() < 1.0 - 1e-4 && positions > 0).then(|| waits.ceil() as usize + 2 * epoch.shares.len())
}

#[derive(Clone, Debug)]
struct Step {
    wait: u64,
    weights: Vec<u32>,
    off: usize,
    is_weighted: bool,
    per_second: f64,
    pause: bool,
}

fn step() -> impl Strategy<Value = Step> {
    let weights = prop::collection::vec(1u32..=50, 1..7);
    (0u64..4_000, weights, 0usize..9, any::<bool>(), 0.5f64..80.0, prop::bool::weighted(0.2)).prop_map(
        |(wait, weights, off, is_weighted, per_second, pause)| Step {
            wait,
            weights,
            off,
            is_weighted,
            per_second,
            pause,
        },
    )
}

async fn tell(steps: Vec<Step>) {
    let network = Network::default();
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    engine.start(plan(config(&[2, 1], 20.0), SINGLE)).unwrap();
    for step in steps {
        sleep(Duration::from_millis(step.wait)).await;
        let mut next = config(&step.weights, step.per_second);
        if step.weights.len() > 1 && step.off < step.weights.len() {
            next.targets[step.off].enabled = false;
        }
        if !step.is_weighted {
            next.distribution_strategy = DistributionStrategy::RoundRobin;
        }
        engine.change(&next, &[]).unwrap();
        if step.pause {
            engine.pause().unwrap();
            sleep(300 * MS).await;
            engine.resume().unwrap();
        }
    }
    sleep(Duration::from_secs(2)).await;
    let last = engine.stop().await;
    assert_conserved(&last);
    let takers = takers(&network);
    assert_eq!(takers.len() as u64, last.status.totals.visits.assigned);
    assert_exact(&last.status, &takers);
    for target in &last.status.targets {
        let due: f64 = last
            .status
            .epochs
            .iter()
            .flat_map(|epoch| &epoch.shares)
            .filter(|share| share.target_id == target.id)
            .map(|share| share.expected)
            .sum();
        assert!((target.expected_share * takers.len() as f64 - due).abs() < 1e-6, "{}", target.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn every_prefix_of_the_whole_run_is_within_its_bound(steps in prop::collection::vec(step(), 0..12)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(tell(steps));
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_that_waits_for_an_hour_follows_a_change_at_once() {
    let network = Network::default();
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    // One visit an hour: the next one is 59 minutes away.
    engine.start(plan(config(&[1], 1.0 / 3_600.0), SINGLE)).unwrap();
    sleep(Duration::from_secs(60)).await;
    assert_eq!(network.sent.lock().unwrap().len(), 1);
    let changed = Instant::now();
    engine.change(&config(&[1], 10.0 + 1.0 / 60.0), &[]).unwrap();
    sleep(Duration::from_secs(1)).await;
    let sent = network.sent_to("t0");
    assert!((10..=12).contains(&sent.len()) && sent[1].at - changed <= 100 * MS, "{}", sent.len());
    // And back: the next one would be due in 0.1 s, and is in an hour.
    engine.change(&config(&[1], 1.0 / 3_600.0), &[]).unwrap();
    sleep(Duration::from_secs(60)).await;
    assert!(network.sent_to("t0").len() <= sent.len() + 1);
    let last = engine.stop().await;
    let events: Vec<_> = last.status.events.iter().filter(|event| event.kind == EventKind::Load).collect();
    assert_eq!(events.len(), 2, "{events:?}");
    assert!(events[1].message.starts_with("Load changed: 24 visits a day instead of"), "{}", events[1].message);
    assert_eq!(last.status.epochs.len(), 1, "another rate is no other split");
    assert_eq!(last.status.run.as_ref().unwrap().target_visits_per_day, 24.0);
}

#[tokio::test(start_paused = true)]
async fn visits_in_progress_finish_where_they_began() {
    let network = Network::default();
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    let mut next = config(&[1, 1], 10.0);
    next.targets[1].enabled = false;
    engine.start(plan(next.clone(), Source { most: 4, pause: Duration::from_secs(1) })).unwrap();
    sleep(1_950 * MS).await;
    // Everything moves to the other one, mirrored, with another shape.
    next.targets[0].enabled = false;
    next.targets[1].enabled = true;
    next.distribution_strategy = DistributionStrategy::Mirror;
    next.load_shape.shape = domain::Shape::Steps;
    engine.change(&next, &[]).unwrap();
    sleep(Duration::from_secs(10)).await;
    let last = engine.stop().await;
    assert_conserved(&last);
    // 20 visits with 1, 2, 3 and 4 hits in turn.
    assert_eq!((network.sent_to("t0").len(), last.status.targets[0].visits.completed), (50, 20));
    assert!(network.sent_to("t1").len() > 20);
    let events: Vec<_> = last.status.events.iter().map(|event| event.message.as_str()).collect();
    assert!(
        events.contains(&"Targets changed: strategy mirror instead of weighted; t1 enabled; t0 disabled."),
        "{events:?}"
    );
    assert!(events.contains(&"Load changed: shape steps instead of constant."), "{events:?}");
    assert_eq!(
        last.status.epochs[1].cause,
        "Targets changed: strategy mirror instead of weighted; t1 enabled; t0 disabled."
    );
}

#[tokio::test(start_paused = true)]
async fn limits_and_concurrency_follow() {
    let network = Network::default().behaves("t0", Behaviour::Hang);
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    let mut next = MultiTargetConfig { concurrency: 3, ..config(&[1], 10.0) };
    next.request.timeout_seconds = 300.0;
    engine.start(plan(next.clone(), SINGLE)).unwrap();
    for (concurrency, in_progress) in [(3, 3), (8, 8), (5, 8)] {
        next.concurrency = concurrency;
        engine.change(&next, &[]).unwrap();
        sleep(Duration::from_secs(2)).await;
        assert_eq!(network.sent_to("t0").len(), in_progress, "{concurrency}");
    }
    // 61 visits have come by now; the run ends by a limit that was set meanwhile.
    next.max_total_visits = 70;
    engine.change(&next, &[]).unwrap();
    sleep(Duration::from_secs(3)).await;
    assert_eq!(engine.published().status.totals.visits.assigned, 70);
    assert_eq!(engine.published().status.state, RunState::Stopping);
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_daily_limit_promises_no_tomorrow_that_the_run_does_not_see() {
    let config = MultiTargetConfig { max_visits_per_day: 30, ..config(&[1], 10.0) };
    let mut plan = RunPlan { duration: Some(Duration::from_secs(600)), ..plan(config, SINGLE) };
    plan.clock.start_unix = 86_400.0 * 20_000.0 - 3_600.0;
    let last = run(&Network::default(), plan).await;
    assert_eq!((last.status.state, last.status.totals.visits.completed), (RunState::Finished, 30));
    let limit: Vec<_> = last.status.events.iter().filter(|event| event.kind == EventKind::Limit).collect();
    let [limit] = limit[..] else { panic!("{limit:?}") };
    assert_eq!(
        limit.message,
        "max_visits_per_day is reached: 30 visits have begun today, and the run's time is over before midnight. \
         Raise the limit to go on now."
    );
}

#[tokio::test(start_paused = true)]
async fn a_daily_limit_is_reported_and_ends_with_the_day_even_after_a_pause() {
    let network = Network::default();
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    let mut plan = plan(MultiTargetConfig { max_visits_per_day: 30, ..config(&[1], 10.0) }, SINGLE);
    // An hour before midnight, UTC.
    plan.clock.start_unix = 86_400.0 * 20_000.0 - 3_600.0;
    engine.start(plan).unwrap();
    sleep(Duration::from_secs(60)).await;
    let now = engine.published();
    assert_eq!(now.status.totals.visits.assigned, 30);
    let limit = now.status.events.iter().find(|event| event.kind == EventKind::Limit).unwrap();
    assert!(limit.message.contains("30 visits have begun today") && limit.message.contains("1 h 0 min"), "{limit:?}");
    // Midnight passes in a pause.
    engine.pause().unwrap();
    sleep(Duration::from_secs(3_600)).await;
    engine.resume().unwrap();
    sleep(Duration::from_secs(1)).await;
    assert!((39..=42).contains(&network.sent_to("t0").len()), "{}", network.sent_to("t0").len());
    engine.stop().await;
}
