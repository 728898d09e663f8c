//! Backfills: what was begun is known to whoever continues, and nobody can continue twice.

use crate::support::{config, folder, open, target};
use domain::{PageRequest, RunFilter, RunKind, RunOutcome, StatusSnapshot};
use store::{NewBackfill, NewRun, Store, StoreError};

async fn begin(store: &Store, visits: u64, continues: Option<i64>) -> Result<i64, StoreError> {
    let plan = config([target("a"), target("b")]);
    let backfill = Some(NewBackfill { visits, targets: 2, continues });
    store
        .begin_run(NewRun {
            name: "a run".into(),
            preset: None,
            started_by: None,
            seed: 1,
            config: &plan,
            started_at: "2026-01-01".into(),
            backfill,
        })
        .await
}

async fn end(store: &Store, id: i64, outcome: RunOutcome) {
    store.save_run(id, outcome, &StatusSnapshot::default(), &[]).await.unwrap();
}

async fn can_continue(store: &Store, id: i64) -> bool {
    let summary = store.run(id).await.unwrap().summary;
    assert!(
        store.runs(PageRequest::default(), &RunFilter::default()).await.unwrap().entries.contains(&summary),
        "list and report agree"
    );
    summary.can_continue
}

#[tokio::test]
async fn what_was_begun_outlives_the_run_and_may_be_given_back() {
    let folder = folder();
    let store = open(&folder).await;
    let run = begin(&store, 100, None).await.unwrap();
    assert_eq!(store.begun(run).await.unwrap(), []);
    store.reserve(run, 7, "b", 20).await.unwrap();
    store.reserve(run, 3, "a", 10).await.unwrap();
    store.reserve(run, 7, "b", 40).await.unwrap();
    store.reserve(run, 7, "b", 33).await.unwrap();
    drop(store);

    let store = open(&folder).await;
    assert_eq!(store.begun(run).await.unwrap(), [(3, "a".to_owned(), 10), (7, "b".to_owned(), 33)]);
    assert!(store.reserve(999, 1, "a", 1).await.is_err(), "there is no such run");
}

#[tokio::test]
async fn it_can_be_continued_once_while_visits_are_left() {
    let folder = folder();
    let store = open(&folder).await;
    let live = NewRun {
        name: "a run".into(),
        preset: None,
        started_by: None,
        seed: 1,
        config: &config([target("a")]),
        started_at: String::new(),
        backfill: None,
    };
    let live = store.begin_run(live).await.unwrap();
    end(&store, live, RunOutcome::Stopped).await;
    assert_eq!((store.run(live).await.unwrap().summary.kind, can_continue(&store, live).await), (RunKind::Live, false));

    let first = begin(&store, 100, None).await.unwrap();
    assert_eq!(store.run(first).await.unwrap().summary.kind, RunKind::Backfill);
    assert!(!can_continue(&store, first).await, "it is running");
    store.reserve(first, 1, "a", 100).await.unwrap();
    store.reserve(first, 2, "b", 99).await.unwrap();
    for outcome in [RunOutcome::Stopped, RunOutcome::Failed, RunOutcome::Interrupted] {
        end(&store, first, outcome).await;
        assert!(can_continue(&store, first).await, "{outcome:?}");
    }
    end(&store, first, RunOutcome::Finished).await;
    assert!(!can_continue(&store, first).await);
    end(&store, first, RunOutcome::Stopped).await;

    let second = begin(&store, 100, Some(first)).await.unwrap();
    assert_eq!(store.begun(second).await.unwrap(), store.begun(first).await.unwrap());
    // Also when it is killed before its first figures are saved.
    assert_eq!(store.run(second).await.unwrap().snapshot.run.unwrap().continues, Some(first));
    assert!(!can_continue(&store, first).await, "another run goes on with it");
    let again = begin(&store, 100, Some(first)).await;
    assert!(matches!(again, Err(StoreError::Continued { id }) if id == first), "{again:?}");
    assert_eq!(
        store.runs(PageRequest::default(), &RunFilter::default()).await.unwrap().total,
        3,
        "what is refused leaves nothing"
    );

    end(&store, second, RunOutcome::Stopped).await;
    assert!(can_continue(&store, second).await);
    store.reserve(second, 2, "b", 100).await.unwrap();
    assert!(!can_continue(&store, second).await, "all is begun");
    let none = begin(&store, 0, None).await.unwrap();
    end(&store, none, RunOutcome::Stopped).await;
    assert!(!can_continue(&store, none).await, "there is nothing to send");
}

#[tokio::test]
async fn only_backfills_are_continued() {
    let folder = folder();
    let store = open(&folder).await;
    let live = NewRun {
        name: "a run".into(),
        preset: None,
        started_by: None,
        seed: 1,
        config: &config([]),
        started_at: String::new(),
        backfill: None,
    };
    let live = store.begin_run(live).await.unwrap();
    for id in [live, 99] {
        let refused = begin(&store, 1, Some(id)).await;
        assert!(matches!(refused, Err(StoreError::NotFound { .. })), "{refused:?}");
    }
}

#[tokio::test]
async fn a_run_whose_continuation_was_deleted_is_not_continued_again() {
    let folder = folder();
    let store = open(&folder).await;
    let first = begin(&store, 100, None).await.unwrap();
    end(&store, first, RunOutcome::Stopped).await;
    let second = begin(&store, 100, Some(first)).await.unwrap();
    store.reserve(second, 1, "a", 100).await.unwrap();
    end(&store, second, RunOutcome::Finished).await;
    store.delete_run(second).await.unwrap();
    // What was deleted goes for good at a start.
    drop(store);
    let store = open(&folder).await;
    assert!(!can_continue(&store, first).await, "its visits were sent by the run that was deleted");
    let again = begin(&store, 100, Some(first)).await;
    assert!(matches!(again, Err(StoreError::Continued { id }) if id == first), "{again:?}");

    // Once there is nothing to go on with, nothing has to be remembered.
    store.delete_run(first).await.unwrap();
    drop(store);
    drop(open(&folder).await);
    let store = open(&folder).await;
    for run in [first, second] {
        assert!(matches!(store.restore_run(run).await, Err(StoreError::NotFound { .. })), "{run}");
    }
}

#[tokio::test]
async fn a_run_that_is_brought_back_brings_those_it_goes_on_with() {
    let folder = folder();
    let store = open(&folder).await;
    let first = begin(&store, 100, None).await.unwrap();
    end(&store, first, RunOutcome::Stopped).await;
    let second = begin(&store, 100, Some(first)).await.unwrap();
    end(&store, second, RunOutcome::Stopped).await;
    assert!(matches!(store.delete_run(first).await, Err(StoreError::Needed { id }) if id == first));
    store.delete_run(second).await.unwrap();
    assert!(!can_continue(&store, first).await, "what the other has begun may come back");
    store.delete_run(first).await.unwrap();
    store.restore_run(second).await.unwrap();
    for id in [first, second] {
        store.run(id).await.unwrap();
    }
}
