//! The encrypted token, and other secrets, of one target of a preset.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "preset_tokens")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub preset_id: i64,
    /// Index of the target in the preset's configuration.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// Encrypted for where it is sent; empty, encrypted, where there is none.
    pub token: String,
    /// The secrets of the target's connection, encrypted likewise.
    pub secrets: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {
    #[sea_orm(
        belongs_to = "super::preset::Entity",
        from = "Column::PresetId",
        to = "super::preset::Column::Id",
        on_delete = "Cascade"
    )]
    Preset,
}

impl Related<super::preset::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Preset.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
