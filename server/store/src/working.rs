//! The working configuration as a whole: its targets in one table, the rest of it in another.

use crate::{
    Store,
    entity::{
        target,
        working_config::{ActiveModel, Column, Entity, ONLY},
    },
    error::Result,
    from_json, now, targets, to_json,
};
use domain::{MultiTargetConfig, StoredTarget};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, TransactionTrait, sea_query::OnConflict,
};
use std::collections::HashMap;

const WHAT: &str = "working configuration";

impl Store {
    /// The working configuration with its tokens; the default one, without targets, when none was saved.
    ///
    /// # Errors
    /// [`crate::StoreError::Secret`] names the first target whose token cannot be read.
    pub async fn config(&self) -> Result<MultiTargetConfig> {
        // One transaction, so that both parts are of the same save.
        let tx = self.db.begin().await?;
        let row = Entity::find_by_id(ONLY).one(&tx).await?;
        let targets = targets::all(&tx, &self.key).await?;
        tx.commit().await?;
        let rest: MultiTargetConfig =
            row.map(|row| from_json(&row.config, || WHAT.to_owned())).transpose()?.unwrap_or_default();
        Ok(MultiTargetConfig { targets: targets.into_iter().map(|stored| stored.target).collect(), ..rest })
    }

    /// Replaces the working configuration. A target whose name is known keeps its id, wherever in the
    /// list it has moved; targets that are no longer in the list go. Tokens are stored as given:
    /// [`MultiTargetConfig::keep_tokens`] comes first.
    ///
    /// # Errors
    /// [`crate::StoreError::NameTaken`] when two targets have the same name; nothing is changed then.
    pub async fn save_config(&self, config: &MultiTargetConfig) -> Result<Vec<StoredTarget>> {
        let rest = to_json(&MultiTargetConfig { targets: Vec::new(), ..config.clone() }, WHAT)?;
        let tx = self.begin().await?;
        let rows: Vec<(String, i64)> = target::Entity::find()
            .select_only()
            .columns([target::Column::Name, target::Column::Id])
            .into_tuple()
            .all(&tx)
            .await?;
        let mut known: HashMap<String, i64> = rows.into_iter().collect();
        let mut saved = Vec::with_capacity(config.targets.len());
        for (position, target) in (0i64..).zip(&config.targets) {
            let row = target::ActiveModel { position: Set(position), ..targets::to_row(target, &self.key)? };
            // Taken out, so that a second target of that name meets the unique column instead.
            let id = match known.remove(&target.name) {
                Some(id) => targets::update(&tx, id, row, &target.name).await.map(|()| id)?,
                None => targets::insert(&tx, row, &target.name).await?,
            };
            saved.push(targets::stored(id, target));
        }
        target::Entity::delete_many().filter(target::Column::Id.is_in(known.into_values())).exec(&tx).await?;
        let row = ActiveModel { id: Set(ONLY), config: Set(rest), updated_at: Set(now()) };
        let replace = OnConflict::column(Column::Id).update_columns([Column::Config, Column::UpdatedAt]).to_owned();
        Entity::insert(row).on_conflict(replace).exec_without_returning(&tx).await?;
        tx.commit().await?;
        Ok(saved)
    }
}
