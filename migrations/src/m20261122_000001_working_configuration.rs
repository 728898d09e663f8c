//! The working configuration: one row for what holds of the whole, one row per target.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// One row, id 1: the configuration as JSON, without its targets.
pub(crate) fn working_config() -> TableCreateStatement {
    Table::create()
        .table("working_config")
        .col(big_integer("id").primary_key())
        .col(text("config"))
        .col(string_len("updated_at", 40))
        .to_owned()
}

/// The id counts on even when the last target is removed (AUTOINCREMENT), so that an address like
/// `/api/targets/7` never comes to mean another target. `token` is encrypted.
pub(crate) fn targets() -> TableCreateStatement {
    Table::create()
        .table("targets")
        .col(big_pk_auto("id"))
        .col(big_integer("position"))
        .col(text("name").unique_key())
        .col(text("url"))
        .col(big_integer("site_id"))
        .col(text_null("token"))
        .col(big_integer("weight"))
        .col(boolean("enabled"))
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(working_config()).await?;
        manager.create_table(targets()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("targets").to_owned()).await?;
        manager.drop_table(Table::drop().table("working_config").to_owned()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
