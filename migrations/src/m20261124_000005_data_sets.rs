//! Data sets: megabytes of text, kept apart from what is read and written often.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What replaces a built-in set in the working configuration. `entries` lets the list be shown without
/// reading `content`, which comes last for the same reason.
pub(crate) fn data_sets() -> TableCreateStatement {
    Table::create()
        .table("data_sets")
        .col(string_len("kind", 40).primary_key())
        .col(big_integer("entries"))
        .col(string_len("updated_at", 40))
        .col(text("content"))
        .to_owned()
}

/// The sets a run was started with, as JSON; no row for a run with none but built-in ones. In `runs`
/// they would be written anew whenever the figures of the run are saved.
pub(crate) fn run_data_sets() -> TableCreateStatement {
    Table::create()
        .table("run_data_sets")
        .col(big_integer("run_id").primary_key())
        .col(text("body"))
        .foreign_key(
            ForeignKey::create()
                .name("fk_run_data_sets_run_id")
                .from("run_data_sets", "run_id")
                .to("runs", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(data_sets()).await?;
        manager.create_table(run_data_sets()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("run_data_sets").to_owned()).await?;
        manager.drop_table(Table::drop().table("data_sets").to_owned()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
