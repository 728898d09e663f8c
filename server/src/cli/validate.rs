//! `trackstorm validate`: what `POST /api/validate` does, for a file.

use super::{Exit, failed, file, say, tell};
use crate::{input, logs, probe::Prober};
use clap::Args;
use domain::{MultiTargetConfig, ValidationReport};
use std::path::PathBuf;

/// What can be said about a check.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The configuration, as JSON
    config: PathBuf,
    /// Only check the text; ask no target
    #[arg(long)]
    no_connect: bool,
}

/// Prints the report: as JSON on standard output, in sentences on standard error.
pub(super) async fn validate(options: Options) -> Exit {
    logs::start_quietly();
    match attempt(options).await {
        Ok(report) => {
            explain(&report);
            if report.valid { Exit::Done } else { Exit::BadConfiguration }
        }
        Err(exit) => exit,
    }
}

async fn attempt(options: Options) -> Result<ValidationReport, Exit> {
    let value = file::json(&options.config).await?;
    let (config, findings) = input::read_leniently::<MultiTargetConfig>(value, &input::config_shape());
    let Some(mut config) = config else {
        return Ok(ValidationReport { errors: findings, ..Default::default() });
    };
    let mut found = file::settle(&mut config);
    found.errors.splice(0..0, findings);
    let prober = Prober::new().map_err(|error| failed(Exit::Failed, error))?;
    Ok(prober.report(&config, found, !options.no_connect).await)
}

fn explain(report: &ValidationReport) {
    for error in &report.errors {
        tell(format_args!("error: {error}"));
    }
    for warning in &report.warnings {
        tell(format_args!("warning: {warning}"));
    }
    for target in &report.targets {
        tell(format_args!("{}: {}", target.name, target.message));
    }
    tell(if report.valid { "valid" } else { "not valid" });
    // A report of texts and numbers always serialises.
    if let Ok(json) = serde_json::to_string_pretty(report) {
        say(json);
    }
}
