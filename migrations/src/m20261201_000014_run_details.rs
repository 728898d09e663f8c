//! What lists say of a run beyond its counts, and what people say of it.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// One row per run. A table of its own, since columns added to `runs` would lie behind the long documents there, which
/// the list of runs must not read; here the notes come last for the same reason.
pub(crate) fn run_details() -> TableCreateStatement {
    Table::create()
        .table("run_details")
        .col(big_integer("run_id").primary_key())
        .col(text_null("preset"))
        .col(string_len_null("started_by", 20))
        .col(string_len_null("thresholds", 20))
        .col(double_null("p95"))
        .col(string_len_null("deleted_at", 40))
        .col(text_null("notes"))
        .foreign_key(&mut of_run("fk_run_details_run_id", "run_details"))
        .to_owned()
}

/// A row per tag of a run, in the order they were given.
pub(crate) fn run_tags() -> TableCreateStatement {
    Table::create()
        .table("run_tags")
        .col(big_integer("run_id"))
        .col(big_integer("position"))
        .col(text("tag"))
        .primary_key(Index::create().col("run_id").col("position"))
        .foreign_key(&mut of_run("fk_run_tags_run_id", "run_tags"))
        .to_owned()
}

/// A run that is there already was called after its preset, if after anything.
const EARLIER_RUNS: &str = "INSERT INTO run_details (run_id, preset) SELECT id, name FROM runs";

fn of_run(name: &str, table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(name)
        .from(table, "run_id")
        .to("runs", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(run_details()).await?;
        manager.create_table(run_tags()).await?;
        manager.get_connection().execute_unprepared(EARLIER_RUNS).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("run_tags").to_owned()).await?;
        manager.drop_table(Table::drop().table("run_details").to_owned()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
