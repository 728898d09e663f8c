//! Backups: complete although a server is running, and back in place with the old one kept.

use crate::support::{TOKEN, config, folder, key, open, url, with_token};
use domain::{PageRequest, PresetSummary};
use std::{
    fs,
    path::{Path, PathBuf},
};
use store::{Store, StoreError, backup, restore};

#[tokio::test]
async fn a_backup_of_a_running_server_has_all_and_comes_back() {
    let (folder, elsewhere) = (folder(), folder());
    let store = open(&folder).await;
    let plan = config([with_token("a", TOKEN)]);
    store.save_config(&plan).await.unwrap();
    store.create_preset("kept", "", &plan).await.unwrap();
    let file = elsewhere.path().join("backup.db");
    backup(&url(folder.path()), &file).await.unwrap();
    store.create_preset("later", "", &plan).await.unwrap();
    let refused = restore(&url(folder.path()), &file).await.unwrap_err();
    assert!(matches!(refused, StoreError::Owned { .. }), "{refused:?}");
    store.close().await.unwrap();

    let restored = restore(&url(folder.path()), &file).await.unwrap();
    // What belongs to it, the key, follows before anybody else has it.
    let refused = Store::open(&url(folder.path()), key()).await.unwrap_err();
    assert!(matches!(refused, StoreError::Owned { .. }), "{refused:?}");
    let aside = restored.aside.clone().unwrap();
    drop(restored);
    let store = open(&folder).await;
    assert_eq!(store.config().await.unwrap(), plan);
    let names = |presets: Vec<PresetSummary>| presets.into_iter().map(|preset| preset.name).collect::<Vec<_>>();
    assert_eq!(names(store.presets(PageRequest::default()).await.unwrap().entries), ["kept"]);
    store.close().await.unwrap();
    let old = Store::open(&format!("sqlite://{}", aside.display()), key()).await.unwrap();
    assert_eq!(names(old.presets(PageRequest::default()).await.unwrap().entries), ["later", "kept"]);

    // Into an empty folder, too.
    assert_eq!(restore(&url(elsewhere.path()), &file).await.unwrap().aside, None);
    assert_eq!(open(&elsewhere).await.config().await.unwrap(), plan);
}

#[tokio::test]
async fn what_is_no_backup_changes_nothing() {
    let folder = folder();
    let store = open(&folder).await;
    store.create_preset("kept", "", &config([])).await.unwrap();
    store.close().await.unwrap();
    let database = folder.path().join("data/trackstorm.db");
    let garbage = folder.path().join("garbage");
    fs::write(&garbage, "no database ".repeat(1_000)).unwrap();
    let empty = folder.path().join("empty");
    fs::write(&empty, "").unwrap();
    for file in [&garbage, &empty, &database, &folder.path().join("missing")] {
        let error = restore(&url(folder.path()), file).await.unwrap_err();
        assert!(matches!(error, StoreError::Copy(_)), "{error:?}");
    }
    assert_eq!(open(&folder).await.presets(PageRequest::default()).await.unwrap().entries.len(), 1);
    assert!(backup(&url(folder.path()), &database).await.is_err());
    assert!(backup(&url(folder.path()), &folder.path().join("no/where.db")).await.is_err());
    assert!(backup("sqlite::memory:", &garbage).await.is_err());
    let left = fs::read_dir(folder.path().join("data")).unwrap().count();
    assert!(left <= 4, "database, lock and perhaps a log, nothing else: {left}");
}

/// What SQLite keeps beside the database of [`url`].
fn part(folder: &Path, ending: &str) -> PathBuf {
    folder.join(format!("data/trackstorm.db{ending}"))
}

#[tokio::test]
async fn a_log_left_without_its_database_is_not_replayed_onto_a_backup() {
    let (folder, elsewhere) = (folder(), folder());
    let store = open(&folder).await;
    store.create_preset("kept", "", &config([])).await.unwrap();
    let file = elsewhere.path().join("backup.db");
    backup(&url(folder.path()), &file).await.unwrap();
    store.create_preset("later", "", &config([])).await.unwrap();
    let log = fs::read(part(folder.path(), "-wal")).unwrap();
    store.close().await.unwrap();

    // As somebody leaves it who removed the database by hand after a crash, or as a restore that was killed.
    fs::remove_file(part(folder.path(), "")).unwrap();
    fs::write(part(folder.path(), "-wal"), &log).unwrap();
    fs::write(part(folder.path(), "-journal"), "left behind").unwrap();
    let aside = restore(&url(folder.path()), &file).await.unwrap().aside.unwrap();
    let kept = |ending: &str| fs::read(format!("{}{ending}", aside.display())).unwrap();
    assert_eq!((kept("-wal"), kept("-journal")), (log, b"left behind".to_vec()));
    assert_eq!(names(&open(&folder).await).await, ["kept"]);
}

#[tokio::test]
async fn a_backup_in_the_place_of_another_database_does_not_take_its_log() {
    let (folder, elsewhere) = (folder(), folder());
    let store = open(&folder).await;
    let id = store.create_preset("gone", "", &config([])).await.unwrap().id;
    let file = elsewhere.path().join("backup.db");
    fs::copy(part(folder.path(), "-wal"), elsewhere.path().join("backup.db-wal")).unwrap();
    store.delete_preset(id).await.unwrap();
    backup(&url(folder.path()), &file).await.unwrap();
    let copy = Store::open(&format!("sqlite://{}", file.display()), key()).await.unwrap();
    assert_eq!(names(&copy).await, [""; 0]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_path_that_sqlite_cannot_be_told_is_refused() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder();
    let store = open(&folder).await;
    let file = folder.path().join(std::ffi::OsStr::from_bytes(b"copy-\xff.db"));
    let refused = backup(&url(folder.path()), &file).await.unwrap_err();
    assert!(refused.to_string().contains("UTF-8"), "{refused}");
    assert!(!file.exists());
    store.close().await.unwrap();
}

async fn names(store: &Store) -> Vec<String> {
    let presets = store.presets(PageRequest::default()).await.unwrap().entries;
    presets.into_iter().map(|preset: PresetSummary| preset.name).collect()
}
