//! The history of runs: begun before the first hit, saved while they last and when they end.

pub(crate) mod deletion;
mod details;
mod filter;
mod labels;

use crate::{
    Store,
    backfills::{self, NewBackfill},
    entity::{
        run::{ActiveModel, Column, Entity, Line, Report},
        run_data_sets,
    },
    error::{Result, StoreError},
    from_json, to_json,
};
use domain::{
    DataSets, MultiTargetConfig, Page, PageRequest, RunFilter, RunInfo, RunKind, RunOutcome, RunReport, RunState,
    RunSummary, SeriesPoint, StartedBy, StatusSnapshot,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, TransactionTrait,
};
use std::slice;

/// What is known of a run when it begins.
#[derive(Clone, Debug)]
pub struct NewRun<'a> {
    /// What it is called.
    pub name: String,
    /// The name of the preset that it is started from.
    pub preset: Option<String>,
    /// What it is started with.
    pub started_by: Option<StartedBy>,
    /// Seed in use.
    pub seed: u64,
    /// What is run; its tokens are not stored with the run.
    pub config: &'a MultiTargetConfig,
    /// RFC 3339, UTC.
    pub started_at: String,
    /// What makes it a backfill; `None` for a live run.
    pub backfill: Option<NewBackfill>,
}

impl Store {
    /// Notes that a run begins and gives it its number, which is never given to another.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] and [`StoreError::Continued`] when it cannot continue what it is to.
    pub async fn begin_run(&self, run: NewRun<'_>) -> Result<i64> {
        let rest = MultiTargetConfig { data_sets: DataSets::default(), ..run.config.clone() };
        let data_sets = &run.config.data_sets;
        let row = ActiveModel {
            outcome: Set(RunOutcome::Running.as_str().to_owned()),
            name: Set(Some(run.name)),
            seed: Set(run.seed.cast_signed()),
            strategy: Set(run.config.distribution_strategy.as_str().to_owned()),
            target_count: Set(i64::try_from(run.config.targets.len()).unwrap_or(i64::MAX)),
            started_at: Set(run.started_at),
            ended_at: Set(None),
            elapsed_seconds: Set(0.0),
            planned: Set(0),
            delivered: Set(0),
            failed: Set(0),
            unknown: Set(Some(0)),
            dropped: Set(0),
            config: Set(to_json(&rest, "configuration of the run")?),
            ..Default::default()
        };
        let tx = self.begin().await?;
        let id = Entity::insert(row).exec(&tx).await?.last_insert_id;
        details::begin(&tx, id, run.preset, run.started_by).await?;
        if *data_sets != DataSets::default() {
            let body = to_json(data_sets, "data sets of the run")?;
            let row = run_data_sets::ActiveModel { run_id: Set(id), body: Set(body) };
            run_data_sets::Entity::insert(row).exec_without_returning(&tx).await?;
        }
        if let Some(backfill) = run.backfill {
            backfills::begin(&tx, id, backfill).await?;
        }
        tx.commit().await?;
        Ok(id)
    }

    /// Saves the latest figures of a run, in place of the ones before; its end is the snapshot's.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn save_run(
        &self,
        id: i64,
        outcome: RunOutcome,
        snapshot: &StatusSnapshot,
        series: &[SeriesPoint],
    ) -> Result<()> {
        let hits = snapshot.totals.hits;
        let mut row = ActiveModel {
            outcome: Set(outcome.as_str().to_owned()),
            planned: Set(hits.planned.cast_signed()),
            delivered: Set(hits.delivered.cast_signed()),
            failed: Set((hits.rejected + hits.failed).cast_signed()),
            unknown: Set(Some(hits.unknown.cast_signed())),
            dropped: Set(hits.dropped.cast_signed()),
            snapshot: Set(Some(to_json(snapshot, "figures of the run")?)),
            series: Set(Some(to_json(&series, "history of the run")?)),
            ..Default::default()
        };
        if let Some(run) = &snapshot.run {
            row.ended_at = Set(run.ended_at.clone());
            row.elapsed_seconds = Set(run.elapsed_seconds);
        }
        let tx = self.begin().await?;
        if Entity::update_many().set(row).filter(Column::Id.eq(id)).exec(&tx).await?.rows_affected == 0 {
            return Err(StoreError::not_found("run", id));
        }
        details::save(&tx, id, snapshot).await?;
        Ok(tx.commit().await?)
    }

    /// A part of the runs that `filter` looks for, newest first, without their reports.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] names a run that cannot be understood.
    pub async fn runs(&self, page: PageRequest, filter: &RunFilter) -> Result<Page<RunSummary>> {
        let tx = self.readers.begin().await?;
        let wanted = Entity::find().filter(filter::condition(filter));
        let mut query = wanted.clone().order_by_desc(Column::Id).limit(page.limit + 1);
        if let Some(after) = page.after {
            query = query.filter(Column::Id.lt(after));
        }
        let lines = query.into_partial_model::<Line>().all(&tx).await?;
        let mut runs: Vec<RunSummary> = lines.into_iter().map(summary).collect::<Result<_>>()?;
        backfills::describe(&tx, &mut runs).await?;
        details::describe(&tx, &mut runs).await?;
        let total = wanted.count(&tx).await?;
        tx.commit().await?;
        Ok(Page::of(runs, page.limit, total, |run| run.id))
    }

    /// All that is known of one run. Before its first figures are saved, the snapshot says only that it
    /// is starting.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Corrupt`].
    pub async fn run(&self, id: i64) -> Result<RunReport> {
        let tx = self.readers.begin().await?;
        let row = Entity::find_by_id(id).into_partial_model::<Report>().one(&tx).await?;
        let row = row.ok_or_else(|| StoreError::not_found("run", id))?;
        if !deletion::is_there(&tx, id).await? {
            return Err(StoreError::not_found("run", id));
        }
        let what = || format!("report of run {id}");
        let mut summary = summary(row.line)?;
        backfills::describe(&tx, slice::from_mut(&mut summary)).await?;
        details::describe(&tx, slice::from_mut(&mut summary)).await?;
        let notes = details::notes(&tx, id).await?;
        let mut config: MultiTargetConfig = from_json(&row.config, what)?;
        if let Some(row) = run_data_sets::Entity::find_by_id(id).one(&tx).await? {
            config.data_sets = from_json(&row.body, what)?;
        }
        let mut snapshot: StatusSnapshot = match row.snapshot {
            Some(json) => from_json(&json, what)?,
            None => starting(&summary, backfills::continued(&tx, id).await?, &config),
        };
        tx.commit().await?;
        // It may have been renamed since the figures were saved.
        if let Some(run) = &mut snapshot.run {
            run.name.clone_from(&summary.name);
        }
        let series = row.series.map(|json| from_json(&json, what)).transpose()?.unwrap_or_default();
        Ok(RunReport { summary, notes, config, snapshot, series })
    }
}

fn summary(row: Line) -> Result<RunSummary> {
    let corrupt = || StoreError::corrupt(format!("summary of run {}", row.id));
    Ok(RunSummary {
        id: row.id,
        outcome: outcome(&row.outcome).ok_or_else(corrupt)?,
        kind: RunKind::Live,
        can_continue: false,
        name: row.name,
        tags: Vec::new(),
        preset: None,
        seed: row.seed.cast_unsigned(),
        strategy: row.strategy,
        target_count: usize::try_from(row.target_count).map_err(|_| corrupt())?,
        started_at: row.started_at,
        ended_at: row.ended_at,
        elapsed_seconds: row.elapsed_seconds,
        planned: row.planned.cast_unsigned(),
        delivered: row.delivered.cast_unsigned(),
        failed: row.failed.cast_unsigned(),
        unknown: row.unknown.unwrap_or(0).cast_unsigned(),
        dropped: row.dropped.cast_unsigned(),
        p95_ms: None,
        thresholds: None,
        started_by: None,
    })
}

fn outcome(word: &str) -> Option<RunOutcome> {
    use RunOutcome::{Failed, Finished, Interrupted, Running, Stopped};
    [Running, Finished, Stopped, Failed, Interrupted].into_iter().find(|outcome| outcome.as_str() == word)
}

fn starting(summary: &RunSummary, continues: Option<i64>, config: &MultiTargetConfig) -> StatusSnapshot {
    let run = RunInfo {
        id: summary.id,
        name: summary.name.clone(),
        kind: summary.kind,
        seed: summary.seed,
        started_at: summary.started_at.clone(),
        continues,
        strategy: config.distribution_strategy,
        target_visits_per_day: config.target_visits_per_day,
        ..Default::default()
    };
    StatusSnapshot { state: RunState::Starting, run: Some(run), ..Default::default() }
}
