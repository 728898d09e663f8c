//! Presets, and apart from them the encrypted tokens of their targets.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// `config` is the whole configuration as JSON, tokens left out.
pub(crate) fn presets() -> TableCreateStatement {
    Table::create()
        .table("presets")
        .col(big_pk_auto("id"))
        .col(string_len("slug", 100).unique_key())
        .col(text("name").unique_key())
        .col(text("description"))
        .col(string_len("created_at", 40))
        .col(string_len("updated_at", 40))
        .col(text("config"))
        .to_owned()
}

/// `position` is the target's index in the preset's configuration. `token` is encrypted.
pub(crate) fn preset_tokens() -> TableCreateStatement {
    Table::create()
        .table("preset_tokens")
        .col(big_integer("preset_id"))
        .col(big_integer("position"))
        .col(text("token"))
        .primary_key(Index::create().col("preset_id").col("position"))
        .foreign_key(
            ForeignKey::create()
                .name("fk_preset_tokens_preset_id")
                .from("preset_tokens", "preset_id")
                .to("presets", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(presets()).await?;
        manager.create_table(preset_tokens()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("preset_tokens").to_owned()).await?;
        manager.drop_table(Table::drop().table("presets").to_owned()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
