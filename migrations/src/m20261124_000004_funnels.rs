//! Funnels of the working configuration, one row each, as its targets.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The id counts on (AUTOINCREMENT), so that `/api/funnels/7` never comes to mean another funnel.
/// `body` is the funnel as JSON; its name is in it and beside it, where it is unique.
pub(crate) fn funnels() -> TableCreateStatement {
    Table::create()
        .table("funnels")
        .col(big_pk_auto("id"))
        .col(big_integer("position"))
        .col(text("name").unique_key())
        .col(string_len("created_at", 40))
        .col(string_len("updated_at", 40))
        .col(text("body"))
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(funnels()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("funnels").to_owned()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
