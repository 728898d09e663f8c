//! The history of the schema, up and down.

use crate::support::{config, folder, key, target, url};
use domain::{DistributionStrategy, MultiTargetConfig, RunKind, RunLabels, StoredTarget};
use migrations::{Migrator, sea_orm_migration::MigratorTrait};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use store::Store;

async fn tables(db: &DatabaseConnection) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
               AND name <> 'seaql_migrations' ORDER BY name";
    let rows = db.query_all_raw(sea_orm::Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
}

/// The names of all tables' columns.
async fn columns(db: &DatabaseConnection) -> Vec<String> {
    let sql = "SELECT t.name || '.' || c.name AS name FROM sqlite_master t, pragma_table_info(t.name) c \
               WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'seaql_migrations' ORDER BY 1";
    let rows = db.query_all_raw(sea_orm::Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
}

#[tokio::test]
async fn an_empty_database_goes_up_down_and_up_again() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let url = url(folder.path());
    let db = Database::connect(&url).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    let all = tables(&db).await;
    assert_eq!(
        all,
        [
            "backfill_progress",
            "backfills",
            "data_sets",
            "funnels",
            "preset_tokens",
            "presets",
            "run_data_sets",
            "run_details",
            "run_tags",
            "runs",
            "targets",
            "working_config",
        ]
    );
    Migrator::down(&db, None).await.unwrap();
    assert_eq!(tables(&db).await, Vec::<String>::new());
    Migrator::up(&db, None).await.unwrap();
    assert_eq!(tables(&db).await, all);
    db.close().await.unwrap();

    let store = Store::open(&url, key()).await.unwrap();
    store.save_config(&config([target("a")])).await.unwrap();
}

#[tokio::test]
async fn every_single_step_can_be_taken_back() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let db = Database::connect(&url(folder.path())).await.unwrap();
    for step in 0..Migrator::migrations().len() {
        let before = columns(&db).await;
        Migrator::up(&db, Some(1)).await.unwrap();
        assert!(columns(&db).await.len() > before.len(), "step {step}");
        Migrator::down(&db, Some(1)).await.unwrap();
        assert_eq!(columns(&db).await, before, "step {step}");
        Migrator::up(&db, Some(1)).await.unwrap();
    }
}

#[tokio::test]
async fn what_an_earlier_version_kept_is_read_as_it_was_meant() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let url = url(folder.path());
    let db = Database::connect(&url).await.unwrap();
    Migrator::up(&db, Some(3)).await.unwrap();
    let config = r#"{"targets":[],"distribution_strategy":"weighted","target_visits_per_day":7}"#;
    for sql in [
        format!("INSERT INTO working_config VALUES (1, '{config}', '2026-01-01T00:00:00Z')"),
        format!(
            "INSERT INTO presets VALUES (3, 'p', 'p', '', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '{config}')"
        ),
        format!(
            "INSERT INTO runs VALUES (5, 'stopped', 'p', 1, 'weighted', 0, '2026-01-01T00:00:00Z', NULL, 1, 4, 3, 1, 0, \
             '{config}', NULL, NULL)"
        ),
    ] {
        db.execute_unprepared(&sql).await.unwrap();
    }
    db.execute_unprepared("INSERT INTO targets VALUES (2, 0, 'a', 'https://a.example', 1, NULL, 1, TRUE)")
        .await
        .unwrap();
    db.close().await.unwrap();

    let store = Store::open(&url, key()).await.unwrap();
    assert_eq!(store.targets().await.unwrap(), [StoredTarget { id: 2, target: target("a") }]);
    store.delete_target(2).await.unwrap();
    let earlier = MultiTargetConfig {
        distribution_strategy: DistributionStrategy::Weighted,
        target_visits_per_day: 7.0,
        ..Default::default()
    };
    assert_eq!(store.config().await.unwrap(), earlier);
    assert_eq!(store.preset(3).await.unwrap().config, earlier);
    let run = store.run(5).await.unwrap();
    // Its tokens are looked for in the preset that it was called after.
    assert_eq!((run.summary.name.as_deref(), run.summary.preset.as_deref()), (Some("p"), Some("p")));
    let labels = RunLabels { name: "n".into(), tags: vec!["t".into()], notes: "o".into() };
    store.label_run(5, &labels).await.unwrap();
    assert_eq!(store.run(5).await.unwrap().labels(), labels);
    assert_eq!((run.config, run.summary.kind, run.summary.can_continue), (earlier, RunKind::Live, false));
}
