//! A funnel of the working configuration.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "funnels")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub position: i64,
    #[sea_orm(unique)]
    pub name: String,
    pub created_at: String,
    pub updated_at: String,
    /// JSON.
    pub body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
