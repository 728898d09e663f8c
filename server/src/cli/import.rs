//! `trackstorm import`: a configuration from a file of Trafficinator.

use super::{Exit, failed, say, tell};
use crate::{import, logs};
use clap::Args;
use domain::Imported;
use std::path::PathBuf;

/// What can be said about an import.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// A .env file, a preset as JSON, or exported funnels
    file: PathBuf,
}

/// Prints the configuration as JSON on standard output, and what became of the file on standard error.
pub(super) async fn import(options: Options) -> Exit {
    logs::start_quietly();
    let file = options.file.display();
    let bytes = match tokio::fs::read(&options.file).await {
        Ok(bytes) => bytes,
        Err(error) => return failed(Exit::BadConfiguration, format!("{file} cannot be read: {error}")),
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return failed(Exit::BadConfiguration, format!("{file} is not text in UTF-8"));
    };
    match import::import(&text) {
        Ok(imported) => {
            explain(&imported);
            // A configuration of texts and numbers always serialises.
            if let Ok(json) = serde_json::to_string_pretty(&imported.config) {
                say(json);
            }
            Exit::Done
        }
        Err(error) => failed(Exit::BadConfiguration, format!("{file} {error}")),
    }
}

fn explain(imported: &Imported) {
    tell(format_args!("taken over: {}", imported.taken.join(", ")));
    for finding in &imported.left_out {
        tell(format_args!("left out: {finding}"));
    }
    if imported.config.targets.is_empty() {
        tell("add at least one target before this is run");
    }
    if imported.config.targets.iter().any(|target| target.has_token) {
        tell("the token is not printed: write it in place of null, into token_auth of the target");
    }
}
