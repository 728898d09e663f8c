//! Black-box tests: the built `trackstorm` binary as its users meet it, against simulated targets.
//! Everything listens on a free port of loopback.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking; clippy only knows functions marked #[test]"
)]

#[path = "http/support.rs"]
mod support;

#[path = "http/backfills.rs"]
mod backfills;
#[path = "http/backfills_cli.rs"]
mod backfills_cli;
#[path = "http/base_path.rs"]
mod base_path;
#[path = "http/certificates.rs"]
mod certificates;
#[path = "http/changes.rs"]
mod changes;
#[path = "http/cli.rs"]
mod cli;
#[path = "http/configs.rs"]
mod configs;
#[path = "http/content.rs"]
mod content;
#[path = "http/data_sets.rs"]
mod data_sets;
#[path = "http/docs.rs"]
mod docs;
#[path = "http/doubts.rs"]
mod doubts;
#[path = "http/echoes.rs"]
mod echoes;
#[path = "http/etags.rs"]
mod etags;
#[path = "http/forms.rs"]
mod forms;
#[path = "http/funnels.rs"]
mod funnels;
#[path = "http/hostile.rs"]
mod hostile;
#[path = "http/hostile_text.rs"]
mod hostile_text;
#[path = "http/hosts.rs"]
mod hosts;
#[path = "http/imports.rs"]
mod imports;
#[path = "http/kept.rs"]
mod kept;
#[path = "http/lifecycle.rs"]
mod lifecycle;
#[path = "http/limits.rs"]
mod limits;
#[path = "http/live.rs"]
mod live;
#[path = "http/loads.rs"]
mod loads;
#[path = "http/malformed.rs"]
mod malformed;
#[path = "http/metrics.rs"]
mod metrics;
#[path = "http/openapi.rs"]
mod openapi;
#[path = "http/pages.rs"]
mod pages;
#[path = "http/pausing.rs"]
mod pausing;
#[path = "http/presets.rs"]
mod presets;
#[path = "http/previews.rs"]
mod previews;
#[path = "http/probes.rs"]
mod probes;
#[path = "http/runs.rs"]
mod runs;
#[path = "http/secrets.rs"]
mod secrets;
#[path = "http/targets.rs"]
mod targets;
