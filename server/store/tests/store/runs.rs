//! Runs: what the history shows, also of a run whose process ended without a word.

use crate::support::{TOKEN, config, folder, open, target, with_token};
use domain::{
    DataSets, DistributionStrategy, Funnel, HitCounts, MultiTargetConfig, PageRequest, RunFilter, RunInfo, RunLabels,
    RunOutcome, RunState, SeriesPoint, StatusSnapshot, TargetStatus,
};
use store::{NewRun, Store, StoreError};

const STARTED: &str = "2026-01-02T03:04:05.678Z";
const ENDED: &str = "2026-01-02T03:05:05Z";

async fn begin(store: &Store, name: Option<&str>, config: &MultiTargetConfig) -> i64 {
    let run = NewRun {
        name: name.unwrap_or("a run").into(),
        preset: None,
        started_by: None,
        seed: (1 << 53) - 1,
        config,
        started_at: STARTED.into(),
        backfill: None,
    };
    store.begin_run(run).await.unwrap()
}

fn snapshot(id: i64, state: RunState, delivered: u64) -> StatusSnapshot {
    let hits =
        HitCounts { planned: delivered + 60, delivered, rejected: 10, failed: 20, dropped: 30, ..Default::default() };
    let ended_at = (!state.is_active()).then(|| ENDED.to_owned());
    let name = Some("a run".to_owned());
    let run = RunInfo { id, name, ended_at, elapsed_seconds: 60.1, started_at: STARTED.into(), ..Default::default() };
    let totals = TargetStatus { hits, status_codes: [(204, delivered)].into(), ..Default::default() };
    let target = TargetStatus { id: 1, name: "a".into(), ..totals.clone() };
    StatusSnapshot { state, run: Some(run), totals, targets: vec![target], ..Default::default() }
}

#[tokio::test]
async fn a_finished_run_is_reported_whole_and_without_secrets() {
    let folder = folder();
    let store = open(&folder).await;
    let plan = MultiTargetConfig {
        distribution_strategy: DistributionStrategy::Weighted,
        funnels: vec![Funnel { name: "f".into(), ..Funnel::example() }],
        data_sets: DataSets { urls: Some("https://a.example/x".into()), ..DataSets::example() },
        ..config([with_token("a", TOKEN), target("b")])
    };
    let id = begin(&store, Some("Black Friday"), &plan).await;
    let points = [SeriesPoint { t: 1.0, p50: Some(0.1), ..Default::default() }, SeriesPoint::default()];
    store.save_run(id, RunOutcome::Running, &snapshot(id, RunState::Running, 100), &points[..1]).await.unwrap();
    let mut last = snapshot(id, RunState::Finished, 1_000);
    last.run.as_mut().unwrap().name = Some("Black Friday".into());
    store.save_run(id, RunOutcome::Finished, &last, &points).await.unwrap();
    store.close().await.unwrap();

    let report = open(&folder).await.run(id).await.unwrap();
    assert_eq!(report.snapshot, last);
    assert_eq!(report.series, points);
    let mut redacted = plan;
    redacted.targets[0].token_auth = None;
    assert_eq!(report.config, redacted);
    let line = report.summary;
    assert_eq!((line.outcome, line.name.as_deref()), (RunOutcome::Finished, Some("Black Friday")));
    assert_eq!((line.seed, line.strategy.as_str(), line.target_count), ((1 << 53) - 1, "weighted", 2));
    assert_eq!((line.started_at.as_str(), line.ended_at.as_deref()), (STARTED, Some(ENDED)));
    assert_eq!(line.elapsed_seconds, 60.1);
    assert_eq!((line.planned, line.delivered, line.failed, line.dropped), (1_060, 1_000, 30, 30));
}

#[tokio::test]
async fn a_run_left_running_is_interrupted_with_its_last_figures() {
    let folder = folder();
    let store = open(&folder).await;
    let plan = config([target("a")]);
    let silent = begin(&store, None, &plan).await;
    let saved = begin(&store, None, &plan).await;
    let figures = snapshot(saved, RunState::Running, 7);
    store.save_run(saved, RunOutcome::Running, &figures, &[SeriesPoint::default()]).await.unwrap();
    let stopped = begin(&store, None, &plan).await;
    store.save_run(stopped, RunOutcome::Stopped, &snapshot(stopped, RunState::Stopped, 1), &[]).await.unwrap();
    assert_eq!(store.run(saved).await.unwrap().summary.outcome, RunOutcome::Running);
    drop(store);

    let store = open(&folder).await;
    let report = store.run(saved).await.unwrap();
    assert_eq!((report.summary.outcome, report.summary.ended_at), (RunOutcome::Interrupted, None));
    assert_eq!((report.summary.delivered, report.snapshot), (7, figures));
    assert_eq!(report.series, [SeriesPoint::default()]);

    let report = store.run(silent).await.unwrap();
    assert_eq!(report.summary.outcome, RunOutcome::Interrupted);
    assert_eq!(report.snapshot.state, RunState::Starting);
    assert_eq!(report.snapshot.run.unwrap().id, silent);
    assert_eq!(store.run(stopped).await.unwrap().summary.outcome, RunOutcome::Stopped);
}

#[tokio::test]
async fn the_history_is_newest_first_and_limited() {
    let folder = folder();
    let store = open(&folder).await;
    let plan = config([target("a")]);
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(begin(&store, None, &plan).await);
    }
    let listed = |runs: Vec<domain::RunSummary>| runs.into_iter().map(|run| run.id).collect::<Vec<_>>();
    ids.reverse();
    let part = async |limit, after| store.runs(PageRequest { limit, after }, &RunFilter::default()).await.unwrap();
    let all = part(100, None).await;
    assert_eq!((all.total, all.next, listed(all.entries)), (5, None, ids.clone()));
    let first = part(2, None).await;
    assert_eq!((first.total, first.next), (5, Some(ids[1])));
    let second = part(2, first.next).await;
    assert_eq!((listed(first.entries), listed(second.entries)), (ids[..2].to_vec(), ids[2..4].to_vec()));
    let last = part(2, second.next).await;
    assert_eq!((last.next, listed(last.entries)), (None, ids[4..].to_vec()));
    // A run that is gone leaves the parts as they were, and its number is never given to another.
    store.delete_run(ids[2]).await.unwrap();
    assert_eq!(listed(part(2, Some(ids[2])).await.entries), ids[3..]);
    assert!(matches!(store.delete_run(ids[2]).await, Err(StoreError::NotFound { .. })));
    assert!(begin(&store, None, &plan).await > ids[0]);
}

#[tokio::test]
async fn what_is_said_of_a_run_is_kept_and_replaced() {
    let folder = folder();
    let store = open(&folder).await;
    let plan = config([target("a")]);
    let [one, other] = [begin(&store, Some("one"), &plan).await, begin(&store, Some("other"), &plan).await];
    store.save_run(one, RunOutcome::Finished, &snapshot(one, RunState::Finished, 7), &[]).await.unwrap();
    let first = RunLabels { name: "first".into(), tags: vec!["b".into(), "a".into()], notes: "n".into() };
    store.label_run(one, &first).await.unwrap();
    store.close().await.unwrap();

    let store = open(&folder).await;
    assert_eq!(store.run_labels(one).await.unwrap(), first);
    let report = store.run(one).await.unwrap();
    assert_eq!(report.labels(), first);
    assert_eq!(report.snapshot.run.unwrap().name.as_deref(), Some("first"), "the figures were saved before");
    assert_eq!(store.run_labels(other).await.unwrap(), RunLabels { name: "other".into(), ..Default::default() });
    let second = RunLabels { name: "second".into(), ..Default::default() };
    store.label_run(one, &second).await.unwrap();
    assert_eq!(store.run_labels(one).await.unwrap(), second, "tags and notes that are left out are gone");
    let listed = store.runs(PageRequest::default(), &RunFilter::default()).await.unwrap().entries;
    assert!(listed.contains(&store.run(one).await.unwrap().summary), "list and report agree");
    for error in [store.label_run(9, &second).await.err(), store.run_labels(9).await.err()] {
        assert!(matches!(error, Some(StoreError::NotFound { what }) if what == "run 9"));
    }
}

#[tokio::test]
async fn a_deleted_run_can_be_brought_back_until_the_next_start() {
    let folder = folder();
    let store = open(&folder).await;
    let plan = config([target("a")]);
    let [one, other] = [begin(&store, None, &plan).await, begin(&store, None, &plan).await];
    for id in [one, other] {
        store.save_run(id, RunOutcome::Finished, &snapshot(id, RunState::Finished, 7), &[]).await.unwrap();
    }
    let listed = async |store: &Store| {
        let page = store.runs(PageRequest::default(), &RunFilter::default()).await.unwrap();
        assert_eq!(page.total, page.entries.len() as u64);
        page.entries.into_iter().map(|run| run.id).collect::<Vec<_>>()
    };
    let report = store.run(one).await.unwrap();
    store.delete_run(one).await.unwrap();
    assert_eq!(listed(&store).await, [other]);
    assert!(matches!(store.run(one).await, Err(StoreError::NotFound { .. })));
    assert!(matches!(store.run_labels(one).await, Err(StoreError::NotFound { .. })));
    store.restore_run(one).await.unwrap();
    assert_eq!((listed(&store).await, store.run(one).await.unwrap()), (vec![other, one], report));
    store.delete_run(one).await.unwrap();
    store.close().await.unwrap();

    let store = open(&folder).await;
    assert!(matches!(store.restore_run(one).await, Err(StoreError::NotFound { .. })), "gone for good");
    assert_eq!(listed(&store).await, [other]);
}

#[tokio::test]
async fn a_missing_run_is_told() {
    let folder = folder();
    let store = open(&folder).await;
    let saved = store.save_run(9, RunOutcome::Finished, &StatusSnapshot::default(), &[]).await;
    for error in [saved.err(), store.run(9).await.err()] {
        assert!(matches!(error, Some(StoreError::NotFound { what }) if what == "run 9"));
    }
}
