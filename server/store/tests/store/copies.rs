//! Backups: complete although a server is running, and back in place with the old one kept.

use crate::support::{TOKEN, config, folder, key, open, url, with_token};
use domain::{PageRequest, PresetSummary};
use std::fs;
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

    let aside = restore(&url(folder.path()), &file).await.unwrap().unwrap();
    let store = open(&folder).await;
    assert_eq!(store.config().await.unwrap(), plan);
    let names = |presets: Vec<PresetSummary>| presets.into_iter().map(|preset| preset.name).collect::<Vec<_>>();
    assert_eq!(names(store.presets(PageRequest::default()).await.unwrap().entries), ["kept"]);
    store.close().await.unwrap();
    let old = Store::open(&format!("sqlite://{}", aside.display()), key()).await.unwrap();
    assert_eq!(names(old.presets(PageRequest::default()).await.unwrap().entries), ["later", "kept"]);

    // Into an empty folder, too.
    assert_eq!(restore(&url(elsewhere.path()), &file).await.unwrap(), None);
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
