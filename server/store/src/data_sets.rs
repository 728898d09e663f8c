//! The data sets of the working configuration that replace built-in ones, one row each.

use crate::{
    Store,
    entity::data_set::{ActiveModel, Column, Entity, Model},
    error::{Result, StoreError},
    from_json, now, to_json,
};
use domain::{DataSetKind, DataSets};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

impl Store {
    /// The kinds that are replaced, with their number of entries; their content is not read.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a kind is unknown.
    pub async fn custom_data_sets(&self) -> Result<Vec<(DataSetKind, usize)>> {
        let rows: Vec<(String, i64)> = Entity::find()
            .select_only()
            .columns([Column::Kind, Column::Entries])
            .into_tuple()
            .all(&self.readers)
            .await?;
        rows.into_iter()
            .map(|(word, entries)| {
                let entries = usize::try_from(entries).map_err(|_| corrupt(&word))?;
                Ok((kind(&word)?, entries))
            })
            .collect()
    }

    /// One set: all others are `None`, and it, too, if it is built in.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub async fn data_set(&self, kind: DataSetKind) -> Result<DataSets> {
        let row = Entity::find_by_id(kind.as_str()).one(&self.readers).await?;
        let mut sets = DataSets::default();
        row.map_or(Ok(()), |row| put(&mut sets, row))?;
        Ok(sets)
    }

    /// Replaces one set by that of `sets`; back to what is built in if that is `None`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn save_data_set(&self, kind: DataSetKind, sets: &DataSets) -> Result<()> {
        let tx = self.begin().await?;
        replace(&tx, kind, sets).await?;
        tx.commit().await?;
        Ok(())
    }
}

pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<DataSets> {
    let mut sets = DataSets::default();
    for row in Entity::find().all(db).await? {
        put(&mut sets, row)?;
    }
    Ok(sets)
}

pub(crate) async fn replace_all(db: &impl ConnectionTrait, sets: &DataSets) -> Result<()> {
    for kind in DataSetKind::ALL {
        replace(db, kind, sets).await?;
    }
    Ok(())
}

async fn replace(db: &impl ConnectionTrait, kind: DataSetKind, sets: &DataSets) -> Result<()> {
    Entity::delete_many().filter(Column::Kind.eq(kind.as_str())).exec(db).await?;
    let Some(report) = sets.report(kind) else { return Ok(()) };
    let content = match kind {
        DataSetKind::Events => to_json(&sets.events, &what(kind.as_str()))?,
        kind => sets.text(kind).unwrap_or_default().to_owned(),
    };
    let row = ActiveModel {
        kind: Set(kind.as_str().to_owned()),
        entries: Set(i64::try_from(report.entries).unwrap_or(i64::MAX)),
        updated_at: Set(now()),
        content: Set(content),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

fn put(sets: &mut DataSets, row: Model) -> Result<()> {
    match kind(&row.kind)? {
        DataSetKind::Events => sets.events = from_json(&row.content, || what(&row.kind))?,
        kind => sets.set_text(kind, Some(row.content)),
    }
    Ok(())
}

fn kind(word: &str) -> Result<DataSetKind> {
    DataSetKind::from_word(word).ok_or_else(|| corrupt(word))
}

fn corrupt(word: &str) -> StoreError {
    StoreError::corrupt(what(word))
}

fn what(word: &str) -> String {
    format!("data set {word}")
}
