//! Black-box tests: the built `trackstorm` binary as its users meet it, against simulated targets.
//! Everything listens on a free port of loopback.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking; clippy only knows functions marked #[test]"
)]

mod support;

mod backfills;
mod backfills_cli;
mod base_path;
mod certificates;
mod changes;
mod cli;
mod configs;
mod content;
mod data_sets;
mod docs;
mod doubts;
mod echoes;
mod etags;
mod findings;
mod forms;
mod funnels;
mod hostile;
mod hostile_text;
mod hosts;
mod imports;
mod kept;
mod lifecycle;
mod limits;
mod live;
mod loads;
mod malformed;
mod metrics;
mod openapi;
mod pages;
mod pausing;
mod presets;
mod previews;
mod probes;
mod run_history;
mod run_labels;
mod runs;
mod secrets;
mod targets;
