//! The history of the schema, up and down.

use crate::support::{config, folder, key, target, url};
use migrations::{Migrator, sea_orm_migration::MigratorTrait};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use store::Store;

async fn tables(db: &DatabaseConnection) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
               AND name <> 'seaql_migrations' ORDER BY name";
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
    assert_eq!(all, ["preset_tokens", "presets", "runs", "targets", "working_config"]);
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
        let before = tables(&db).await;
        Migrator::up(&db, Some(1)).await.unwrap();
        assert!(tables(&db).await.len() > before.len(), "step {step}");
        Migrator::down(&db, Some(1)).await.unwrap();
        assert_eq!(tables(&db).await, before, "step {step}");
        Migrator::up(&db, Some(1)).await.unwrap();
    }
}
