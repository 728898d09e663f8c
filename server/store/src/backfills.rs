//! How far backfills have been begun: written before visits are sent, so that a run which continues one
//! begins no visit a second time.

use crate::{
    Store,
    entity::{
        backfill,
        backfill_progress::{ActiveModel, Column, Entity},
        run,
    },
    error::{Result, StoreError, violates_unique},
    runs::deletion,
};
use domain::{RunKind, RunOutcome, RunSummary};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, OnConflict, SelectStatement},
};
use std::collections::{HashMap, HashSet};

/// What is known of a backfill when it begins.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewBackfill {
    /// Visits of the whole plan, also of those that earlier runs began.
    pub visits: u64,
    /// Targets that get any of them.
    pub targets: usize,
    /// The run it goes on with.
    pub continues: Option<i64>,
}

impl Store {
    /// Notes that visits of a target with an index below `below` may be sent, in place of what was noted
    /// before: a stop gives back what it did not use. A target whose last visit is begun is noted with all
    /// visits of the plan, or its run counts as one that can be continued. On disk when this returns, so that neither a kill
    /// nor a power cut forgets it (`synchronous=FULL`, sqlite.org/pragma.html#pragma_synchronous).
    ///
    /// # Errors
    /// [`StoreError::Database`]; the visits must not be sent then.
    pub async fn reserve(&self, run_id: i64, target_id: i64, target_name: &str, below: u64) -> Result<()> {
        let row = ActiveModel {
            run_id: Set(run_id),
            target_id: Set(target_id),
            target_name: Set(target_name.to_owned()),
            begun_below: Set(below.cast_signed()),
        };
        let replace = OnConflict::columns([Column::RunId, Column::TargetId])
            .update_columns([Column::TargetName, Column::BegunBelow])
            .to_owned();
        Entity::insert(row).on_conflict(replace).exec_without_returning(&self.durable).await?;
        Ok(())
    }

    /// Id and name of every target of a backfill, and the index below which its visits were begun, by
    /// this run or one it continues. Targets that have begun nothing are missing.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begun(&self, run_id: i64) -> Result<Vec<(i64, String, u64)>> {
        let rows =
            Entity::find().filter(Column::RunId.eq(run_id)).order_by_asc(Column::TargetId).all(&self.readers).await?;
        Ok(rows.into_iter().map(|row| (row.target_id, row.target_name, row.begun_below.cast_unsigned())).collect())
    }
}

/// Makes run `run_id` a backfill that has begun what the run it continues had begun.
pub(crate) async fn begin(tx: &DatabaseTransaction, run_id: i64, new: NewBackfill) -> Result<()> {
    let row = backfill::ActiveModel {
        run_id: Set(run_id),
        continues: Set(new.continues),
        visits: Set(new.visits.cast_signed()),
        targets: Set(i64::try_from(new.targets).unwrap_or(i64::MAX)),
    };
    let inserted = backfill::Entity::insert(row).exec_without_returning(tx).await;
    let Some(earlier) = new.continues else { return inserted.map(drop).map_err(StoreError::from) };
    inserted.map_err(|error| match violates_unique(&error, "continues") {
        true => StoreError::Continued { id: earlier },
        false => error.into(),
    })?;
    if backfill::Entity::find_by_id(earlier).one(tx).await?.is_none() {
        return Err(StoreError::not_found("backfill", earlier));
    }
    let begun = Entity::find().filter(Column::RunId.eq(earlier)).all(tx).await?;
    let rows = begun.into_iter().map(|row| ActiveModel {
        run_id: Set(run_id),
        target_id: Set(row.target_id),
        target_name: Set(row.target_name),
        begun_below: Set(row.begun_below),
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The run that `run_id` goes on with.
pub(crate) async fn continued(db: &impl ConnectionTrait, run_id: i64) -> Result<Option<i64>> {
    Ok(backfill::Entity::find_by_id(run_id).one(db).await?.and_then(|row| row.continues))
}

/// Fills in what kind of run each of `runs` is, and whether another can continue with it: it has ended
/// early, with a target that has not begun all, and nobody has continued it yet.
pub(crate) async fn describe(db: &impl ConnectionTrait, runs: &mut [RunSummary]) -> Result<()> {
    let Some(oldest) = runs.iter().map(|run| run.id).min() else { return Ok(()) };
    let known: HashMap<i64, backfill::Model> = backfill::Entity::find()
        .filter(backfill::Column::RunId.gte(oldest))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.run_id, row))
        .collect();
    let continued: HashSet<i64> = known.values().filter_map(|row| row.continues).collect();
    let complete = complete_targets(db, oldest).await?;
    for run in runs {
        let Some(row) = known.get(&run.id) else { continue };
        run.kind = RunKind::Backfill;
        let ended_early = matches!(run.outcome, RunOutcome::Stopped | RunOutcome::Failed | RunOutcome::Interrupted);
        let complete = complete.get(&run.id).copied().unwrap_or(0);
        run.can_continue = ended_early && row.visits > 0 && complete < row.targets && !continued.contains(&run.id);
    }
    Ok(())
}

/// The runs that go on with another one which is there, in the history or out of sight.
pub(crate) fn continuing_another() -> SelectStatement {
    backfill::Entity::find()
        .select_only()
        .column(backfill::Column::RunId)
        .filter(
            backfill::Column::Continues
                .in_subquery(run::Entity::find().select_only().column(run::Column::Id).into_query()),
        )
        .into_query()
}

/// Whether another run of the history goes on with `run`.
pub(crate) async fn is_continued(db: &impl ConnectionTrait, run: i64) -> Result<bool> {
    match backfill::Entity::find().filter(backfill::Column::Continues.eq(run)).one(db).await? {
        Some(next) => deletion::is_there(db, next.run_id).await,
        None => Ok(false),
    }
}

#[derive(FromQueryResult)]
struct Complete {
    run_id: i64,
    targets: i64,
}

/// How many targets of each backfill have begun all their visits.
async fn complete_targets(db: &impl ConnectionTrait, oldest: i64) -> Result<HashMap<i64, i64>> {
    let of_run = backfill::Entity::belongs_to(Entity).from(backfill::Column::RunId).to(Column::RunId).into();
    let rows = Entity::find()
        .select_only()
        .column(Column::RunId)
        .column_as(Column::TargetId.count(), "targets")
        .join_rev(JoinType::InnerJoin, of_run)
        .filter(Column::RunId.gte(oldest))
        .filter(Expr::col((Entity, Column::BegunBelow)).gte(Expr::col((backfill::Entity, backfill::Column::Visits))))
        .group_by(Column::RunId)
        .into_model::<Complete>()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.run_id, row.targets)).collect())
}
