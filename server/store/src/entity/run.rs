//! A run, and the two ways it is read: one line of the history, or all of it.

use sea_orm::{DerivePartialModel, entity::prelude::*};

/// Counts and the seed are unsigned in the domain; SQL knows no such type, so they are kept bit for bit.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "runs")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub outcome: String,
    pub name: Option<String>,
    pub seed: i64,
    pub strategy: String,
    pub target_count: i64,
    pub started_at: String,
    pub ended_at: Option<String>,
    pub elapsed_seconds: f64,
    pub planned: i64,
    pub delivered: i64,
    pub failed: i64,
    /// NULL in runs from before it was told apart from `failed`.
    pub unknown: Option<i64>,
    pub dropped: i64,
    /// JSON without secrets.
    pub config: String,
    /// JSON; `None` until figures are saved.
    pub snapshot: Option<String>,
    /// JSON; `None` until figures are saved.
    pub series: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The columns of one line of the history.
#[derive(Debug, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub(crate) struct Line {
    pub id: i64,
    pub outcome: String,
    pub name: Option<String>,
    pub seed: i64,
    pub strategy: String,
    pub target_count: i64,
    pub started_at: String,
    pub ended_at: Option<String>,
    pub elapsed_seconds: f64,
    pub planned: i64,
    pub delivered: i64,
    pub failed: i64,
    pub unknown: Option<i64>,
    pub dropped: i64,
}

/// The line and the documents, read together so that they are of the same moment.
#[derive(Debug, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub(crate) struct Report {
    #[sea_orm(nested)]
    pub line: Line,
    pub config: String,
    pub snapshot: Option<String>,
    pub series: Option<String>,
}
