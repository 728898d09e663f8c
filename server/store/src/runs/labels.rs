//! What people say of a run: name, tags and notes.

use super::{deletion, details, summary};
use crate::{
    Store,
    entity::{
        run::{ActiveModel, Column, Entity, Line},
        run_details, run_tag,
    },
    error::{Result, StoreError},
};
use domain::RunLabels;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, TransactionTrait};
use std::slice;

impl Store {
    /// What is said of run `id`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Corrupt`].
    pub async fn run_labels(&self, id: i64) -> Result<RunLabels> {
        let tx = self.readers.begin().await?;
        let line = Entity::find_by_id(id).into_partial_model::<Line>().one(&tx).await?;
        let mut summary = summary(line.ok_or_else(|| StoreError::not_found("run", id))?)?;
        if !deletion::is_there(&tx, id).await? {
            return Err(StoreError::not_found("run", id));
        }
        details::describe(&tx, slice::from_mut(&mut summary)).await?;
        let notes = details::notes(&tx, id).await?;
        tx.commit().await?;
        Ok(RunLabels { name: summary.title(), tags: summary.tags, notes })
    }

    /// Says this of run `id`, in place of what was said before.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; nothing is changed then.
    pub async fn label_run(&self, id: i64, labels: &RunLabels) -> Result<()> {
        let tx = self.begin().await?;
        let name = ActiveModel { name: Set(Some(labels.name.clone())), ..Default::default() };
        if Entity::update_many().set(name).filter(Column::Id.eq(id)).exec(&tx).await?.rows_affected == 0 {
            return Err(StoreError::not_found("run", id));
        }
        let notes = Some(labels.notes.clone()).filter(|notes| !notes.is_empty());
        let notes = run_details::ActiveModel { notes: Set(notes), ..Default::default() };
        run_details::Entity::update_many().set(notes).filter(run_details::Column::RunId.eq(id)).exec(&tx).await?;
        run_tag::Entity::delete_many().filter(run_tag::Column::RunId.eq(id)).exec(&tx).await?;
        let rows = (0..).zip(&labels.tags).map(|(position, tag)| run_tag::ActiveModel {
            run_id: Set(id),
            position: Set(position),
            tag: Set(tag.clone()),
        });
        if !labels.tags.is_empty() {
            run_tag::Entity::insert_many(rows).exec_without_returning(&tx).await?;
        }
        Ok(tx.commit().await?)
    }
}
