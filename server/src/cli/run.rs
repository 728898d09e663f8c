//! `trackstorm run`: one run without a browser.

use super::{Exit, failed, file, output::Output, progress, state::StateFile, tell, verdict};
use crate::{
    logs, open_files,
    plan::{self, Content},
    probe::Prober,
    signals,
    threads::Threads,
};
use clap::Args;
use domain::{FieldError, MultiTargetConfig, StatusSnapshot, messages::RuleFinding, rules::Condition};
use engine::{BackfillPlan, Engine, EngineSettings, Pacing, RunPlan};
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// What `backfill_max_visits_total` may be at most.
const MOST_BACKFILLED: u64 = 10_000_000;

/// Shown below the options.
const EXIT_CODES: &str = "Exit codes:
  0  finished, and every threshold holds
  1  could not run, was stopped before its end, or nothing was delivered
  2  bad configuration or command line
  3  finished, but a threshold does not hold; or ended by a rule of abort_when
  4  undecided: every threshold holds, but this machine dropped part of the load,
     or runs of the same backfill were killed
130  interrupted twice";

/// What can be said about a run.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Options {
    /// The configuration, as JSON; - is standard input
    config: PathBuf,
    /// Start no more visits after this long, for example 500ms, 60s, 5m or 1h
    #[arg(long, value_parser = humantime::parse_duration)]
    duration: Option<Duration>,
    /// With --duration: give visits in progress this long to finish; what is left then is cancelled. Also the time they
    /// have after a signal
    #[arg(long, value_parser = humantime::parse_duration, default_value = "5s")]
    grace: Duration,
    /// Do not ask the targets first whether they would take hits
    #[arg(long)]
    no_preflight: bool,
    /// Start no more than this many visits
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    max_visits: Option<u64>,
    /// Decides every visit, instead of the configuration's seed
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// A closed loop: `concurrency` visits per target at once, without pauses
    #[arg(long)]
    as_fast_as_possible: bool,
    /// Keep the progress of a backfill in this file, and go on from there if it exists
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// What must hold at the end, besides the configuration's thresholds, for example 'p95<500ms' or
    /// 'eu-1: error_rate<1%'; can be given several times. Exit code 3 if one does not hold
    #[arg(long = "threshold", value_name = "TEXT", value_parser = threshold)]
    thresholds: Vec<String>,
    /// Write the final snapshot to this file instead of standard output (-)
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
    let config = file::runnable(
        &options.config,
        |config| options.change(config),
        |warning| {
            // There is a limit; it is not in the file.
            options.duration.is_none() || warning.field != "auto_stop_after_hours"
        },
    )
    .await?;
    if options.state.is_some() && !config.backfill_enabled {
        return Err(failed(Exit::BadConfiguration, "--state is for backfills; set backfill_enabled, or leave it out"));
    }
    if let Some(shortage) = open_files::shortage(&config) {
        tell(format_args!("warning: {shortage}"));
    }
    // Opened before the run, so that its report is not lost to a misspelt folder.
    let path = options.json.as_deref().filter(|path| path.as_os_str() != file::STANDARD);
    let out = Output::open(path).map_err(|error| {
        let place = path.unwrap_or(Path::new("standard output"));
        failed(Exit::Failed, format!("{} cannot be written: {error}", place.display()))
    })?;
    let plan = plan(&options, config).await?;
    // With it the lock on the state file, until the very end.
    let _checkpoint = plan.backfill.as_ref().map(|backfill| Arc::clone(&backfill.checkpoint));
    let closing = signals::listen();
    let could_not = |error: engine::EngineError| failed(Exit::Failed, error);
    let data_plane = Threads::data_plane()
        .map_err(|error| failed(Exit::Failed, format!("the threads of the run cannot be started: {error}")))?;
    let settings = EngineSettings { fine_timer: true, stop_grace: options.grace, ..EngineSettings::default() };
    let engine = Engine::new(settings).map_err(could_not)?.on(data_plane.handle());
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
    match report(out, &settled.status) {
        // The reader closed the pipe early; that does not change the verdict.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        written => {
            written.map_err(|error| failed(Exit::Failed, format!("the report cannot be written: {error}")))?;
        }
    }
    Ok(verdict::reach(&settled.status))
}

/// Asks the enabled targets of `config` whether they would take hits, and says which would not.
///
/// # Errors
/// None would.
async fn preflight(config: &MultiTargetConfig) -> Result<(), Exit> {
    let prober = Prober::new().map_err(|error| failed(Exit::Failed, error))?;
    let objections = prober.objections(config).await;
    let is_hopeless = objections.len() >= config.enabled_targets().count();
    for objection in &objections {
        tell(format_args!("{}: {objection}", if is_hopeless { "error" } else { "warning" }));
    }
    if is_hopeless {
        let problem = "no target would take hits, so nothing was sent; mend that, or run it with --no-preflight";
        return Err(failed(Exit::Failed, problem));
    }
    Ok(())
}

/// A threshold as it is written, if it can be read.
fn threshold(text: &str) -> Result<String, RuleFinding> {
    Condition::parse(text).map(|_| text.to_owned())
}

impl Options {
    /// What the command line says about a configuration.
    fn change(&self, config: &mut MultiTargetConfig) {
        config.thresholds.extend(self.thresholds.iter().cloned());
        if let Some(seed) = self.seed {
            (config.seed, config.backfill_seed) = (Some(seed), None);
        }
        if let Some(most) = self.max_visits {
            config.max_total_visits = most;
            // More than a backfill may have means no limit.
            let total = config.backfill_max_visits_total.map_or(most, |cap| cap.min(most));
            config.backfill_max_visits_total = Some(total).filter(|total| *total <= MOST_BACKFILLED);
            config.backfill_max_visits_per_day = config.backfill_max_visits_per_day.map(|cap| cap.min(most));
        }
    }
}

/// What the engine is to do with `config`.
async fn plan(options: &Options, mut config: MultiTargetConfig) -> Result<RunPlan, Exit> {
    let mut seed = plan::seed(&config);
    let mut now_unix = plan::now_unix();
    let mut state = StateFile::default();
    if config.backfill_enabled {
        let prober = Prober::new().map_err(|error| failed(Exit::Failed, error))?;
        let objections = prober.objections(&config).await;
        if !objections.is_empty() {
            return Err(refuse(&objections));
        }
        state = StateFile::open(options.state.as_deref(), &config, seed, now_unix)?;
        (seed, now_unix) = state.origin();
        plan::fix_window(&mut config, now_unix).map_err(|errors| refuse(&errors))?;
    }
    if !config.backfill_enabled && !options.no_preflight {
        preflight(&config).await?;
    }
    if options.as_fast_as_possible && !config.backfill_enabled {
        // A day's visits take less than a day: who comes again would do so within one visit of Matomo's.
        config.returning_visitors_probability = 0.0;
    }
    let content = Content::of(&config, seed, now_unix).map_err(|errors| refuse(&errors))?;
    let Content { kind, source, clock, days } = content;
    let backfill = config.backfill_enabled.then(|| {
        let begun = state.begun();
        let in_doubt = state.in_doubt();
        BackfillPlan { days, begun, in_doubt, checkpoint: Arc::new(state) }
    });
    Ok(RunPlan {
        name: options
            .config
            .file_stem()
            .filter(|name| *name != file::STANDARD)
            .map(|name| name.to_string_lossy().into_owned()),
        duration: options.duration,
        drain: options.duration.map(|_| options.grace),
        pacing: if options.as_fast_as_possible { Pacing::Closed } else { Pacing::Open },
        clock,
        kind,
        backfill,
        ..RunPlan::new(1, config, seed, source)
    })
}

fn refuse(errors: &[FieldError]) -> Exit {
    for error in errors {
        tell(format_args!("error: {error}"));
    }
    failed(Exit::BadConfiguration, "nothing was sent")
}

fn report(mut out: Output, status: &StatusSnapshot) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut out, status)?;
    writeln!(out)?;
    out.finish()
}
