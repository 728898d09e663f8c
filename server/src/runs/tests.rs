//! How backfills begin and go on: what a continued one sends, and what becomes of one that cannot begin.

use super::{RunManager, backfill, prepare::Prepared};
use crate::{plan, probe::Prober, services};
use app::{
    error::ErrorCode,
    services::{Services, StartRequest},
};
use domain::{
    Connection, DistributionStrategy, MultiTargetConfig, RunInfo, RunOutcome, StartedBy, StatusSnapshot, Target,
    TokenAuth,
};
use engine::{Checkpoint, Engine, EngineSettings};
use futures::poll;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ConnectionTrait, Database};
use std::sync::Arc;
use store::{SecretKey, Store};
use tempfile::TempDir;
use visit::{Recipient, VisitSource};

/// Only a failing test waits this long.
const DEADLINE: std::time::Duration = std::time::Duration::from_secs(30);

struct Bench {
    folder: TempDir,
    store: Store,
    manager: Arc<RunManager>,
}

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = SecretKey::from_hex(&"5a".repeat(32)).unwrap();
        let store = Store::open(&url(&folder), key).await.unwrap();
        let engine = Engine::new(EngineSettings::default()).unwrap();
        let prober = Arc::new(Prober::new().unwrap());
        let manager = Arc::new(RunManager::new(store.clone(), engine, prober, DEADLINE));
        Self { folder, store, manager }
    }

    fn services(&self) -> Services {
        services::build(self.store.clone(), Arc::new(Prober::new().unwrap()), Arc::clone(&self.manager))
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
fn today(now: Timestamp) -> MultiTargetConfig {
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
    plan::fix_window(&mut config, now.as_second()).unwrap();
    config
}

fn prepared(config: MultiTargetConfig) -> Prepared {
    Prepared {
        name: "a run".to_owned(),
        preset: None,
        started_by: None,
        config,
        target_ids: Vec::new(),
        is_working: false,
        prefix: "",
        begun: None,
    }
}

/// All that the visits of `source` say, times included.
fn visits(source: &dyn VisitSource) -> Vec<String> {
    let recipient = Recipient { site_id: 1, token_auth: Some("t"), planned_unix_ms: 0, in_bulk: true };
    let visits = (0..40).map(|index| source.visit(index));
    visits
        .map(|visit| {
            let mut text = String::new();
            (0..visit.hit_count()).for_each(|hit| visit.write_parameters(hit, &recipient, &mut text));
            text
        })
        .collect()
}

#[tokio::test]
async fn a_continued_backfill_sends_the_visits_of_today_that_the_first_run_would_have_sent() {
    let bench = Bench::new().await;
    // A while ago, and in the middle of a second.
    let first_start = (Timestamp::now() - SignedDuration::from_mins(20)).as_second() * 1_000 + 999;
    let first_start = Timestamp::from_millisecond(first_start).unwrap();
    let config = today(first_start);
    bench.store.save_config(&config).await.unwrap();
    let beginner = &bench.manager;
    let mut noted = beginner.note(prepared(config), first_start).await.unwrap();
    let planned = visits(&*noted.content.source);
    for run in 1..3 {
        bench.end(run, RunOutcome::Stopped).await;
        let prepared = backfill::continued(&bench.store, run).await.unwrap();
        noted = beginner.note(prepared, Timestamp::now()).await.unwrap();
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
    bench.manager.begin(prepared(today(Timestamp::now())), &mut None).await.unwrap_err();
    let report = bench.store.run(1).await.unwrap();
    assert_eq!((report.summary.outcome, report.summary.can_continue), (RunOutcome::Failed, true));
    assert!(report.snapshot.run.unwrap().message.is_some());
    assert!(!bench.manager.published().status.state.is_active());
}

#[tokio::test]
async fn the_last_word_on_a_run_that_did_not_begin_is_saved_until_it_is() {
    let bench = Bench::new().await;
    let config = MultiTargetConfig { backfill_enabled: false, ..today(Timestamp::now()) };
    bench.manager.begin(prepared(config.clone()), &mut None).await.unwrap();
    let db = Database::connect(url(&bench.folder)).await.unwrap();
    db.execute_unprepared("CREATE TRIGGER full BEFORE UPDATE ON runs BEGIN SELECT RAISE(ABORT, 'no'); END")
        .await
        .unwrap();
    let mut saving = None;
    let refused = bench.manager.begin(prepared(config), &mut saving).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Conflict, "what kept it from beginning, not what keeps it from being saved");
    assert_eq!(bench.store.run(2).await.unwrap().summary.outcome, RunOutcome::Running);
    tokio::time::timeout(DEADLINE, async {
        while !bench.manager.is_behind() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("nobody is told");
    db.execute_unprepared("DROP TRIGGER full").await.unwrap();
    tokio::time::timeout(DEADLINE, saving.unwrap()).await.expect("it is not saved").unwrap();
    assert_eq!(bench.store.run(2).await.unwrap().summary.outcome, RunOutcome::Failed);
    assert!(!bench.manager.is_behind());
    bench.manager.engine.stop().await;
}

#[tokio::test]
async fn whoever_changes_a_run_takes_what_a_start_takes_in_the_same_order() {
    let bench = Bench::new().await;
    let config = MultiTargetConfig { backfill_enabled: false, ..today(Timestamp::now()) };
    bench.store.save_config(&config).await.unwrap();
    let services = bench.services();
    services.runs.start(StartRequest::Working, StartedBy::Api).await.unwrap();
    // As a start holds it, or somebody who loads a preset.
    let changing = bench.manager.working_changes.lock().await;
    let mut change = services.runs.change_run(Box::new(Ok));
    assert!(poll!(change.as_mut()).is_pending());
    tokio::time::timeout(DEADLINE, bench.manager.stop()).await.expect("the change is in the way").unwrap();
    drop(changing);
    assert_eq!(change.await.unwrap_err().code, ErrorCode::Conflict, "there is no run any more");
}

#[tokio::test]
async fn what_runs_were_killed_before_is_in_doubt_whatever_they_had_time_to_save() {
    let bench = Bench::new().await;
    let config = today(Timestamp::now());
    bench.store.save_config(&config).await.unwrap();
    let each = 2 * engine::BackfillPlan::most_in_doubt(&config);
    bench.manager.note(prepared(config), Timestamp::now()).await.unwrap();
    for run in 1..4 {
        // As the next server finds a run that was killed before its first figures were saved.
        let killed = bench.store.run(run).await.unwrap().snapshot;
        bench.store.save_run(run, RunOutcome::Interrupted, &killed, &[]).await.unwrap();
        let prepared = backfill::continued(&bench.store, run).await.unwrap();
        assert_eq!(prepared.begun.as_ref().unwrap().in_doubt, each * run as u64, "after run {run}");
        bench.manager.note(prepared, Timestamp::now()).await.unwrap();
    }
}

#[tokio::test]
async fn a_backfill_is_not_continued_without_the_secrets_of_its_connections() {
    let bench = Bench::new().await;
    let mut config = today(Timestamp::now());
    let connection = &mut config.targets[1].connection;
    connection.user = Some("staging".to_owned());
    connection.put_secret("password", TokenAuth::new("door"));
    bench.manager.note(prepared(config.clone()), Timestamp::now()).await.unwrap();
    bench.end(1, RunOutcome::Stopped).await;
    // The token is there, and the password is not.
    let mut without = config.clone();
    without.targets[1].connection = Connection { user: Some("staging".to_owned()), ..Connection::default() };
    bench.store.save_config(&without).await.unwrap();
    let refused = backfill::continued(&bench.store, 1).await.map(drop).unwrap_err();
    let fields: Vec<_> = refused.fields.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["targets[1].connection.password"]);
    bench.store.save_config(&config).await.unwrap();
    backfill::continued(&bench.store, 1).await.map(drop).unwrap();
}

#[tokio::test]
async fn a_backfill_whose_targets_have_begun_their_last_visits_cannot_be_continued() {
    let bench = Bench::new().await;
    let config = MultiTargetConfig {
        distribution_strategy: DistributionStrategy::Weighted,
        targets: today(Timestamp::now())
            .targets
            .into_iter()
            .zip([1, 9])
            .map(|(t, weight)| Target { weight, ..t })
            .collect(),
        ..today(Timestamp::now())
    };
    let noted = bench.manager.note(prepared(config), Timestamp::now()).await.unwrap();
    let reservations = noted.reservations(&bench.store);
    let ends: Vec<u64> = [1, 2].iter().map(|id| reservations.targets[id].end).collect();
    assert!(ends[0] < 40 && ends[1] == 40, "{ends:?}");
    bench.end(1, RunOutcome::Interrupted).await;
    for (target, below, left) in [(1, ends[0] - 1, true), (2, 40, true), (1, ends[0], false), (1, ends[0] - 1, true)] {
        reservations.reserve(target, below).await.unwrap();
        assert_eq!(bench.can_continue(1).await, left, "target {target} below {below}");
    }
}
