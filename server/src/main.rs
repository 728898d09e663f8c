//! The `trackstorm` binary: reads the command line and does what it says.

mod blocking;
mod cli;
mod core_dumps;
mod demo;
mod errors;
mod http;
mod import;
mod input;
mod listen;
mod logs;
mod open_files;
mod plan;
mod probe;
mod router;
mod runs;
mod same_preset;
mod schema;
mod services;
mod settings;
mod signals;
mod stored_tokens;
mod threads;
mod uncancellable;

use clap::Parser;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    cli::Cli::parse().execute().await.into()
}
