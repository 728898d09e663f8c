//! Whatever targets do, under whatever rules: the books are whole, and what is told of health agrees with them.

use super::{config, play};
use crate::fake::{Behaviour, Network, Source, plan};
use domain::{DistributeBy, DistributionStrategy, EpochStatus, EventKind, OnUnhealthy, Probing, RunState};
use engine::RunPlan;
use proptest::prelude::*;
use std::{collections::BTreeMap, time::Duration};
use transport::Shortage;

const NAMES: [&str; 3] = ["t0", "t1", "t2"];

#[derive(Clone, Debug)]
struct Scenario {
    strategy: DistributionStrategy,
    on_unhealthy: OnUnhealthy,
    probe: Probing,
    by: DistributeBy,
    bulk_size: u32,
    respects: bool,
    timeout: f64,
    /// Seconds until the next change, which target, and how it is from then on.
    changes: Vec<(f64, usize, Behaviour)>,
}

fn behaviour() -> impl Strategy<Value = Behaviour> {
    let quick = (0u64..40).prop_map(Duration::from_millis);
    prop_oneof![
        4 => quick.clone().prop_map(Behaviour::Accept),
        3 => quick.clone().prop_map(Behaviour::Fail),
        1 => quick.clone().prop_map(Behaviour::Reject),
        1 => quick.prop_map(Behaviour::Deceive),
        1 => Just(Behaviour::Hang),
        1 => Just(Behaviour::Garbage),
        1 => Just(Behaviour::Short(Shortage::Ports)),
        1 => (0u64..4).prop_map(|seconds| Behaviour::Rest(Duration::from_secs(seconds))),
        1 => (0u64..4, 0u64..4).prop_map(|(invalid, missing)| Behaviour::Partly(invalid, missing)),
    ]
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let choices = (
        prop::sample::select(DistributionStrategy::ALL.to_vec()),
        prop::sample::select(OnUnhealthy::ALL.to_vec()),
        prop::sample::select(Probing::ALL.to_vec()),
        any::<bool>(),
        prop::sample::select(vec![1, 1, 7]),
    );
    let changes = prop::collection::vec((0.0..3.0, 0usize..3, behaviour()), 1..12);
    (choices, any::<bool>(), 0.5..4.0, changes).prop_map(|(choices, respects, timeout, changes)| {
        let (strategy, on_unhealthy, probe, by_hit, bulk_size) = choices;
        let splits_hits = !matches!(strategy, DistributionStrategy::Independent | DistributionStrategy::Mirror);
        let by_hit = by_hit && splits_hits && bulk_size == 1;
        let by = if by_hit { DistributeBy::Hit } else { DistributeBy::Visit };
        Scenario { strategy, on_unhealthy, probe, by, bulk_size, respects, timeout, changes }
    })
}

/// Panics unless after each epoch every target is within 1 + H(n) of what it was due so far. An epoch by itself may be further
/// off, for it makes good for those before it; the first has nothing to make good for.
fn assert_nobody_is_far_behind(epochs: &[EpochStatus]) {
    let most = 1.0 + (1..=NAMES.len()).map(|n| 1.0 / n as f64).sum::<f64>();
    let mut behind: BTreeMap<i64, f64> = BTreeMap::new();
    for (place, epoch) in epochs.iter().enumerate() {
        let bound = if place == 0 { 1.0 - 1e-9 } else { most };
        for share in &epoch.shares {
            let behind = behind.entry(share.target_id).or_default();
            *behind += share.expected - share.assigned as f64;
            assert!(behind.abs() <= bound, "{behind} behind after {epoch:?}");
        }
    }
}

async fn run_scenario(scenario: Scenario) {
    let mut config = config(&[1, 2, 3], 30.0, scenario.on_unhealthy);
    (config.distribution_strategy, config.distribute_by) = (scenario.strategy, scenario.by);
    (config.request.bulk_size, config.request.timeout_seconds) = (scenario.bulk_size, scenario.timeout);
    config.concurrency = 40;
    config.health.probe = scenario.probe;
    config.health.probe_interval_seconds = 0.3;
    config.health.respect_retry_after = scenario.respects;
    let mut at = 0.0;
    let script: Vec<_> = scenario
        .changes
        .iter()
        .map(|(later, target, behaviour)| {
            at += later;
            (at, NAMES[*target], *behaviour)
        })
        .collect();
    let source = Source { most: 3, pause: Duration::from_millis(120) };
    let plan = RunPlan { duration: Some(Duration::from_secs_f64(at + 2.0)), ..plan(config, source) };
    let network = Network::default();
    let last = play(&network, plan, &script).await;
    assert_eq!(last.state, RunState::Finished);
    let hits = last.totals.hits;
    assert_eq!((hits.in_flight, hits.waiting, last.totals.visits.active), (0, 0, 0));
    let holds = scenario.on_unhealthy == OnUnhealthy::Hold && scenario.strategy != DistributionStrategy::Failover;
    assert!(holds || last.totals.visits.held == 0);
    for target in &last.targets {
        let lost = target.hits.rejected + target.hits.failed + target.hits.dropped;
        let outages = || last.outages.iter().filter(|outage| outage.target_id == target.id);
        assert!(outages().map(|outage| outage.hits_lost).sum::<u64>() <= lost, "{:?}", last.outages);
        assert!(outages().map(|outage| outage.visits_held).sum::<u64>() == target.visits.held, "{:?}", last.outages);
        // One after the other, the last of them perhaps not over.
        let mut free_from = 0.0;
        for outage in outages() {
            assert!(outage.began_seconds <= outage.detected_seconds && free_from <= outage.detected_seconds);
            free_from = outage.recovered_seconds.unwrap_or(f64::INFINITY);
            assert!(outage.detected_seconds <= free_from);
        }
        // What it could not be sent for lack of ports is dropped, as what never came so far is.
        let answered = target.hits.settled();
        let sent = network.sent_to(&target.name).len() as u64;
        assert!(answered <= sent && sent <= answered + target.hits.dropped, "{sent} sent: {:?}", target.hits);
    }
    if matches!(scenario.strategy, DistributionStrategy::RoundRobin | DistributionStrategy::Weighted) {
        assert_nobody_is_far_behind(&last.epochs);
    }
    let kept = scenario.on_unhealthy == OnUnhealthy::Keep && scenario.strategy != DistributionStrategy::Failover;
    assert!(!kept || scenario.respects || last.epochs.len() == 1);
    assert!(
        !kept || last.events.iter().all(|event| event.kind != EventKind::Health || !event.message.starts_with("Open"))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn books_and_outages_agree_whatever_targets_do(scenario in scenario()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(run_scenario(scenario));
    }
}
