//! The tables as SeaORM sees them; what they mean is told by the migrations that make them.

pub mod backfill;
pub mod backfill_progress;
pub mod data_set;
pub mod funnel;
pub mod preset;
pub mod preset_token;
pub mod run;
pub mod run_data_sets;
pub mod target;
pub mod working_config;
