//! The store against real database files, and against a process that is killed.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

mod backfills;
mod copies;
mod data_sets;
mod durability;
mod funnels;
mod migrations;
mod opening;
mod presets;
mod runs;
mod secrets;
mod slugs;
mod support;
mod targets;
mod working;
