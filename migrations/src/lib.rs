//! The database's history. The same files run on SQLite and PostgreSQL: only types both know, one
//! change per ALTER statement, and every step in a transaction, so that a kill leaves no half of one.
//!
//! A step that has been released is never edited; a change is a new file at the end of the list.

use sea_orm_migration::{MigrationTrait, MigratorTrait, async_trait::async_trait};

mod m20261122_000001_working_configuration;
mod m20261122_000002_presets;
mod m20261122_000003_runs;
mod m20261124_000004_funnels;
mod m20261124_000005_data_sets;
mod m20261124_000006_backfills;
mod m20261125_000007_target_limits;
mod m20261130_000010_unknown_hits;
mod m20261130_000011_connections;
mod m20261130_000012_preset_outlines;
mod m20261130_000013_target_details;
mod m20261201_000014_run_details;

/// Brings a database to the newest step, or back.
pub struct Migrator;

#[async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_working_configuration::Migration),
            Box::new(m20261122_000002_presets::Migration),
            Box::new(m20261122_000003_runs::Migration),
            Box::new(m20261124_000004_funnels::Migration),
            Box::new(m20261124_000005_data_sets::Migration),
            Box::new(m20261124_000006_backfills::Migration),
            Box::new(m20261125_000007_target_limits::Migration),
            Box::new(m20261130_000010_unknown_hits::Migration),
            Box::new(m20261130_000011_connections::Migration),
            Box::new(m20261130_000012_preset_outlines::Migration),
            Box::new(m20261130_000013_target_details::Migration),
            Box::new(m20261201_000014_run_details::Migration),
        ]
    }
}

pub use sea_orm_migration;

#[cfg(test)]
mod tests;
