//! A target of the working configuration.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "targets")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub position: i64,
    #[sea_orm(unique)]
    pub name: String,
    pub url: String,
    pub site_id: i64,
    /// Encrypted for where it is sent.
    pub token: Option<String>,
    pub weight: i64,
    pub enabled: bool,
    pub visits_per_day: Option<f64>,
    pub max_visits_per_second: Option<f64>,
    /// PEM.
    pub ca_certificate: Option<String>,
    /// JSON without secrets.
    pub connection: Option<String>,
    /// The secrets of its connection, encrypted for where they are sent.
    pub secrets: Option<String>,
    /// JSON of the fields without a column of their own.
    pub details: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
