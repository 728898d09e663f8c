//! What lists say of a run beyond its counts, and its notes.

use sea_orm::{DerivePartialModel, entity::prelude::*};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "run_details")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: i64,
    /// The name that the preset had which the run was started from.
    pub preset: Option<String>,
    pub started_by: Option<String>,
    pub thresholds: Option<String>,
    /// Milliseconds.
    pub p95: Option<f64>,
    /// When it was removed from the history; it can be brought back as long as the row is there.
    pub deleted_at: Option<String>,
    pub notes: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a line of the history has of it.
#[derive(Debug, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub(crate) struct Line {
    pub run_id: i64,
    pub preset: Option<String>,
    pub started_by: Option<String>,
    pub thresholds: Option<String>,
    pub p95: Option<f64>,
}
