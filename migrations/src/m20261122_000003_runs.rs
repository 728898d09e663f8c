//! Runs: the figures of the history list in columns of their own, the full report as JSON.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The JSON columns come last: SQLite stores a long row in a chain of pages, and a list that asks
/// only for the columns before them reads none but the first.
pub(crate) fn runs() -> TableCreateStatement {
    Table::create()
        .table("runs")
        .col(big_pk_auto("id"))
        .col(string_len("outcome", 20))
        .col(text_null("name"))
        .col(big_integer("seed"))
        .col(string_len("strategy", 40))
        .col(big_integer("target_count"))
        .col(string_len("started_at", 40))
        .col(string_len_null("ended_at", 40))
        .col(double("elapsed_seconds"))
        .col(big_integer("planned"))
        .col(big_integer("delivered"))
        .col(big_integer("failed"))
        .col(big_integer("dropped"))
        .col(text("config"))
        .col(text_null("snapshot"))
        .col(text_null("series"))
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(runs()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("runs").to_owned()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
