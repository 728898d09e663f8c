//! How backfills begin and go on: what a continued one sends, and what becomes of one that cannot begin.

use super::{backfill, begin::Beginner, prepare::Prepared};
use crate::{
    plan,
    probe::Prober,
    services::{WorkingRun, config::Configs},
};
use chrono::{DateTime, Duration, Utc};
use domain::{DistributionStrategy, MultiTargetConfig, RunInfo, RunOutcome, StatusSnapshot, Target, TokenAuth};
use engine::{Checkpoint, Engine, EngineSettings, Recipient, VisitSource};
use sea_orm::{ConnectionTrait, Database};
use std::sync::Arc;
use store::{SecretKey, Store};
use tempfile::TempDir;

struct Bench {
    folder: TempDir,
    store: Store,
    engine: Engine,
    working_run: WorkingRun,
}

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = SecretKey::from_hex(&"5a".repeat(32)).unwrap();
        let store = Store::open(&url(&folder), key).await.unwrap();
        let engine = Engine::new(EngineSettings::default()).unwrap();
        let working_run = WorkingRun::new(engine.clone());
        Self { folder, store, engine, working_run }
    }

    fn beginner(&self) -> Beginner<'_> {
        Beginner { store: &self.store, engine: &self.engine, working_run: &self.working_run }
    }

    async fn end(&self, id: i64, outcome: RunOutcome) {
        let run = RunInfo { id, ..self.store.run(id).await.unwrap().snapshot.run.unwrap() };
        let snapshot = StatusSnapshot { run: Some(run), ..Default::default() };
        self.store.save_run(id, outcome, &snapshot, &[]).await.unwrap();
    }

    async fn can_continue(&self, id: i64) -> bool {
        self.store.run(id).await.unwrap().summary.can_continue
    }
}

fn url(folder: &TempDir) -> String {
    format!("sqlite://{}?mode=rwc", folder.path().join("trackstorm.db").display())
}

/// A backfill of the day that it is at `now`, to targets where nothing listens.
fn today(now: DateTime<Utc>) -> MultiTargetConfig {
    let target = |name: &str| Target {
        name: name.to_owned(),
        token_auth: Some(TokenAuth::new("fedcba9876543210fedcba9876543210")),
        ..Target::new("http://127.0.0.1:1", 1)
    };
    let mut config = MultiTargetConfig {
        targets: vec![target("a"), target("b")],
        timezone: "UTC".to_owned(),
        target_visits_per_day: 40.0,
        backfill_enabled: true,
        backfill_days_back: Some(0),
        backfill_duration_days: Some(1),
        ..Default::default()
    };
    plan::fix_window(&mut config, now.timestamp()).unwrap();
    config
}

fn prepared(config: MultiTargetConfig) -> Prepared {
    Prepared { name: None, config, target_ids: Vec::new(), is_working: false, prefix: "", begun: None }
}

/// All that the visits of `source` say, times included.
fn visits(source: &dyn VisitSource) -> Vec<String> {
    let recipient = Recipient { site_id: 1, token_auth: Some("t"), planned_unix_ms: 0, in_bulk: true };
    let text = |index| {
        let (visit, mut text) = (source.visit(index), String::new());
        (0..visit.hit_count()).for_each(|hit| visit.write_parameters(hit, &recipient, &mut text));
        text
    };
    (0..40).map(text).collect()
}

#[tokio::test]
async fn a_continued_backfill_sends_the_visits_of_today_that_the_first_run_would_have_sent() {
    let bench = Bench::new().await;
    // A while ago, and in the middle of a second.
    let first_start = DateTime::from_timestamp_millis((Utc::now() - Duration::minutes(20)).timestamp() * 1_000 + 999);
    let first_start = first_start.unwrap();
    let config = today(first_start);
    bench.store.save_config(&config).await.unwrap();
    let beginner = bench.beginner();
    let mut noted = beginner.note(prepared(config), first_start).await.unwrap();
    let planned = visits(&*noted.content.source);
    for run in 1..3 {
        bench.end(run, RunOutcome::Stopped).await;
        let prepared = backfill::continued(&bench.store, run).await.unwrap();
        noted = beginner.note(prepared, Utc::now()).await.unwrap();
        assert_eq!(visits(&*noted.content.source), planned, "run {}", run + 1);
    }
}

#[tokio::test]
async fn a_backfill_that_cannot_be_planned_ends_as_failed_and_can_be_continued() {
    let bench = Bench::new().await;
    let db = Database::connect(url(&bench.folder)).await.unwrap();
    // Whatever begins has a progress that cannot be read.
    db.execute_unprepared(
        "CREATE TRIGGER broken AFTER INSERT ON backfills BEGIN INSERT INTO backfill_progress \
         (run_id, target_id, target_name, begun_below) VALUES (new.run_id, 1, x'ff', 0); END",
    )
    .await
    .unwrap();
    bench.beginner().begin(prepared(today(Utc::now()))).await.unwrap_err();
    let report = bench.store.run(1).await.unwrap();
    assert_eq!((report.summary.outcome, report.summary.can_continue), (RunOutcome::Failed, true));
    assert!(report.snapshot.run.unwrap().message.is_some());
    assert!(!bench.engine.published().status.state.is_active());
}

#[tokio::test]
async fn a_backfill_whose_targets_have_begun_their_last_visits_cannot_be_continued() {
    let bench = Bench::new().await;
    let config = MultiTargetConfig {
        distribution_strategy: DistributionStrategy::Weighted,
        targets: today(Utc::now()).targets.into_iter().zip([1, 9]).map(|(t, weight)| Target { weight, ..t }).collect(),
        ..today(Utc::now())
    };
    let noted = bench.beginner().note(prepared(config), Utc::now()).await.unwrap();
    let reservations = noted.reservations(&bench.store);
    let ends: Vec<u64> = [1, 2].iter().map(|id| reservations.targets[id].end).collect();
    assert!(ends[0] < 40 && ends[1] == 40, "{ends:?}");
    bench.end(1, RunOutcome::Interrupted).await;
    for (target, below, left) in [(1, ends[0] - 1, true), (2, 40, true), (1, ends[0], false), (1, ends[0] - 1, true)] {
        reservations.reserve(target, below).await.unwrap();
        assert_eq!(bench.can_continue(1).await, left, "target {target} below {below}");
    }
}

#[tokio::test]
async fn what_the_engine_refuses_is_not_stored() {
    let bench = Bench::new().await;
    let config = MultiTargetConfig { backfill_enabled: false, ..today(Utc::now()) };
    bench.store.save_config(&config).await.unwrap();
    let config = bench.store.config().await.unwrap();
    let target_ids: Vec<i64> = bench.store.targets().await.unwrap().into_iter().map(|stored| stored.id).collect();
    let working = Prepared { is_working: true, target_ids, ..prepared(config.clone()) };
    bench.beginner().begin(working).await.unwrap();
    let prober = Arc::new(Prober::new().unwrap());
    let configs = Configs::new(bench.store.clone(), prober, bench.working_run.clone());
    // Validation would have found it; the engine has the last word all the same.
    let mut nowhere = config.clone();
    nowhere.targets.iter_mut().for_each(|target| target.enabled = false);
    nowhere.concurrency += 1;
    let change = configs.begin().await.unwrap();
    change.save_settings(&nowhere).await.unwrap();
    configs.settle_change(change).await.unwrap_err();
    assert_eq!(bench.store.config().await.unwrap(), config);
    assert_eq!(*bench.working_run.followed().unwrap().config, config);

    let slower = MultiTargetConfig { target_visits_per_day: 7.0, ..config };
    let change = configs.begin().await.unwrap();
    change.save_settings(&slower).await.unwrap();
    configs.settle_change(change).await.unwrap();
    assert_eq!(bench.store.config().await.unwrap(), slower);
    assert_eq!(*bench.working_run.followed().unwrap().config, slower);
    bench.engine.stop().await;
}
