//! The tables as SeaORM sees them; what they mean is told by the migrations that make them.

pub mod preset;
pub mod preset_token;
pub mod run;
pub mod target;
pub mod working_config;
