//! Runs over targets made up in memory, and what each of them would know of its visitors.

use crate::support::{PLANNED_MS, single, written};
use domain::{
    Date, DistributeBy, MultiTargetConfig, RequestSettings, Sequence, Target, TokenAuth, backfill::DayPlan,
    load_shape::LocalClock,
};
use engine::{
    BackfillPlan, Checkpoint, Engine, EngineSettings, RunPlan,
    schedule::{Limits, Load, Schedule},
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::{Instant, sleep_until};
use traffic::Traffic;
use transport::{Answer, BulkAnswer, Connector, OutgoingBulk, OutgoingHit, Transport, TransportError};
use visit::{
    VisitSource,
    visitors::{Group, Visitors, stretch},
};

pub(super) const HOUR: f64 = 3_600.0;
pub(super) const DAY: f64 = 86_400.0;
const SEED: u64 = 42;

/// The hits of a target: seconds, visitor, and whether the hit is the visit's first.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    pub name: String,
    /// Whether the hits tell their day: Matomo joins no visits over midnight.
    is_by_day: bool,
    hits: Vec<(f64, String, bool)>,
}

impl Record {
    /// What replicas with one database would know.
    pub(super) fn of_all(records: &[Self]) -> Self {
        let mut hits: Vec<_> = records.iter().flat_map(|record| record.hits.clone()).collect();
        // Without pauses all hits of a visit are due at once; its first comes first.
        hits.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.2.cmp(&a.2)));
        Self { name: "all".to_owned(), is_by_day: false, hits }
    }

    /// The visitors in the order of their visits.
    pub(super) fn visitors(&self) -> Vec<&str> {
        let first = self.hits.iter().filter(|(_, _, is_first)| *is_first);
        first.map(|(_, visitor, _)| visitor.as_str()).collect()
    }

    /// Visits that were sent.
    pub(super) fn visits(&self) -> usize {
        self.hits.iter().filter(|(_, _, is_first)| *is_first).count()
    }

    /// Visits that begin less than so many seconds after the same visitor's latest hit.
    pub(super) fn joined_within(&self, seconds: f64) -> usize {
        let mut last = HashMap::new();
        let mut joined = 0;
        for (at, visitor, is_first) in &self.hits {
            let before = last.insert(visitor, *at);
            let before = before.filter(|before| !self.is_by_day || (before / DAY).floor() == (at / DAY).floor());
            joined += usize::from(*is_first && before.is_some_and(|before| at - before < seconds));
        }
        joined
    }

    /// Visits from `from` on, and how many of them are by somebody who made another before.
    pub(super) fn seen_before(&self, from: f64) -> (usize, usize) {
        let mut seen = HashMap::new();
        let mut visits = 0;
        let mut again = 0;
        for (at, visitor, _) in self.hits.iter().filter(|(_, _, is_first)| *is_first) {
            let is_known = seen.insert(visitor, ()).is_some();
            if *at >= from {
                visits += 1;
                again += usize::from(is_known);
            }
        }
        (visits, again)
    }
}

/// Takes every hit at once.
#[derive(Clone, Default)]
struct Memory {
    records: Arc<Mutex<BTreeMap<String, Record>>>,
    /// When the run began; `None` where hits tell when they happened.
    started: Option<Instant>,
}

struct Wire {
    memory: Memory,
    name: String,
}

impl Connector for Memory {
    type Transport = Wire;

    fn connect(&self, target: &Target, _: &RequestSettings) -> Result<Wire, TransportError> {
        Ok(Wire { memory: self.clone(), name: target.name.clone() })
    }
}

impl Transport for Wire {
    async fn send(&self, hit: OutgoingHit<'_>) -> Answer {
        let value = |name| value(&hit.parameters, name);
        let at = match self.memory.started {
            Some(started) => started.elapsed().as_secs_f64(),
            None => value("cdt=").parse().unwrap(),
        };
        // Of the plain visits that are played, the closing ping is the only hit that is not the first.
        let is_first = value("ping=").is_empty();
        let mut records = self.memory.records.lock().unwrap();
        let record = records.entry(self.name.clone()).or_default();
        record.hits.push((at, value("cid="), is_first));
        Answer::delivered(204)
    }

    async fn send_bulk(&self, _: OutgoingBulk) -> BulkAnswer {
        panic!("visits are sent hit by hit")
    }

    async fn probe(&self) -> Answer {
        Answer::delivered(204)
    }
}

impl Memory {
    fn records(&self, config: &MultiTargetConfig) -> Vec<Record> {
        let mut records = self.records.lock().unwrap();
        let names = config.targets.iter().map(|target| target.name.clone());
        let is_by_day = self.started.is_none();
        let named = names.map(|name| {
            let hits = records.remove(&name).unwrap_or_default().hits;
            Record { name, is_by_day, hits }
        });
        named.collect()
    }
}

fn paused<T>(run: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.unwrap().block_on(run)
}

/// A live run for so many seconds, changed when `changes` say so; the records of the targets of the last
/// configuration, in order. Without an engine, whose clocks would tick all the days: arrivals, targets and people are
/// put together here, and [`sent`] says that the engine does so, too.
pub(super) fn play(config: &MultiTargetConfig, seconds: f64, changes: &[(f64, MultiTargetConfig)]) -> Vec<Record> {
    let end = Duration::from_secs_f64(seconds);
    let limits = |config: &MultiTargetConfig| {
        let hours = config.auto_stop_after_hours;
        Limits::of(config, Some(if hours > 0.0 { end.min(Duration::from_secs_f64(hours * HOUR)) } else { end }))
    };
    let traffic = Traffic::live(config, SEED);
    let mut visitors = Visitors::live(SEED);
    let mut schedule = Schedule::of(Load::of(config), limits(config), SEED, clock());
    let mut config = config;
    let mut changes = changes.iter().peekable();
    let mut records: Vec<Record> = Vec::new();
    let mut sequence = Sequence::of(config, SEED).unwrap();
    let mut began = 0;
    let mut position = 0;
    loop {
        let next = schedule.peek();
        let next = next.map_or(f64::INFINITY, |arrival| arrival.planned.as_secs_f64());
        if let Some((at, changed)) = changes.next_if(|(at, _)| *at <= next) {
            let now = Duration::from_secs_f64(*at);
            schedule.limit(now, limits(changed));
            schedule.change(now, clock().start_unix + at, Load::of(changed));
            (config, sequence, began) = (changed, Sequence::of(changed, SEED).unwrap(), position);
            continue;
        }
        let Some(arrival) = schedule.next() else { break };
        for place in records.len()..config.targets.len() {
            records.push(Record { name: config.targets[place].name.clone(), ..Record::default() });
        }
        let base = if sequence.goes_on() { 0 } else { began };
        let own = arrival.target.unwrap_or_else(|| sequence.target_at(position - base));
        let is_by_hit = config.distribute_by == DistributeBy::Hit;
        let is_mirrored = sequence.copies() > 1;
        let group = match (is_by_hit, is_mirrored) {
            (true, _) => Group::Whole,
            (_, true) => Group::Mirrored,
            _ => Group::Target(own),
        };
        let person = visitors.who(group, stretch(arrival.planned), traffic.comes_again(arrival.index));
        let visit = traffic.visit_by(arrival.index, person);
        let hits = visit.hit_count();
        for copy in 0..sequence.copies() {
            for hit in 0..hits {
                let place = match (is_by_hit, is_mirrored) {
                    (true, _) => sequence.target_at(position - base + hit as u64),
                    (_, true) => copy,
                    _ => own,
                };
                let at = (arrival.planned + visit.offset(hit)).as_secs_f64();
                let text = written(&*visit, hit, single(None, PLANNED_MS));
                records[place].hits.push((at, value(&text, "cid="), hit == 0));
            }
        }
        let taken = if is_by_hit { hits } else { sequence.copies() };
        position += taken as u64;
    }
    records
}

/// Five in the morning, whenever the test is run.
fn clock() -> LocalClock {
    LocalClock { start_unix: 20_000.0 * DAY + 5.0 * HOUR, ..LocalClock::default() }
}

/// What the engine sends in so many seconds, changed as in [`play`].
pub(super) fn sent(config: &MultiTargetConfig, seconds: f64, changes: &[(f64, MultiTargetConfig)]) -> Vec<Record> {
    paused(async {
        let started = Instant::now();
        let memory = Memory { started: Some(started), ..Memory::default() };
        // Seldom, or else paused time goes by in steps of a second.
        let settings = EngineSettings { tick: Duration::from_secs(3_600), ..EngineSettings::default() };
        let engine = Engine::with_connector(settings, memory.clone());
        let source = Arc::new(Traffic::live(config, SEED));
        let duration = Some(Duration::from_secs_f64(seconds));
        let plan = RunPlan { duration, clock: clock(), ..RunPlan::new(1, config.clone(), SEED, source) };
        engine.start(plan).unwrap();
        for (at, changed) in changes {
            sleep_until(started + Duration::from_secs_f64(*at)).await;
            engine.change(changed, &[]).unwrap();
        }
        engine.settled().await;
        memory.records(config)
    })
}

fn value(parameters: &str, name: &str) -> String {
    parameters.split('&').find_map(|pair| pair.strip_prefix(name)).unwrap_or_default().to_owned()
}

struct Forgetful;

#[async_trait::async_trait]
impl Checkpoint for Forgetful {
    async fn reserve(&self, _: i64, _: u64) -> Result<(), String> {
        Ok(())
    }
}

/// A backfill of so many days; the times are those the hits tell, seconds since the first day began.
pub(super) fn play_backfill(config: &MultiTargetConfig, days: u64) -> Vec<Record> {
    let mut config = MultiTargetConfig { timezone: "UTC".to_owned(), backfill_enabled: true, ..config.clone() };
    config.targets.iter_mut().for_each(|target| target.token_auth = Some(TokenAuth::new("t")));
    let first = Date::parse("2026-01-01").unwrap();
    let per_day = config.target_visits_per_day as u64;
    let days = (0..days).map(|day| {
        let date = first.plus_days(day as i64);
        DayPlan { date, first_index: day * per_day, visits: per_day }
    });
    let days: Vec<_> = days.collect();
    paused(async {
        let memory = Memory::default();
        let engine = Engine::with_connector(EngineSettings::default(), memory.clone());
        let source = Arc::new(Traffic::backfill(&config, SEED, days.clone(), i64::MAX));
        let backfill = BackfillPlan { days, begun: BTreeMap::new(), in_doubt: 0, checkpoint: Arc::new(Forgetful) };
        let plan = RunPlan { backfill: Some(backfill), ..RunPlan::new(1, config.clone(), SEED, source) };
        engine.start(plan).unwrap();
        engine.settled().await;
        let mut records = memory.records(&config);
        let start = first.unix_days() as f64 * DAY;
        for record in &mut records {
            record.hits.iter_mut().for_each(|(at, ..)| *at -= start);
            record.hits.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
        records
    })
}
