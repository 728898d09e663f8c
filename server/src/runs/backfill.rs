//! Backfills: their days as dates, what they have begun, and how another run goes on with one.

use super::prepare::Prepared;
use crate::{
    errors, plan,
    stored_tokens::{self, Which},
};
use app::error::{AppError, ErrorCode};
use async_trait::async_trait;
use domain::{FieldError, MultiTargetConfig, RunKind, RunOutcome, RunReport, Target, messages::StoredFinding};
use engine::{BackfillPlan, Checkpoint};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};
use store::Store;
use tokio::runtime::Handle;

/// Longest chain of runs that continue each other.
const LONGEST_CHAIN: usize = 10_000;

/// What an earlier run has to do with the one to start.
pub(super) struct Begun {
    /// Number of the run that is continued.
    pub(super) run: i64,
    /// Its seed, which decides the very same visits.
    pub(super) seed: u64,
    /// Up to so many of the visits that it and those before had begun may not have been sent.
    pub(super) in_doubt: u64,
    /// When the first run of the chain started, seconds since the Unix epoch: seen from then, the visits of
    /// its last day are the same.
    pub(super) first_start: i64,
}

/// Gives a backfill its dates. Its targets are what they are when it starts: a change of the working
/// configuration is not to reach into days that are half full.
pub(super) fn fix(prepared: &mut Prepared) -> Result<(), AppError> {
    prepared.is_working = false;
    plan::fix_window(&mut prepared.config, plan::now_unix())
        .map_err(|errors| AppError::invalid(errors.into_iter().map(|error| error.below(prepared.prefix)).collect()))
}

/// What is left to do of backfill `id`: the same visits, to the same targets, with today's tokens.
///
/// # Errors
/// `NotFound`, `Conflict` when nothing can be continued, `Invalid` when a target's token is missing.
pub(super) async fn continued(store: &Store, id: i64) -> Result<Prepared, AppError> {
    let report = store.run(id).await.map_err(errors::store)?;
    if report.summary.kind != RunKind::Backfill {
        return Err(conflict(format!("Run {id} is no backfill; only backfills can be continued.")));
    }
    if !report.summary.can_continue {
        return Err(conflict(format!(
            "Run {id} cannot be continued: it has begun all its visits, is still active, or another run has continued \
             it already."
        )));
    }
    let Past { first_start, in_doubt } = past(store, &report).await?;
    let target_ids = ids(store, &report).await?;
    let mut config = report.config;
    give_tokens(store, report.summary.preset.as_deref(), &mut config).await?;
    stored_tokens::settled(plan::check(&config), "")?;
    Ok(Prepared {
        name: report.summary.title(),
        preset: report.summary.preset,
        started_by: None,
        config,
        target_ids,
        is_working: false,
        prefix: "",
        begun: Some(Begun { run: id, seed: report.summary.seed, first_start, in_doubt }),
    })
}

/// How many visits of this run may not have been sent: who was killed has said nothing of the visits that it had
/// reserved last.
fn in_doubt(report: &RunReport) -> u64 {
    let targets = report.config.enabled_targets().count() as u64;
    match report.summary.outcome {
        RunOutcome::Interrupted => targets * BackfillPlan::most_in_doubt(&report.config),
        _ => 0,
    }
}

/// What a chain of runs that continue each other has behind it.
struct Past {
    /// When its first run started, seconds since the Unix epoch.
    first_start: i64,
    /// How many visits of all its runs may not have been sent.
    in_doubt: u64,
}

/// The runs up to this one, each by its own outcome: what one says of those before is only there if it had the time to
/// save it.
async fn past(store: &Store, report: &RunReport) -> Result<Past, AppError> {
    let earlier = |report: &RunReport| report.snapshot.run.as_ref().and_then(|run| run.continues);
    let mut started_at = report.summary.started_at.clone();
    let mut in_doubt = in_doubt(report);
    let mut next = earlier(report);
    for _ in 0..LONGEST_CHAIN {
        let Some(id) = next else { break };
        let report = store.run(id).await.map_err(errors::store)?;
        next = earlier(&report);
        in_doubt += self::in_doubt(&report);
        started_at = report.summary.started_at;
    }
    let first_start = started_at.parse().map_or_else(|_| plan::now_unix(), Timestamp::as_second);
    Ok(Past { first_start, in_doubt })
}

/// The ids that the run's progress is kept under, in the order of its targets.
async fn ids(store: &Store, report: &RunReport) -> Result<Vec<i64>, AppError> {
    let begun = store.begun(report.summary.id).await.map_err(errors::store)?;
    let mut known: HashMap<&str, i64> =
        report.snapshot.targets.iter().map(|target| (target.name.as_str(), target.id)).collect();
    known.extend(begun.iter().map(|(id, name, _)| (name.as_str(), *id)));
    let mut unused = known.values().max().map_or(1, |largest| largest + 1);
    let ids = report.config.targets.iter().map(|target| {
        known.get(target.name.as_str()).copied().unwrap_or_else(|| {
            unused += 1;
            unused - 1
        })
    });
    Ok(ids.collect())
}

/// Gives each target its secrets again, which are not kept with the run: those of the target with the same name
/// and address in the working configuration or in the preset `preset`.
async fn give_tokens(store: &Store, preset: Option<&str>, config: &mut MultiTargetConfig) -> Result<(), AppError> {
    let stored = store.targets().await.map_err(errors::store)?;
    let mut lenders: Vec<Target> = stored.into_iter().map(|stored| stored.target).collect();
    if let Some(name) = preset {
        let preset = store.preset_named(name).await.map_err(errors::store)?;
        lenders.extend(preset.into_iter().flat_map(|preset| preset.config.targets));
    }
    let mut missing = Vec::new();
    for (index, target) in config.targets.iter_mut().enumerate().filter(|(_, target)| target.enabled) {
        let lender = lenders
            .iter()
            .find(|lender| lender.token().is_some() && lender.name == target.name && lender.leads_to(target));
        target.token_auth = lender.and_then(|lender| lender.token().cloned());
        if let Some(lender) = lender {
            target.take_secrets(lender);
        }
        if target.token_auth.is_none() {
            missing.push(FieldError::new(
                format!("targets[{index}].token_auth"),
                StoredFinding::TokenGone { target: target.name.clone() },
            ));
        }
    }
    let others =
        stored_tokens::unread(config, Which::Enabled).into_iter().filter(|field| !field.ends_with(".token_auth"));
    missing.extend(others.map(|field| FieldError::new(field, StoredFinding::SecretGone)));
    if missing.is_empty() { Ok(()) } else { Err(AppError::invalid(missing)) }
}

fn conflict(message: String) -> AppError {
    AppError::new(ErrorCode::Conflict, message)
}

/// How far each target of `run` was begun by the runs before it, by id.
pub(super) async fn begun(store: &Store, run: i64) -> Result<BTreeMap<i64, u64>, AppError> {
    let begun = store.begun(run).await.map_err(errors::store)?;
    Ok(begun.into_iter().map(|(id, _, below)| (id, below)).collect())
}

/// Writes into the database what a run is about to begin.
pub(super) struct Reservations {
    pub(super) store: Store,
    pub(super) run: i64,
    /// By id.
    pub(super) targets: HashMap<i64, Part>,
    /// Of the whole plan.
    pub(super) visits: u64,
    /// Where the database is written to: not on the threads that send.
    pub(super) control_plane: Handle,
}

/// A target's part of a backfill.
pub(super) struct Part {
    /// The target's name.
    pub(super) name: String,
    /// Its visits have smaller numbers.
    pub(super) end: u64,
}

impl Reservations {
    /// Name of the target, and what to note: who has begun its last visit has begun all.
    fn note(&self, target_id: i64, below: u64) -> (&str, u64) {
        match self.targets.get(&target_id) {
            Some(part) => (&part.name, if below >= part.end { self.visits } else { below }),
            None => ("", below),
        }
    }
}

#[async_trait]
impl Checkpoint for Reservations {
    async fn reserve(&self, target_id: i64, below: u64) -> Result<(), String> {
        let (name, below) = self.note(target_id, below);
        let store = self.store.clone();
        let run = self.run;
        let name = name.to_owned();
        let reserving = async move { store.reserve(run, target_id, &name, below).await.map_err(errors::store) };
        match self.control_plane.spawn(reserving).await {
            Ok(Ok(())) => Ok(()),
            _ => Err("The progress of the backfill cannot be saved, so nothing more is sent. Look into the server's \
                      log, then continue the run."
                .to_owned()),
        }
    }
}
