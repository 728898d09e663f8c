//! What the engine refuses of a change, after everybody else has let it pass.

use super::*;
use app::services::StartRequest;
use domain::StartedBy;
use engine::{Engine, EngineSettings};
use std::time::Duration;
use store::SecretKey;

#[tokio::test]
async fn what_the_engine_refuses_is_not_stored() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("trackstorm.db").display());
    let store = Store::open(&url, SecretKey::from_hex(&"5a".repeat(32)).unwrap()).await.unwrap();
    let engine = Engine::new(EngineSettings::default()).unwrap();
    let prober = Arc::new(Prober::new().unwrap());
    let runs = Arc::new(RunManager::new(store.clone(), engine, Arc::clone(&prober), Duration::from_secs(5)));
    let configs = Configs::new(store.clone(), prober, Arc::clone(&runs));
    let target = Target { name: "a".to_owned(), ..Target::new("http://127.0.0.1:1", 1) };
    store.save_config(&MultiTargetConfig { targets: vec![target], ..Default::default() }).await.unwrap();
    let config = store.config().await.unwrap();
    runs.start(StartRequest::Working, StartedBy::Api).await.unwrap();

    // Validation would have found it; the engine has the last word all the same.
    let mut nowhere = config.clone();
    nowhere.targets.iter_mut().for_each(|target| target.enabled = false);
    nowhere.concurrency += 1;
    let change = configs.begin().await.unwrap();
    change.save_settings(&nowhere).await.unwrap();
    configs.settle_change(change).await.unwrap_err();
    assert_eq!(store.config().await.unwrap(), config);
    assert_eq!(*runs.followed().unwrap().config, config);

    let slower = MultiTargetConfig { target_visits_per_day: 7.0, ..config };
    let change = configs.begin().await.unwrap();
    change.save_settings(&slower).await.unwrap();
    configs.settle_change(change).await.unwrap();
    assert_eq!(store.config().await.unwrap(), slower);
    assert_eq!(*runs.followed().unwrap().config, slower);
    runs.stop().await.unwrap();
}
