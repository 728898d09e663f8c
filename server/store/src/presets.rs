//! Presets: saved configurations under a name, with a slug that never changes.

mod list;
pub(crate) mod rows;

use crate::{
    Store,
    entity::preset::{ActiveModel, Column, Entity},
    error::{Result, StoreError, violates_unique},
    now, slug,
};
use domain::{MultiTargetConfig, Preset, names};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, TransactionTrait,
};
use std::collections::BTreeSet;

/// How often a slug that another process took in the meantime is replaced by the next.
const SLUG_ATTEMPTS: usize = 16;

impl Store {
    /// One preset, with its tokens; one that cannot be read under this key is missing, with `has_token`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Corrupt`].
    pub async fn preset(&self, id: i64) -> Result<Preset> {
        let tx = self.readers.begin().await?;
        let preset = rows::read(&tx, &self.key, Entity::find_by_id(id)).await?;
        tx.commit().await?;
        preset.ok_or_else(|| StoreError::not_found("preset", id))
    }

    /// One preset by the last part of its shareable address, with its tokens.
    ///
    /// # Errors
    /// As [`preset`](Self::preset).
    pub async fn preset_by_slug(&self, slug: &str) -> Result<Preset> {
        let tx = self.readers.begin().await?;
        let preset = rows::read(&tx, &self.key, Entity::find().filter(Column::Slug.eq(slug))).await?;
        tx.commit().await?;
        preset.ok_or_else(|| StoreError::not_found("preset", slug))
    }

    /// Saves a new preset. Its slug is made from the name and numbered if another preset has it.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`].
    pub async fn create_preset(&self, name: &str, description: &str, config: &MultiTargetConfig) -> Result<Preset> {
        let base = slug::of(name);
        for attempt in 1.. {
            match self.try_create(&base, name, description, config).await {
                Err(StoreError::Database(error)) if attempt < SLUG_ATTEMPTS && violates_unique(&error, "slug") => {}
                settled => return settled,
            }
        }
        Err(StoreError::NameTaken { what: "preset", name: name.to_owned() })
    }

    async fn try_create(
        &self,
        base: &str,
        name: &str,
        description: &str,
        config: &MultiTargetConfig,
    ) -> Result<Preset> {
        let tx = self.begin().await?;
        let now = now();
        let row = ActiveModel {
            slug: Set(free_slug(&tx, base).await?),
            name: Set(name.to_owned()),
            description: Set(description.to_owned()),
            created_at: Set(now.clone()),
            updated_at: Set(now),
            config: Set(rows::redacted(config)?),
            outline: Set(Some(rows::outline(config)?)),
            ..Default::default()
        };
        let inserted = Entity::insert(row).exec(&tx).await.map_err(StoreError::naming("preset", name))?;
        rows::insert_tokens(&tx, &self.key, inserted.last_insert_id, config).await?;
        self.read_and_commit(tx, inserted.last_insert_id).await
    }

    /// Changes name and description and, when given, the configuration with its tokens. The slug stays.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::NameTaken`]; nothing is changed then.
    pub async fn update_preset(
        &self,
        id: i64,
        name: &str,
        description: &str,
        config: Option<&MultiTargetConfig>,
    ) -> Result<Preset> {
        let tx = self.begin().await?;
        let mut row = ActiveModel {
            name: Set(name.to_owned()),
            description: Set(description.to_owned()),
            updated_at: Set(now()),
            ..Default::default()
        };
        if let Some(config) = config {
            row.config = Set(rows::redacted(config)?);
            row.outline = Set(Some(rows::outline(config)?));
        }
        let updated = Entity::update_many().set(row).filter(Column::Id.eq(id)).exec(&tx).await;
        if updated.map_err(StoreError::naming("preset", name))?.rows_affected == 0 {
            return Err(StoreError::not_found("preset", id));
        }
        if let Some(config) = config {
            rows::delete_tokens(&tx, id).await?;
            rows::insert_tokens(&tx, &self.key, id, config).await?;
        }
        self.read_and_commit(tx, id).await
    }

    /// Removes a preset and its tokens; its slug is free again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn delete_preset(&self, id: i64) -> Result<()> {
        match Entity::delete_by_id(id).exec(&self.db).await?.rows_affected {
            0 => Err(StoreError::not_found("preset", id)),
            _ => Ok(()),
        }
    }

    async fn read_and_commit(&self, tx: DatabaseTransaction, id: i64) -> Result<Preset> {
        let preset = rows::read(&tx, &self.key, Entity::find_by_id(id)).await?;
        tx.commit().await?;
        preset.ok_or_else(|| StoreError::not_found("preset", id))
    }
}

async fn free_slug(tx: &DatabaseTransaction, base: &str) -> Result<String> {
    let taken: Vec<String> = Entity::find()
        .select_only()
        .column(Column::Slug)
        .filter(Column::Slug.starts_with(base))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(names::free_name(base, &BTreeSet::from_iter(taken)))
}
