//! The command line: one module per command, and what their exit statuses mean.

mod copies;
mod file;
mod import;
mod output;
mod progress;
mod run;
mod schema;
mod serve;
mod sim;
mod state;
mod thresholds;
mod validate;
mod verdict;

use clap::{Parser, Subcommand};
use domain::plain_text;
use std::{
    fmt::{Display, Write as _},
    io::{self, Write},
    process::ExitCode,
};

/// Realistic analytics traffic on many Matomo instances at once.
#[derive(Debug, Parser)]
#[command(name = "trackstorm", version, about)]
pub(crate) struct Cli {
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
    /// Print the JSON Schema of a configuration, for editors
    Schema,
    /// A simulated Matomo
    Sim(sim::Options),
    /// Copy the database and its key into files; a server may be running
    Backup(copies::Options),
    /// Put a backup in the place of the database; no server may be running
    Restore(copies::Options),
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
    /// All that was asked of a run holds, but for what was sent only: this machine did not send as planned, or runs of
    /// the same backfill were killed.
    Undecided,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::BadConfiguration => 2,
            Exit::Unmet => 3,
            Exit::Undecided => 4,
        })
    }
}

impl Cli {
    /// Does what the command line says.
    pub(crate) async fn execute(self) -> Exit {
        crate::core_dumps::forbid();
        match self.command.unwrap_or_else(|| Command::Serve(serve::Options::default())) {
            Command::Serve(options) => serve::serve(options).await,
            Command::Run(options) => run::run(options).await,
            Command::Validate(options) => validate::validate(options).await,
            Command::Import(options) => import::import(options).await,
            Command::Schema => schema::schema(),
            Command::Sim(options) => sim::sim(options).await,
            Command::Backup(options) => copies::backup(options).await,
            Command::Restore(options) => copies::restore(options).await,
        }
    }
}

/// Says what went wrong and how that ends.
fn failed(exit: Exit, problem: impl Display) -> Exit {
    tell(format_args!("error: {problem}"));
    exit
}

/// A line for people, on standard error; nobody may be listening. What a file or its name holds is shown, never
/// obeyed by the terminal.
fn tell(line: impl Display) {
    let lines: Vec<String> = line.to_string().split('\n').map(plain_text::visible).collect();
    let _ = writeln!(io::stderr(), "{}", lines.join("\n"));
}

/// Output, on standard output; nobody may be listening. What does not show is written as in a JSON text, which means the
/// same to a program and nothing to a terminal.
fn say(output: impl Display) {
    let _ = writeln!(io::stdout(), "{}", harmless(&output.to_string()));
}

fn harmless(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if plain_text::is_hidden(c) && c != '\n' {
            // Writing to a String cannot fail.
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| _ = write!(text, "\\u{unit:04x}"));
        } else {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_means_the_same_to_a_program() {
        let text = "a\u{9b}31m\u{202e}\u{e0041}\u{7f}";
        let json = serde_json::to_string(text).unwrap();
        let printed = harmless(&json);
        assert!(printed.is_ascii(), "{printed}");
        assert_eq!(serde_json::from_str::<String>(&printed).unwrap(), text);
    }
}
