//! Which databases can be opened, and what is said of those that cannot.

use crate::support::{config, folder, key, open, target, url};
use domain::RunOutcome;
use std::{error::Error, fs};
use store::{NewRun, Store, StoreError};

#[tokio::test]
async fn a_database_in_memory_works() {
    let store = Store::open("sqlite::memory:", key()).await.unwrap();
    let plan = config([target("a")]);
    store.save_config(&plan).await.unwrap();
    store.create_preset("a", "", &plan).await.unwrap();
    assert_eq!(store.config().await.unwrap(), plan);
}

#[tokio::test]
async fn a_missing_file_and_its_folders_are_made_also_without_a_mode() {
    let folder = folder();
    let file = folder.path().join("a/b/c.db");
    Store::open(&format!("sqlite://{}", file.display()), key()).await.unwrap();
    assert!(file.exists());
}

#[tokio::test]
async fn a_database_has_one_owner_and_a_second_is_told_who() {
    let folder = folder();
    let store = open(&folder).await;
    let run = NewRun {
        name: "a run".into(),
        preset: None,
        started_by: None,
        seed: 1,
        config: &config([]),
        started_at: String::new(),
        backfill: None,
    };
    let id = store.begin_run(run).await.unwrap();
    let error = Store::open(&url(folder.path()), key()).await.unwrap_err();
    assert!(matches!(error, StoreError::Owned { .. }), "{error:?}");
    let process = format!("process {} on ", std::process::id());
    assert!(error.to_string().contains(&process), "{error}");
    assert_eq!(store.run(id).await.unwrap().summary.outcome, RunOutcome::Running, "the run of the first goes on");

    store.close().await.unwrap();
    let next = open(&folder).await;
    assert_eq!(next.run(id).await.unwrap().summary.outcome, RunOutcome::Interrupted);
    drop(next);
    open(&folder).await;
}

#[cfg(unix)]
#[tokio::test]
async fn only_their_owner_reads_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let store = open(&folder).await;
    store.save_config(&config([target("a")])).await.unwrap();
    let data = folder.path().join("data");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    let files: Vec<_> = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.iter().any(|file| file.ends_with("trackstorm.db-wal")), "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[tokio::test]
async fn what_cannot_be_opened_is_told_without_database_text() {
    let folder = folder();
    let garbage = folder.path().join("garbage.db");
    fs::write(&garbage, "not a database, but long enough to be taken for one".repeat(100)).unwrap();
    let missing = folder.path().join("missing.db");
    for url in [
        format!("sqlite://{}", garbage.display()),
        format!("sqlite://{}?mode=rw", missing.display()),
        "postgres://user:password@127.0.0.1/x".to_owned(),
        "nonsense".to_owned(),
    ] {
        let error = Store::open(&url, key()).await.unwrap_err();
        let text = error.to_string();
        assert!(matches!(error, StoreError::Open(_)), "{url}: {error:?}");
        assert!(text.starts_with("the database cannot be opened; check that"), "{text}");
        assert!(!text.contains("password"), "{text}");
        let cause = error.source().unwrap().to_string();
        assert!(!cause.is_empty() && !text.contains(&cause), "{text}");
    }
    let blocked = Store::open(&format!("sqlite://{}/x.db", garbage.display()), key()).await.unwrap_err();
    assert!(matches!(blocked, StoreError::Folder { .. }), "{blocked:?}");
}

#[tokio::test]
async fn a_closed_store_says_so_in_plain_words() {
    let folder = folder();
    let store = open(&folder).await;
    store.close().await.unwrap();
    let error = store.config().await.unwrap_err();
    assert!(matches!(error, StoreError::Database(_)));
    assert!(error.to_string().starts_with("the database could not do that; try again"), "{error}");
    assert!(Store::open(&url(folder.path()), key()).await.is_ok());
}

#[cfg(unix)]
#[tokio::test]
async fn a_database_under_another_name_is_the_same_one() {
    let folder = folder();
    let store = open(&folder).await;
    let link = folder.path().join("link.db");
    std::os::unix::fs::symlink(folder.path().join("data/trackstorm.db"), &link).unwrap();
    std::os::unix::fs::symlink(folder.path().join("data"), folder.path().join("linked")).unwrap();
    for other in [link, folder.path().join("linked/trackstorm.db"), folder.path().join("data/../data/trackstorm.db")] {
        let refused = Store::open(&format!("sqlite://{}", other.display()), key()).await;
        assert!(matches!(refused, Err(StoreError::Owned { .. })), "{}: {refused:?}", other.display());
    }
    store.close().await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn a_database_that_others_could_read_is_closed_to_them() {
    use std::{fs, os::unix::fs::PermissionsExt};
    let folder = folder();
    open(&folder).await.close().await.unwrap();
    let file = folder.path().join("data/trackstorm.db");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let store = open(&folder).await;
    store.save_config(&config([])).await.unwrap();
    for part in ["", "-wal", "-shm"] {
        let part = folder.path().join(format!("data/trackstorm.db{part}"));
        assert_eq!(fs::metadata(&part).unwrap().permissions().mode() & 0o777, 0o600, "{}", part.display());
    }
}
