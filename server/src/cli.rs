//! The command line: one module per command, four exit statuses.

mod file;
mod import;
mod progress;
mod run;
mod serve;
mod sim;
mod state;
mod thresholds;
mod validate;

use clap::{Parser, Subcommand};
use std::{
    fmt::Display,
    io::{self, Write},
    process::ExitCode,
};

/// Realistic analytics traffic on many Matomo instances at once.
#[derive(Debug, Parser)]
#[command(name = "trackstorm", version, about)]
pub struct Cli {
    /// `serve` if left out, which is how cargo-leptos starts the server.
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The web app
    Serve(serve::Options),
    /// One run without a browser
    Run(run::Options),
    /// Check a configuration and ask its targets
    Validate(validate::Options),
    /// Turn a .env file or preset of Trafficinator into a configuration
    Import(import::Options),
    /// A simulated Matomo
    Sim(sim::Options),
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// As asked.
    Done,
    /// It could not be done.
    Failed,
    /// The configuration (or the command line) is at fault.
    BadConfiguration,
    /// A run went to its end, or to that of an abort rule, and did not keep what was asked of it.
    Unmet,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::BadConfiguration => 2,
            Exit::Unmet => 3,
        })
    }
}

impl Cli {
    /// Does what the command line says.
    pub async fn execute(self) -> Exit {
        match self.command.unwrap_or_else(|| Command::Serve(serve::Options::default())) {
            Command::Serve(options) => serve::serve(options).await,
            Command::Run(options) => run::run(options).await,
            Command::Validate(options) => validate::validate(options).await,
            Command::Import(options) => import::import(options).await,
            Command::Sim(options) => sim::sim(options).await,
        }
    }
}

/// Says what went wrong and how that ends.
fn failed(exit: Exit, problem: impl Display) -> Exit {
    tell(format_args!("error: {problem}"));
    exit
}

/// A line for people, on standard error; nobody may be listening.
fn tell(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// A line of output, on standard output; nobody may be listening.
fn say(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}
