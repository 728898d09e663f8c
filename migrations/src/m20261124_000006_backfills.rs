//! Backfills: which runs are one, and how far each of their targets has been begun.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// One row per run that is a backfill; the others are live. A table of its own, since a column added to
/// `runs` would lie behind the long documents there, which the list of runs must not read.
///
/// `visits` and `targets` are the planned visits and the targets that get them. A run is continued by one
/// other at most (`continues` is unique): two would send the same visits.
pub(crate) fn backfills() -> TableCreateStatement {
    Table::create()
        .table("backfills")
        .col(big_integer("run_id").primary_key())
        .col(big_integer_null("continues").unique_key())
        .col(big_integer("visits"))
        .col(big_integer("targets"))
        .foreign_key(&mut of_run("fk_backfills_run_id", "backfills"))
        .to_owned()
}

/// Visits of a target with an index below `begun_below` may have been sent; all others have not.
pub(crate) fn backfill_progress() -> TableCreateStatement {
    Table::create()
        .table("backfill_progress")
        .col(big_integer("run_id"))
        .col(big_integer("target_id"))
        .col(text("target_name"))
        .col(big_integer("begun_below"))
        .primary_key(Index::create().col("run_id").col("target_id"))
        .foreign_key(&mut of_run("fk_backfill_progress_run_id", "backfill_progress"))
        .to_owned()
}

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
        manager.create_table(backfills()).await?;
        manager.create_table(backfill_progress()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("backfill_progress").to_owned()).await?;
        manager.drop_table(Table::drop().table("backfills").to_owned()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
