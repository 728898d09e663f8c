//! The store against real database files, and against a process that is killed.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail by panicking, as tests do")]

#[path = "store/backfills.rs"]
mod backfills;
#[path = "store/copies.rs"]
mod copies;
#[path = "store/data_sets.rs"]
mod data_sets;
#[path = "store/durability.rs"]
mod durability;
#[path = "store/funnels.rs"]
mod funnels;
#[path = "store/migrations.rs"]
mod migrations;
#[path = "store/opening.rs"]
mod opening;
#[path = "store/presets.rs"]
mod presets;
#[path = "store/runs.rs"]
mod runs;
#[path = "store/secrets.rs"]
mod secrets;
#[path = "store/slugs.rs"]
mod slugs;
#[path = "store/support.rs"]
mod support;
#[path = "store/targets.rs"]
mod targets;
#[path = "store/working.rs"]
mod working;
