//! `trackstorm run`: one run without a browser.

use super::{Exit, failed, file, progress, tell};
use crate::{logs, open_files, signals};
use clap::Args;
use domain::{RunState, StatusSnapshot};
use engine::{Engine, EngineSettings, Pacing, RunPlan};
use std::{
    fs::File,
    io::{self, Write},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};
use traffic::PlainTraffic;

/// What can be said about a run.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The configuration, as JSON
    config: PathBuf,
    /// Start no more visits after this long, for example 500ms, 60s, 5m or 1h
    #[arg(long, value_parser = humantime::parse_duration)]
    duration: Option<Duration>,
    /// Start no more than this many visits
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    max_visits: Option<u64>,
    /// Decides every visit, instead of the configuration's seed
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// A closed loop: `concurrency` visits per target at once, without pauses
    #[arg(long)]
    as_fast_as_possible: bool,
    /// Write the final snapshot to this file instead of standard output
    #[arg(long, value_name = "OUT")]
    json: Option<PathBuf>,
}

/// Runs and reports; a signal stops it gracefully, and it reports nevertheless, but has not finished.
pub(super) async fn run(options: Options) -> Exit {
    logs::start_quietly();
    match attempt(options).await {
        Ok(exit) | Err(exit) => exit,
    }
}

async fn attempt(options: Options) -> Result<Exit, Exit> {
    if options.duration.is_some_and(|duration| duration.is_zero()) {
        return Err(failed(Exit::BadConfiguration, "--duration must be longer than 0"));
    }
    let config = file::runnable(&options.config, |config| {
        config.seed = options.seed.or(config.seed);
        config.max_total_visits = options.max_visits.unwrap_or(config.max_total_visits);
    })
    .await?;
    if let Some(shortage) = open_files::shortage(&config) {
        tell(format_args!("warning: {shortage}"));
    }
    // Opened before the run, so that its report is not lost to a misspelt folder.
    let mut out: Box<dyn Write> = match &options.json {
        Some(path) => Box::new(
            File::create(path)
                .map_err(|error| failed(Exit::Failed, format!("{} cannot be written: {error}", path.display())))?,
        ),
        None => Box::new(io::stdout()),
    };
    let seed = config.seed.unwrap_or_else(|| rand::random_range(0..1 << 53));
    let pacing = if options.as_fast_as_possible { Pacing::Closed } else { Pacing::Open };
    let source = Arc::new(PlainTraffic::new(&config, seed));
    let plan = RunPlan {
        id: 1,
        name: options.config.file_stem().map(|name| name.to_string_lossy().into_owned()),
        config,
        target_ids: Vec::new(),
        seed,
        duration: options.duration,
        pacing,
        source,
    };
    let closing = signals::listen();
    let could_not = |error: engine::EngineError| failed(Exit::Failed, error);
    let engine = Engine::new(EngineSettings::default()).map_err(could_not)?;
    engine.start(plan).map_err(could_not)?;
    let settled = async {
        tokio::select! {
            settled = engine.settled() => settled,
            () = closing.cancelled() => {
                tell("stopping; visits in progress may finish");
                engine.stop().await
            }
        }
    };
    let settled = tokio::select! {
        settled = settled => settled,
        () = progress::print(&engine) => engine.published(),
    };
    tell(progress::line(&settled.status));
    report(&mut out, &settled.status)
        .map_err(|error| failed(Exit::Failed, format!("the report cannot be written: {error}")))?;
    match settled.status.state {
        RunState::Failed => {
            let why = settled.status.run.as_ref().and_then(|run| run.message.clone());
            Err(failed(Exit::Failed, why.unwrap_or_else(|| "the run failed".to_owned())))
        }
        RunState::Stopped => {
            Err(failed(Exit::Failed, "the run was stopped before its end; the report says how far it came"))
        }
        _ => Ok(Exit::Done),
    }
}

fn report(out: &mut dyn Write, status: &StatusSnapshot) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, status)?;
    writeln!(out)?;
    out.flush()
}
