//! Law 7 at rest: no token in clear in any file, and none readable without the key.

use crate::support::{TOKEN, config, folder, key, open, target, url, with_connection, with_token};
use domain::{MultiTargetConfig, PageRequest, RunOutcome, StatusSnapshot};
use std::{fs, path::Path};
use store::{NewRun, SecretKey, Store};

fn files_holding(folder: &Path, needle: &[u8]) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| fs::read(path).unwrap().windows(needle.len()).any(|window| window == needle))
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect()
}

async fn fill(store: &Store, plan: &MultiTargetConfig) {
    store.save_config(plan).await.unwrap();
    store.create_preset("preset", "", plan).await.unwrap();
    let run = NewRun {
        name: "a run".into(),
        preset: None,
        started_by: None,
        seed: 1,
        config: plan,
        started_at: "2026-01-01T00:00:00Z".into(),
        backfill: None,
    };
    let id = store.begin_run(run).await.unwrap();
    store.save_run(id, RunOutcome::Running, &StatusSnapshot::default(), &[]).await.unwrap();
}

#[tokio::test]
async fn no_file_of_the_database_holds_a_token() {
    let folder = folder();
    let data = folder.path().join("data");
    let store = open(&folder).await;
    fill(&store, &config([with_token("marker-name", TOKEN), with_connection("reached")])).await;
    let holding = files_holding(&data, b"marker-name");
    assert!(holding.contains(&"trackstorm.db-wal".to_owned()), "the search sees what is stored: {holding:?}");
    assert_eq!(files_holding(&data, TOKEN.as_bytes()), Vec::<String>::new());

    store.close().await.unwrap();
    assert_eq!(files_holding(&data, b"marker-name"), ["trackstorm.db"]);
    assert_eq!(files_holding(&data, TOKEN.as_bytes()), Vec::<String>::new());
}

#[tokio::test]
async fn under_another_key_tokens_are_missing_and_can_be_entered_again() {
    let folder = folder();
    let store = open(&folder).await;
    fill(&store, &config([target("plain"), with_token("locked", TOKEN)])).await;
    store.close().await.unwrap();

    let other = SecretKey::from_hex(&"0f".repeat(32)).unwrap();
    let store = Store::open(&url(folder.path()), other).await.unwrap();
    let preset = store.presets(PageRequest::default()).await.unwrap().entries.remove(0);
    let renamed = store.update_preset(preset.id, "renamed", "", None).await.unwrap();
    for config in [store.config().await.unwrap(), store.preset(preset.id).await.unwrap().config, renamed.config] {
        let tokens: Vec<_> = config.targets.iter().map(|target| (target.has_token, target.token().cloned())).collect();
        assert_eq!(tokens, [(false, None), (true, None)]);
    }
    store.close().await.unwrap();
    // Nothing was lost by that: the key that was missing reads them all.
    let store = open(&folder).await;
    assert!(store.preset(preset.id).await.unwrap().config.targets[1].token().is_some());
    store.close().await.unwrap();

    let other = SecretKey::from_hex(&"0f".repeat(32)).unwrap();
    let store = Store::open(&url(folder.path()), other).await.unwrap();
    let again = config([target("plain"), with_token("locked", "again")]);
    store.update_preset(preset.id, "preset", "", Some(&again)).await.unwrap();
    store.save_config(&again).await.unwrap();
    assert_eq!(store.config().await.unwrap(), again);
}

#[test]
fn the_key_file_is_private_and_never_overwritten() {
    let folder = folder();
    let path = folder.path().join("keys/secret.key");
    SecretKey::load_or_create(&path).unwrap();
    let written = fs::read(&path).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    SecretKey::load_or_create(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), written);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");

    fs::write(&path, "").unwrap();
    let error = SecretKey::load_or_create(&path).unwrap_err();
    assert!(error.to_string().contains("does not hold 64 hexadecimal digits"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), b"");
}

#[tokio::test]
async fn processes_that_start_at_once_agree_on_the_key() {
    let folder = folder();
    let path = folder.path().join("secret.key");
    let starts: Vec<_> = (0..8)
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || SecretKey::load_or_create(path).unwrap())
        })
        .collect();
    let keys: Vec<_> = starts.into_iter().map(|start| start.join().unwrap()).collect();
    let url = url(folder.path());
    let plan = config([with_token("a", TOKEN)]);
    Store::open(&url, keys[0].clone()).await.unwrap().save_config(&plan).await.unwrap();
    for key in keys {
        assert_eq!(Store::open(&url, key).await.unwrap().config().await.unwrap(), plan);
    }
    let under_fixed = Store::open(&url, key()).await.unwrap().config().await.unwrap();
    assert_eq!(under_fixed.targets[0].token(), None, "a drawn key is not a fixed one");
}
