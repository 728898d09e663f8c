//! What outlives a restart: the working configuration with its targets, funnels and data sets, presets and runs.
//!
//! One [`Store`] speaks the domain's types and hides the database behind it. Everything a call changes
//! it changes in one transaction, so that a kill at any moment leaves what the last finished call left.

mod backfills;
mod change;
mod connection;
mod copies;
mod data_sets;
mod entity;
mod error;
mod funnels;
mod open;
mod owner;
mod presets;
mod private;
mod runs;
mod secret;
mod slug;
mod targets;
mod working;

pub use backfills::NewBackfill;
pub use change::WorkingChange;
pub use copies::{Restored, backup, restore};
pub use error::{Result, StoreError};
pub use private::Replacement;
pub use runs::NewRun;
pub use secret::SecretKey;

use jiff::Timestamp;
use owner::Owner;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use serde::{Serialize, de::DeserializeOwned};
use std::sync::Arc;

/// The open database and the key to its tokens. Clones share both.
#[derive(Clone, Debug)]
pub struct Store {
    /// The one connection that writes.
    db: DatabaseConnection,
    /// What only reads: under a write-ahead log it neither waits for a writer nor keeps one waiting. A database in
    /// memory has only one connection for both.
    readers: DatabaseConnection,
    /// As `db`, but what it writes is on disk, and not only safe from a kill, when a call returns.
    durable: DatabaseConnection,
    key: SecretKey,
    owner: Arc<Owner>,
}

impl Store {
    /// Waits for running calls, then closes the database; later calls fail.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it cannot be closed in order; nothing saved is lost by that.
    pub async fn close(&self) -> Result<()> {
        self.readers.close_by_ref().await?;
        self.durable.close_by_ref().await?;
        let closed = self.db.close_by_ref().await;
        self.owner.release();
        Ok(closed?)
    }

    /// Begins a transaction that is going to write. SQLite takes the write lock at once: a transaction
    /// that reads first and asks for it later is refused, without waiting, if another process wrote between.
    async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
        self.db.begin_with_options(TransactionOptions { sqlite_transaction_mode, ..Default::default() }).await
    }
}

/// The current time as the store writes it: fixed width, so that texts sort as times do.
fn now() -> String {
    text_of(Timestamp::now())
}

/// As [`now`], of another moment.
fn text_of(time: Timestamp) -> String {
    format!("{time:.6}")
}

fn to_json(value: &impl Serialize, what: &str) -> Result<String> {
    serde_json::to_string(value).map_err(|_| StoreError::corrupt(what))
}

fn from_json<T: DeserializeOwned>(text: &str, what: impl FnOnce() -> String) -> Result<T> {
    serde_json::from_str(text).map_err(|_| StoreError::corrupt(what()))
}
