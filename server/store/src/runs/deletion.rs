//! Removing runs from the history: at first only from sight, so that it can be taken back.

use super::filter;
use crate::{
    Store, backfills,
    entity::{
        run::{Column, Entity},
        run_details,
    },
    error::{Result, StoreError},
    now, text_of,
};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait,
};

/// How long a run can be brought back at least; those that were deleted before go with the next one, or at the next start.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

impl Store {
    /// Takes a run out of the history, with its report; [`Store::restore_run`] brings it back.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Needed`] when another run goes on with it: what that may send
    /// depends on this one.
    pub async fn delete_run(&self, id: i64) -> Result<()> {
        let tx = self.begin().await?;
        if !is_there(&tx, id).await? {
            return Err(StoreError::not_found("run", id));
        }
        if backfills::is_continued(&tx, id).await? {
            return Err(StoreError::Needed { id });
        }
        mark(&tx, id, Some(now())).await?;
        purge(&tx, Timestamp::now() - KEPT).await?;
        Ok(tx.commit().await?)
    }

    /// Brings back a run that was deleted, and those that it goes on with.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is gone for good.
    pub async fn restore_run(&self, id: i64) -> Result<()> {
        let tx = self.begin().await?;
        if Entity::find_by_id(id).select_only().column(Column::Id).into_tuple::<i64>().one(&tx).await?.is_none() {
            return Err(StoreError::not_found("run", id));
        }
        let mut next = Some(id);
        while let Some(run) = next {
            mark(&tx, run, None).await?;
            next = backfills::continued(&tx, run).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Whether run `id` is in the history.
pub(crate) async fn is_there(db: &impl ConnectionTrait, id: i64) -> Result<bool> {
    let query = Entity::find_by_id(id).select_only().column(Column::Id);
    let found: Option<i64> = query.filter(Column::Id.not_in_subquery(filter::deleted())).into_tuple().one(db).await?;
    Ok(found.is_some())
}

async fn mark(tx: &DatabaseTransaction, id: i64, deleted_at: Option<String>) -> Result<()> {
    let row = run_details::ActiveModel { deleted_at: Set(deleted_at), ..Default::default() };
    run_details::Entity::update_many().set(row).filter(run_details::Column::RunId.eq(id)).exec(tx).await?;
    Ok(())
}

/// Removes for good what was deleted before `time`; returns how many runs that were. A run that goes on with another stays,
/// out of sight, for as long as that is there: without it the other could be continued once more, and visits be sent twice.
pub(crate) async fn purge(db: &impl ConnectionTrait, time: Timestamp) -> Result<u64, DbErr> {
    let long_ago = run_details::Entity::find()
        .select_only()
        .column(run_details::Column::RunId)
        .filter(run_details::Column::DeletedAt.lt(text_of(time)))
        .into_query();
    let delete = Entity::delete_many()
        .filter(Column::Id.in_subquery(long_ago))
        .filter(Column::Id.not_in_subquery(backfills::continuing_another()));
    Ok(delete.exec(db).await?.rows_affected)
}
