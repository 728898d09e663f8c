//! How targets are reached: what may be read as JSON, what is secret encrypted beside the token.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// One statement per column: SQLite knows no ALTER with several changes. NULL is "as its address says".
pub(crate) fn columns() -> [TableAlterStatement; 3] {
    [("targets", "connection"), ("targets", "secrets"), ("preset_tokens", "secrets")]
        .map(|(table, column)| Table::alter().table(table).add_column(text_null(column)).to_owned())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in columns() {
            manager.alter_table(column).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [("preset_tokens", "secrets"), ("targets", "secrets"), ("targets", "connection")] {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
