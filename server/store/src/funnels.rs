//! The funnels of the working configuration, one by one.

use crate::{
    Store,
    entity::funnel::{ActiveModel, Column, Entity, Model},
    error::{Result, StoreError},
    from_json, now, to_json,
};
use domain::{Funnel, StoredFunnel};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashMap;

const KIND: &str = "funnel";

impl Store {
    /// All funnels in their order.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] names the first that cannot be understood.
    pub async fn funnels(&self) -> Result<Vec<StoredFunnel>> {
        all(&self.readers).await
    }

    /// One funnel.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Corrupt`].
    pub async fn funnel(&self, id: i64) -> Result<StoredFunnel> {
        read(&self.readers, id).await
    }

    /// Adds a funnel at the end.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`].
    pub async fn add_funnel(&self, funnel: &Funnel) -> Result<StoredFunnel> {
        let tx = self.begin().await?;
        let last: Option<Option<i64>> =
            Entity::find().select_only().column_as(Column::Position.max(), "last").into_tuple().one(&tx).await?;
        let added = insert(&tx, last.flatten().map_or(0, |last| last + 1), funnel).await?;
        tx.commit().await?;
        Ok(added)
    }

    /// Replaces a funnel, which keeps its id and place; it may be renamed by this.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::NameTaken`].
    pub async fn replace_funnel(&self, id: i64, funnel: &Funnel) -> Result<StoredFunnel> {
        let tx = self.begin().await?;
        update(&tx, id, content(funnel)?, &funnel.name).await?;
        let replaced = read(&tx, id).await?;
        tx.commit().await?;
        Ok(replaced)
    }

    /// Removes a funnel; its id is never given to another.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn delete_funnel(&self, id: i64) -> Result<()> {
        match Entity::delete_by_id(id).exec(&self.db).await?.rows_affected {
            0 => Err(StoreError::not_found(KIND, id)),
            _ => Ok(()),
        }
    }
}

pub(crate) async fn all(db: &impl ConnectionTrait) -> Result<Vec<StoredFunnel>> {
    let rows = Entity::find().order_by_asc(Column::Position).order_by_asc(Column::Id).all(db).await?;
    rows.into_iter().map(from_row).collect()
}

/// Makes `funnels` the whole list. A funnel whose name is known keeps its id and its dates unless it is
/// changed; those that are no longer in the list go.
pub(crate) async fn replace_all(tx: &DatabaseTransaction, funnels: &[Funnel]) -> Result<()> {
    let mut known: HashMap<String, StoredFunnel> =
        all(tx).await?.into_iter().map(|stored| (stored.funnel.name.clone(), stored)).collect();
    for (position, funnel) in (0i64..).zip(funnels) {
        // Taken out, so that a second funnel of that name meets the unique column instead.
        match known.remove(&funnel.name) {
            Some(stored) => {
                let changed = if stored.funnel == *funnel { unchanged() } else { content(funnel)? };
                update(tx, stored.id, ActiveModel { position: Set(position), ..changed }, &funnel.name).await?;
            }
            None => drop(insert(tx, position, funnel).await?),
        }
    }
    let gone = known.into_values().map(|stored| stored.id);
    Entity::delete_many().filter(Column::Id.is_in(gone)).exec(tx).await?;
    Ok(())
}

async fn read(db: &impl ConnectionTrait, id: i64) -> Result<StoredFunnel> {
    from_row(Entity::find_by_id(id).one(db).await?.ok_or_else(|| StoreError::not_found(KIND, id))?)
}

async fn insert(tx: &DatabaseTransaction, position: i64, funnel: &Funnel) -> Result<StoredFunnel> {
    let row = ActiveModel { position: Set(position), created_at: Set(now()), ..content(funnel)? };
    let inserted = Entity::insert(row).exec(tx).await.map_err(StoreError::naming(KIND, &funnel.name))?;
    read(tx, inserted.last_insert_id).await
}

/// Changes the columns that are set in `row`; `name` is the row's, for the error.
async fn update(tx: &DatabaseTransaction, id: i64, row: ActiveModel, name: &str) -> Result<()> {
    let updated = Entity::update_many().set(row).filter(Column::Id.eq(id)).exec(tx).await;
    match updated.map_err(StoreError::naming(KIND, name))?.rows_affected {
        0 => Err(StoreError::not_found(KIND, id)),
        _ => Ok(()),
    }
}

/// The funnel's columns; its place in the list and its creation are the caller's to set.
fn content(funnel: &Funnel) -> Result<ActiveModel> {
    Ok(ActiveModel {
        name: Set(funnel.name.clone()),
        body: Set(to_json(funnel, KIND)?),
        updated_at: Set(now()),
        ..unchanged()
    })
}

fn unchanged() -> ActiveModel {
    ActiveModel { id: NotSet, position: NotSet, name: NotSet, created_at: NotSet, updated_at: NotSet, body: NotSet }
}

fn from_row(row: Model) -> Result<StoredFunnel> {
    let funnel = from_json(&row.body, || format!("{KIND} {:?} (number {})", row.name, row.id))?;
    Ok(StoredFunnel { id: row.id, funnel, created_at: row.created_at, updated_at: row.updated_at })
}
