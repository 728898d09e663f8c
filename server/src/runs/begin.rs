//! From a prepared configuration to a run in the history and in the engine.

use super::{
    RunManager,
    backfill::{self, Part, Reservations},
    ends::ends,
    followed::Followed,
    prepare::Prepared,
};
use crate::{
    blocking::run_blocking,
    errors, open_files,
    plan::{self, Content},
};
use app::error::AppError;
use domain::{MultiTargetConfig, RunInfo, RunState, StatusSnapshot};
use engine::{BackfillPlan, RunPlan};
use jiff::Timestamp;
use std::{collections::HashMap, sync::Arc};
use store::{NewBackfill, NewRun, Store};
use tokio::{runtime::Handle, task::JoinHandle};

/// A run in the history that has not begun to send.
pub(super) struct Noted {
    info: RunInfo,
    config: MultiTargetConfig,
    target_ids: Vec<i64>,
    pub(super) content: Content,
    /// See [`ends`].
    ends: Vec<u64>,
    /// See [`BackfillPlan::in_doubt`].
    in_doubt: u64,
}

impl Noted {
    /// Stores the progress of a backfill, on the caller's runtime.
    pub(super) fn reservations(&self, store: &Store) -> Reservations {
        let targets = parts(&self.config, &self.target_ids, &self.ends);
        let store = store.clone();
        let run = self.info.id;
        let visits = self.content.visits();
        Reservations { store, run, targets, visits, control_plane: Handle::current() }
    }
}

impl RunManager {
    /// Begins the run; returns its number.
    ///
    /// # Errors
    /// What the store or the engine says; a run that could not begin stays in the history as failed, and if that cannot
    /// be stored at once, `saving` becomes the task that goes on trying.
    pub(super) async fn begin(&self, prepared: Prepared, saving: &mut Option<JoinHandle<()>>) -> Result<i64, AppError> {
        let is_working = prepared.is_working;
        let noted = self.note(prepared, Timestamp::now()).await?;
        let info = noted.info.clone();
        let id = info.id;
        let seed = info.seed;
        let described = description(&noted.config, &noted.content.days);
        if let Some(shortage) = open_files::shortage(&noted.config) {
            tracing::warn!(run = id, "{shortage}");
        }
        let followed = Followed::new(is_working, noted.config.clone(), noted.target_ids.clone());
        let plan = self.plan(noted).await;
        *self.followed.lock() = followed;
        if let Err(error) = plan.and_then(|plan| self.engine.start(plan).map_err(errors::engine)) {
            let failed = not_begun(info, &error);
            if !self.saver.save(id, &failed, &[]).await {
                let saver = self.saver.clone();
                *saving = Some(tokio::spawn(async move { saver.save_last(id, &failed, &[]).await }));
            }
            return Err(error);
        }
        match info.continues {
            Some(earlier) => tracing::info!(run = id, seed, continues = earlier, "run started: {described}"),
            None => tracing::info!(run = id, seed, "run started: {described}"),
        }
        Ok(id)
    }

    /// Writes a run that starts `now` into the history. A continued backfill reads this moment from there, so that
    /// its days count from the same one.
    ///
    /// # Errors
    /// What the store says, or the fields of the window.
    pub(super) async fn note(&self, prepared: Prepared, now: Timestamp) -> Result<Noted, AppError> {
        let Prepared { name, preset, started_by, config, target_ids, begun, .. } = prepared;
        let in_doubt = begun.as_ref().map_or(0, |begun| begun.in_doubt);
        let (seed, continues, now_unix) = match begun {
            Some(begun) => (begun.seed, Some(begun.run), begun.first_start),
            None => (plan::seed(&config), None, now.as_second()),
        };
        let (config, content, ends) = content(config, seed, now_unix).await?;
        let started_at = rfc3339(now);
        let targets = ends.iter().filter(|end| **end > 0).count();
        let backfill = config.backfill_enabled.then(|| NewBackfill { visits: content.visits(), targets, continues });
        let row = NewRun {
            name: name.clone(),
            preset,
            started_by,
            seed,
            config: &config,
            started_at: started_at.clone(),
            backfill,
        };
        let id = self.store.begin_run(row).await.map_err(errors::store)?;
        let info = RunInfo {
            id,
            name: Some(name),
            seed,
            started_at,
            kind: content.kind,
            continues,
            strategy: config.distribution_strategy,
            target_visits_per_day: config.target_visits_per_day,
            ..Default::default()
        };
        Ok(Noted { info, config, target_ids, content, ends, in_doubt })
    }

    /// What the engine is to do.
    async fn plan(&self, noted: Noted) -> Result<RunPlan, AppError> {
        let checkpoint = Arc::new(noted.reservations(&self.store));
        let Noted { info, config, target_ids, content, in_doubt, .. } = noted;
        let Content { kind, source, clock, days } = content;
        let backfill = match config.backfill_enabled {
            true => {
                let begun = backfill::begun(&self.store, info.id).await?;
                Some(BackfillPlan { days, begun, in_doubt, checkpoint })
            }
            false => None,
        };
        let RunInfo { id, name, seed, continues, .. } = info;
        Ok(RunPlan { name, target_ids, clock, kind, continues, backfill, ..RunPlan::new(id, config, seed, source) })
    }
}

/// The content of `config`, and that again; of a backfill, also where its targets' parts end.
async fn content(
    config: MultiTargetConfig,
    seed: u64,
    now_unix: i64,
) -> Result<(MultiTargetConfig, Content, Vec<u64>), AppError> {
    let prepared = run_blocking(move || {
        let content = Content::of(&config, seed, now_unix)?;
        let ends = match config.backfill_enabled {
            true => ends(&config, seed, content.visits(), &*content.source),
            false => Vec::new(),
        };
        Ok((config, content, ends))
    });
    prepared.await?.map_err(AppError::invalid)
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

/// The enabled targets' parts by id.
fn parts(config: &MultiTargetConfig, ids: &[i64], ends: &[u64]) -> HashMap<i64, Part> {
    config
        .enabled_targets()
        .zip(ends)
        .map(|((index, target), end)| {
            let number = i64::try_from(index + 1).unwrap_or(i64::MAX);
            (ids.get(index).copied().unwrap_or(number), Part { name: target.name.clone(), end: *end })
        })
        .collect()
}

/// The last word on a run that the engine refused.
fn not_begun(info: RunInfo, error: &AppError) -> StatusSnapshot {
    let run = RunInfo { ended_at: Some(rfc3339(Timestamp::now())), message: Some(error.message.clone()), ..info };
    StatusSnapshot { state: RunState::Failed, run: Some(run), ..Default::default() }
}

fn rfc3339(time: Timestamp) -> String {
    format!("{time:.3}")
}
