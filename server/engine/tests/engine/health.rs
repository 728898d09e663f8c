//! Health, in paused time: how trouble is detected, what becomes of the load, and how it comes back. Law 1 is
//! checked in everything that is published on the way.

mod anything;
mod detection;
mod probing;
mod resting;
mod rotation;

use crate::fake::{Behaviour, Network, Source, plan, run, targets};
use domain::{
    DistributionStrategy, EventKind, Health, HealthSettings, MultiTargetConfig, OnUnhealthy, Outage, StatusSnapshot,
};
use engine::RunPlan;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

const WELL: Behaviour = Behaviour::Accept(Duration::from_millis(5));
const BROKEN: Behaviour = Behaviour::Fail(Duration::from_millis(5));

/// Visits of one hit each, so many a second; see [`HealthSettings`] for what is judged by.
fn config(weights: &[u32], per_second: f64, on_unhealthy: OnUnhealthy) -> MultiTargetConfig {
    MultiTargetConfig {
        targets: targets(weights),
        distribution_strategy: DistributionStrategy::Weighted,
        target_visits_per_day: per_second * 86_400.0,
        concurrency: 1_000,
        health: HealthSettings { on_unhealthy, probe_interval_seconds: 1.0, ..Default::default() },
        ..Default::default()
    }
}

fn for_seconds(config: MultiTargetConfig, seconds: u64) -> RunPlan {
    RunPlan { duration: Some(Duration::from_secs(seconds)), ..plan(config, Source { most: 1, pause: Duration::ZERO }) }
}

/// Runs `plan`; at so many seconds, targets change their manners.
async fn play(network: &Network, plan: RunPlan, script: &[(f64, &'static str, Behaviour)]) -> StatusSnapshot {
    let begin = Instant::now();
    let script = script.to_vec();
    let stage = network.clone();
    tokio::spawn(async move {
        for (at, target, behaviour) in script {
            sleep_until(begin + Duration::from_secs_f64(at)).await;
            stage.behaviours.lock().unwrap().insert(target.into(), behaviour);
        }
    });
    run(network, plan).await.status.as_ref().clone()
}

/// What was said of the health of a target, in order.
fn health_messages(status: &StatusSnapshot, target: &str) -> Vec<String> {
    let events = status.events.iter();
    let of_it = events.filter(|event| event.kind == EventKind::Health && event.target.as_deref() == Some(target));
    of_it.map(|event| event.message.clone()).collect()
}

/// The only outage.
fn outage(status: &StatusSnapshot) -> &Outage {
    let [outage] = status.outages.as_slice() else { panic!("{:?}", status.outages) };
    outage
}

fn healths(status: &StatusSnapshot) -> Vec<Health> {
    status.targets.iter().map(|target| target.health).collect()
}

/// Hits that reached the target after so many seconds of the run and before others.
fn sent_between(network: &Network, target: &str, begin: Instant, from: f64, to: f64) -> usize {
    network.sent_to(target).iter().filter(|sent| (from..to).contains(&(sent.at - begin).as_secs_f64())).count()
}
