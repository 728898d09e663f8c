//! Presets as they are listed: without their configurations, which can be megabytes each.

use super::rows;
use crate::{
    Store,
    entity::preset::{Column, Entity},
    error::{Result, StoreError},
    from_json,
};
use domain::{MultiTargetConfig, Page, PageRequest, Preset, PresetOutline, PresetSummary, names};
use sea_orm::{
    ColumnTrait, Condition, DerivePartialModel, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    TransactionTrait,
};
use std::collections::BTreeSet;

#[derive(Debug, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
struct Line {
    id: i64,
    slug: String,
    name: String,
    description: String,
    created_at: String,
    updated_at: String,
    outline: Option<String>,
}

impl Store {
    /// A part of all presets, latest change first.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no preset any more that it could come after;
    /// [`StoreError::Corrupt`] names the first preset that cannot be understood.
    pub async fn presets(&self, page: PageRequest) -> Result<Page<PresetSummary>> {
        let mut query = Entity::find().order_by_desc(Column::UpdatedAt).order_by_desc(Column::Id).limit(page.limit + 1);
        if let Some(after) = page.after {
            let updated: Option<String> = Entity::find_by_id(after)
                .select_only()
                .column(Column::UpdatedAt)
                .into_tuple()
                .one(&self.readers)
                .await?;
            let updated = updated.ok_or_else(|| StoreError::not_found("preset", after))?;
            let at_once = Condition::all().add(Column::UpdatedAt.eq(updated.as_str())).add(Column::Id.lt(after));
            query = query.filter(Condition::any().add(Column::UpdatedAt.lt(updated.as_str())).add(at_once));
        }
        let lines = query.into_partial_model::<Line>().all(&self.readers).await?;
        let total = Entity::find().count(&self.readers).await?;
        let mut entries = Vec::with_capacity(lines.len());
        for line in lines {
            entries.push(self.summary(line).await?);
        }
        Ok(Page::of(entries, page.limit, total, |preset| preset.id))
    }

    async fn summary(&self, line: Line) -> Result<PresetSummary> {
        let Line { id, slug, name, description, created_at, updated_at, outline } = line;
        let what = || format!("configuration of preset {name:?}");
        let outline = match outline {
            Some(json) => from_json(&json, what)?,
            // Saved before there were outlines.
            None => {
                let config: Option<String> =
                    Entity::find_by_id(id).select_only().column(Column::Config).into_tuple().one(&self.readers).await?;
                let config = config.ok_or_else(|| StoreError::not_found("preset", id))?;
                PresetOutline::of(&from_json::<MultiTargetConfig>(&config, what)?)
            }
        };
        Ok(PresetSummary { id, slug, name, description, created_at, updated_at, outline })
    }

    /// The preset called `name`, with its tokens, if there is one.
    ///
    /// # Errors
    /// As [`preset`](Self::preset), but for [`StoreError::NotFound`].
    pub async fn preset_named(&self, name: &str) -> Result<Option<Preset>> {
        let tx = self.readers.begin().await?;
        let preset = rows::read(&tx, &self.key, Entity::find().filter(Column::Name.eq(name))).await?;
        tx.commit().await?;
        Ok(preset)
    }

    /// `base` if no preset is called that, otherwise `base` with a number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn free_preset_name(&self, base: &str) -> Result<String> {
        let similar = Entity::find().select_only().column(Column::Name).filter(Column::Name.starts_with(base));
        let taken: Vec<String> = similar.into_tuple().all(&self.readers).await?;
        Ok(names::free_name(base, &BTreeSet::from_iter(taken)))
    }
}
