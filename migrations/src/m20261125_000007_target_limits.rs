//! What a target of the working configuration may have of its own: a rate, a cap, trusted authorities.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// One statement per column: SQLite knows no ALTER with several changes. NULL is "none of its own".
pub(crate) fn columns() -> [TableAlterStatement; 3] {
    [double_null("visits_per_day"), double_null("max_visits_per_second"), text_null("ca_certificate")]
        .map(|column| Table::alter().table("targets").add_column(column).to_owned())
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
        for column in ["ca_certificate", "max_visits_per_second", "visits_per_day"] {
            manager.alter_table(Table::alter().table("targets").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
