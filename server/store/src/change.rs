//! A change of the working configuration that can still be taken back: somebody else, such as an active run, may
//! have a say in it.

use crate::{Store, data_sets, error::Result, funnels, secret::SecretKey, targets, working};
use domain::{MultiTargetConfig, StoredTarget, Target};
use sea_orm::DatabaseTransaction;

/// A change that others do not see before [`WorkingChange::commit`]; dropped without, nothing has changed.
///
/// It holds the one connection that writes: nothing else is written meanwhile.
#[derive(Debug)]
pub struct WorkingChange<'a> {
    tx: DatabaseTransaction,
    key: &'a SecretKey,
}

impl Store {
    /// Begins a change of the working configuration.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn change(&self) -> Result<WorkingChange<'_>> {
        Ok(WorkingChange { tx: self.begin().await?, key: &self.key })
    }
}

impl WorkingChange<'_> {
    /// Replaces the working configuration. A target or funnel whose name is known keeps its id, wherever
    /// in the list it has moved; those that are no longer in the list go. Tokens are stored as given:
    /// [`MultiTargetConfig::keep_tokens`] comes first.
    ///
    /// # Errors
    /// [`crate::StoreError::NameTaken`] when two targets or two funnels have the same name.
    pub async fn save_config(&self, config: &MultiTargetConfig) -> Result<Vec<StoredTarget>> {
        let saved = self.save_settings(config).await?;
        funnels::replace_all(&self.tx, &config.funnels).await?;
        data_sets::replace_all(&self.tx, &config.data_sets).await?;
        Ok(saved)
    }

    /// As [`save_config`](Self::save_config), but the stored funnels and data sets stay.
    ///
    /// # Errors
    /// As [`save_config`](Self::save_config).
    pub async fn save_settings(&self, config: &MultiTargetConfig) -> Result<Vec<StoredTarget>> {
        working::write_settings(&self.tx, self.key, config).await
    }

    /// As [`save_settings`](Self::save_settings), but the stored targets stay, too.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn save_rest(&self, config: &MultiTargetConfig) -> Result<()> {
        working::write_rest(&self.tx, config).await
    }

    /// Adds a target at the end.
    ///
    /// # Errors
    /// [`crate::StoreError::NameTaken`].
    pub async fn add_target(&self, target: &Target) -> Result<StoredTarget> {
        targets::add(&self.tx, self.key, target).await
    }

    /// Replaces a target, which keeps its id and place; it may be renamed by this.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`], [`crate::StoreError::NameTaken`].
    pub async fn replace_target(&self, id: i64, target: &Target) -> Result<StoredTarget> {
        targets::replace(&self.tx, self.key, id, target).await
    }

    /// Removes a target; its id is never given to another.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`].
    pub async fn delete_target(&self, id: i64) -> Result<()> {
        targets::delete(&self.tx, id).await
    }

    /// The working configuration as it is after this change, without data sets, and the ids of its targets.
    ///
    /// # Errors
    /// As [`Store::settings`].
    pub async fn settings(&self) -> Result<(MultiTargetConfig, Vec<i64>)> {
        let config = working::read(&self.tx, self.key, false).await?;
        let ids = targets::all(&self.tx, self.key).await?.into_iter().map(|stored| stored.id).collect();
        Ok((config, ids))
    }

    /// Makes it so for everybody.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`]; nothing has changed then.
    pub async fn commit(self) -> Result<()> {
        Ok(self.tx.commit().await?)
    }
}
