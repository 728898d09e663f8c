//! The tables as SeaORM sees them; what they mean is told by the migrations that make them.

pub(crate) mod backfill;
pub(crate) mod backfill_progress;
pub(crate) mod data_set;
pub(crate) mod funnel;
pub(crate) mod preset;
pub(crate) mod preset_token;
pub(crate) mod run;
pub(crate) mod run_data_sets;
pub(crate) mod run_details;
pub(crate) mod run_tag;
pub(crate) mod target;
pub(crate) mod working_config;
