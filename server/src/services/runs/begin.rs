//! From a prepared configuration to a run in the history and in the engine.

use super::{
    backfill::{self, Reservations},
    prepare::Prepared,
};
use crate::{
    errors, open_files,
    plan::{self, Content},
    services::{WorkingRun, unbroken::beside},
};
use app::error::AppError;
use chrono::{SecondsFormat, Utc};
use domain::{MultiTargetConfig, RunInfo, RunOutcome, RunState, StatusSnapshot};
use engine::{BackfillPlan, Engine, RunPlan};
use std::{collections::HashMap, sync::Arc};
use store::{NewBackfill, NewRun, Store};

/// What it takes to begin a run.
pub(super) struct Beginner<'a> {
    pub(super) store: &'a Store,
    pub(super) engine: &'a Engine,
    pub(super) working_run: &'a WorkingRun,
}

impl Beginner<'_> {
    /// Begins the run; returns its number.
    ///
    /// # Errors
    /// What the store or the engine says; a run that the engine refused stays in the history as failed.
    pub(super) async fn begin(&self, prepared: Prepared) -> Result<i64, AppError> {
        let Prepared { name, config, target_ids, is_working, now_unix, begun, .. } = prepared;
        let (seed, continues) = match begun {
            Some(begun) => (begun.seed, Some(begun.run)),
            None => (plan::seed(&config), None),
        };
        let (config, content) = content(config, seed, now_unix).await?;
        let started_at = now();
        let backfill = config.backfill_enabled.then(|| NewBackfill { visits: content.visits(), continues });
        let row = NewRun { name: name.clone(), seed, config: &config, started_at: started_at.clone(), backfill };
        let id = self.store.begin_run(row).await.map_err(errors::store)?;
        if let Some(shortage) = open_files::shortage(&config) {
            tracing::warn!(run = id, "{shortage}");
        }
        let info = RunInfo {
            id,
            name: name.clone(),
            seed,
            started_at,
            kind: content.kind,
            continues,
            strategy: config.distribution_strategy,
            target_visits_per_day: config.target_visits_per_day,
            ..Default::default()
        };
        let Content { kind, source, clock, days } = content;
        let described = description(&config, &days);
        let backfill = match config.backfill_enabled {
            true => Some(BackfillPlan {
                days,
                begun: backfill::begun(self.store, id).await?,
                checkpoint: Arc::new(Reservations {
                    store: self.store.clone(),
                    run: id,
                    targets: names(&config, &target_ids),
                }),
            }),
            false => None,
        };
        let plan =
            RunPlan { name, target_ids, clock, kind, continues, backfill, ..RunPlan::new(id, config, seed, source) };
        self.working_run.note(is_working);
        if let Err(error) = self.engine.start(plan) {
            let error = errors::engine(error);
            let failed = not_begun(info, &error);
            self.store.save_run(id, RunOutcome::Failed, &failed, &[]).await.map_err(errors::store)?;
            return Err(error);
        }
        match continues {
            Some(earlier) => tracing::info!(run = id, seed, continues = earlier, "run started: {described}"),
            None => tracing::info!(run = id, seed, "run started: {described}"),
        }
        Ok(id)
    }
}

/// The content of `config`, and that again.
async fn content(
    config: MultiTargetConfig,
    seed: u64,
    now_unix: i64,
) -> Result<(MultiTargetConfig, Content), AppError> {
    let (config, content) = beside(move || {
        let content = Content::of(&config, seed, now_unix);
        (config, content)
    })
    .await?;
    Ok((config, content.map_err(AppError::invalid)?))
}

fn description(config: &MultiTargetConfig, days: &[domain::backfill::DayPlan]) -> String {
    let targets = config.enabled_targets().count();
    match (days.first(), days.last()) {
        (Some(first), Some(last)) => {
            let visits: u64 = days.iter().map(|day| day.visits).sum();
            format!("{visits} visits from {} to {} on {targets} target(s)", first.date, last.date)
        }
        _ => format!("{} visits a day on {targets} target(s)", config.target_visits_per_day),
    }
}

/// Names of the targets by id.
fn names(config: &MultiTargetConfig, ids: &[i64]) -> HashMap<i64, String> {
    let named = config.targets.iter().zip(1..).enumerate();
    named.map(|(place, (target, number))| (ids.get(place).copied().unwrap_or(number), target.name.clone())).collect()
}

/// The last word on a run that the engine refused.
fn not_begun(info: RunInfo, error: &AppError) -> StatusSnapshot {
    let run = RunInfo { ended_at: Some(now()), message: Some(error.message.clone()), ..info };
    StatusSnapshot { state: RunState::Failed, run: Some(run), ..Default::default() }
}

fn now() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true)
}
