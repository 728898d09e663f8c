//! The working configuration as a whole: its targets, funnels and data sets in tables of their own, the
//! rest of it in another.

use crate::{
    Store, data_sets,
    entity::{
        target,
        working_config::{ActiveModel, Column, Entity, ONLY},
    },
    error::Result,
    from_json, funnels, now,
    secret::SecretKey,
    targets, to_json,
};
use domain::{DataSets, MultiTargetConfig, StoredTarget};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, TransactionTrait,
    sea_query::OnConflict,
};
use std::collections::HashMap;

const WHAT: &str = "working configuration";

impl Store {
    /// The working configuration with its tokens, as in [`targets`](Self::targets); the default one, without
    /// targets, when none was saved.
    ///
    /// # Errors
    /// [`crate::StoreError::Corrupt`].
    pub async fn config(&self) -> Result<MultiTargetConfig> {
        self.read_config(true).await
    }

    /// As [`config`](Self::config), but without its data sets, which may be megabytes.
    ///
    /// # Errors
    /// As [`config`](Self::config).
    pub async fn settings(&self) -> Result<MultiTargetConfig> {
        self.read_config(false).await
    }

    async fn read_config(&self, with_data_sets: bool) -> Result<MultiTargetConfig> {
        // One transaction, so that all parts are of the same save.
        let tx = self.readers.begin().await?;
        let config = read(&tx, &self.key, with_data_sets).await?;
        tx.commit().await?;
        Ok(config)
    }

    /// Replaces the working configuration. A target or funnel whose name is known keeps its id, wherever
    /// in the list it has moved; those that are no longer in the list go. Tokens are stored as given:
    /// [`MultiTargetConfig::keep_tokens`] comes first.
    ///
    /// # Errors
    /// [`crate::StoreError::NameTaken`] when two targets or two funnels have the same name; nothing is
    /// changed then.
    pub async fn save_config(&self, config: &MultiTargetConfig) -> Result<Vec<StoredTarget>> {
        let change = self.change().await?;
        let saved = change.save_config(config).await?;
        change.commit().await?;
        Ok(saved)
    }

    /// As [`save_config`](Self::save_config), but the stored funnels and data sets stay.
    ///
    /// # Errors
    /// As [`save_config`](Self::save_config).
    pub async fn save_settings(&self, config: &MultiTargetConfig) -> Result<Vec<StoredTarget>> {
        let change = self.change().await?;
        let saved = change.save_settings(config).await?;
        change.commit().await?;
        Ok(saved)
    }
}

pub(crate) async fn read(tx: &DatabaseTransaction, key: &SecretKey, with_data_sets: bool) -> Result<MultiTargetConfig> {
    let row = Entity::find_by_id(ONLY).one(tx).await?;
    let targets = targets::all(tx, key).await?.into_iter().map(|stored| stored.target).collect();
    let funnels = funnels::all(tx).await?.into_iter().map(|stored| stored.funnel).collect();
    let data_sets = if with_data_sets { data_sets::all(tx).await? } else { DataSets::default() };
    let rest: MultiTargetConfig =
        row.map(|row| from_json(&row.config, || WHAT.to_owned())).transpose()?.unwrap_or_default();
    Ok(MultiTargetConfig { targets, funnels, data_sets, ..rest })
}

/// Everything but funnels and data sets.
pub(crate) async fn write_settings(
    tx: &DatabaseTransaction,
    key: &SecretKey,
    config: &MultiTargetConfig,
) -> Result<Vec<StoredTarget>> {
    let rows: Vec<(String, i64)> = target::Entity::find()
        .select_only()
        .columns([target::Column::Name, target::Column::Id])
        .into_tuple()
        .all(tx)
        .await?;
    let mut known: HashMap<String, i64> = rows.into_iter().collect();
    let mut saved = Vec::with_capacity(config.targets.len());
    for (position, target) in (0i64..).zip(&config.targets) {
        let row = target::ActiveModel { position: Set(position), ..targets::to_row(target, key)? };
        // Taken out, so that a second target of that name meets the unique column instead.
        let id = match known.remove(&target.name) {
            Some(id) => targets::update(tx, id, row, &target.name).await.map(|()| id)?,
            None => targets::insert(tx, row, &target.name).await?,
        };
        saved.push(targets::stored(id, target));
    }
    target::Entity::delete_many().filter(target::Column::Id.is_in(known.into_values())).exec(tx).await?;
    write_rest(tx, config).await?;
    Ok(saved)
}

/// Everything that is in no table of its own.
pub(crate) async fn write_rest(tx: &DatabaseTransaction, config: &MultiTargetConfig) -> Result<()> {
    let rest = MultiTargetConfig {
        targets: Vec::new(),
        funnels: Vec::new(),
        data_sets: DataSets::default(),
        ..config.clone()
    };
    let rest = to_json(&rest, WHAT)?;
    let row = ActiveModel { id: Set(ONLY), config: Set(rest), updated_at: Set(now()) };
    let replace = OnConflict::column(Column::Id).update_columns([Column::Config, Column::UpdatedAt]).to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(tx).await?;
    Ok(())
}
