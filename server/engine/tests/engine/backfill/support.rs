//! Reservations, days and runs for the tests of backfills.

use crate::fake::{Network, Sent, Source, assert_conserved, plan, targets};
use async_trait::async_trait;
use domain::{Date, DistributionStrategy, MultiTargetConfig, RunKind, backfill::DayPlan};
use engine::{BackfillPlan, Checkpoint, Engine, EngineSettings, Published, RunPlan};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::{Instant, sleep};

pub(super) const MS: Duration = Duration::from_millis(1);
pub(super) const SOURCE: Source = Source { most: 3, pause: Duration::from_secs(100) };

/// Reservations as a database keeps them: they outlast the run. Writing one takes a millisecond.
#[derive(Clone, Default)]
pub(super) struct Notes {
    pub begun: Arc<Mutex<BTreeMap<i64, u64>>>,
    /// What was written when, in order.
    pub log: Arc<Mutex<Vec<(Instant, i64, u64)>>>,
    /// Fails from the so-manieth reservation on.
    pub fails_from: Option<usize>,
}

#[async_trait]
impl Checkpoint for Notes {
    async fn reserve(&self, target_id: i64, below: u64) -> Result<(), String> {
        sleep(MS).await;
        if self.fails_from.is_some_and(|from| self.log.lock().unwrap().len() >= from) {
            return Err("The disk is full.".to_owned());
        }
        self.begun.lock().unwrap().insert(target_id, below);
        self.log.lock().unwrap().push((Instant::now(), target_id, below));
        Ok(())
    }
}

impl Notes {
    /// No hit of a visit may be sent before its reservation is durable.
    pub(super) fn assert_covers(&self, network: &Network) {
        let log = self.log.lock().unwrap();
        for sent in network.sent.lock().unwrap().iter() {
            let id = sent.target[1..].parse::<i64>().unwrap() + 1;
            let written = log.iter().filter(|(at, target, _)| *target == id && *at <= sent.at);
            let highest = written.map(|(_, _, below)| *below).max().unwrap_or(0);
            assert!(visit_of(sent) < highest, "{} before its reservation", sent.parameters);
        }
    }
}

pub(super) fn visit_of(sent: &Sent) -> u64 {
    sent.parameters.split(['=', '&']).nth(3).unwrap().parse().unwrap()
}

/// How often each visit and each hit was sent, over all runs.
pub(super) fn times(network: &Network) -> BTreeMap<String, u32> {
    let mut times = BTreeMap::new();
    for (_, content) in network.contents() {
        *times.entry(content).or_default() += 1;
    }
    times
}

pub(super) fn hits_of(visits: u64) -> u64 {
    (0..visits).map(|visit| 1 + visit % 3).sum()
}

/// The days, the third of which has no visits.
pub(super) fn days(visits: u64) -> Vec<DayPlan> {
    let first = Date::parse("2026-10-24").unwrap();
    let counts = [visits / 2, visits / 4, 0, visits - visits / 2 - visits / 4];
    let mut first_index = 0;
    let mut days = Vec::new();
    for (place, visits) in (0..).zip(counts) {
        days.push(DayPlan { date: first.plus_days(place), first_index, visits });
        first_index += visits;
    }
    days
}

pub(super) fn filling(config: MultiTargetConfig, visits: u64, notes: &Notes) -> RunPlan {
    let begun = notes.begun.lock().unwrap().clone();
    let checkpoint = Arc::new(notes.clone());
    RunPlan {
        kind: RunKind::Backfill,
        backfill: Some(BackfillPlan { days: days(visits), begun, in_doubt: 0, checkpoint }),
        ..plan(config, SOURCE)
    }
}

pub(super) fn config(weights: &[u32], bulk_size: u32, rate: Option<f64>) -> MultiTargetConfig {
    let mut config = MultiTargetConfig {
        targets: targets(weights),
        distribution_strategy: DistributionStrategy::Weighted,
        backfill_rps_limit: rate,
        concurrency: 5,
        // Without meaning for a backfill.
        max_total_visits: 3,
        ..Default::default()
    };
    config.request.bulk_size = bulk_size;
    config
}

pub(super) fn engine(network: &Network) -> Engine<Network> {
    Engine::with_connector(EngineSettings::default(), network.clone())
}

pub(super) async fn fill(network: &Network, plan: RunPlan) -> Arc<Published> {
    let engine = engine(network);
    engine.start(plan).unwrap();
    let last = engine.settled().await;
    assert_conserved(&last);
    last
}

pub(super) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}
