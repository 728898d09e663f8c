//! Opening the database: connect, migrate, and settle what a killed process left behind.

use crate::{
    Store,
    entity::run,
    error::{Result, StoreError},
    secret::SecretKey,
};
use domain::RunOutcome;
use migrations::{Migrator, sea_orm_migration::MigratorTrait};
use sea_orm::{
    ColumnTrait, ConnectOptions, Database, DatabaseConnection, EntityTrait, QueryFilter,
    sea_query::Expr,
    sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{path::Path, time::Duration};

/// How long a statement waits for another process's write before it fails.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

impl Store {
    /// Opens the database at `url` (`sqlite://data/trackstorm.db?mode=rwc`, `sqlite::memory:`), making
    /// its folder and file if needed, brings it up to date, and marks runs that are still "running" as
    /// interrupted: whoever ran them has ended without saying so. Hence one server per database.
    ///
    /// # Errors
    /// [`StoreError::Folder`] and [`StoreError::Open`].
    pub async fn open(url: &str, key: SecretKey) -> Result<Self> {
        make_folder(url)?;
        let db = connect(url, SqliteSynchronous::Normal).await?;
        let durable = if is_file(url) { connect(url, SqliteSynchronous::Full).await? } else { db.clone() };
        Migrator::up(&db, None).await.map_err(StoreError::Open)?;
        let interrupted = run::Entity::update_many()
            .col_expr(run::Column::Outcome, Expr::value(RunOutcome::Interrupted.as_str()))
            .filter(run::Column::Outcome.eq(RunOutcome::Running.as_str()))
            .exec(&db)
            .await?;
        if interrupted.rows_affected > 0 {
            tracing::warn!(
                runs = interrupted.rows_affected,
                "runs were interrupted by the end of the previous process"
            );
        }
        Ok(Self { db, durable, key })
    }
}

async fn connect(url: &str, synchronous: SqliteSynchronous) -> Result<DatabaseConnection> {
    let create = !url.contains("mode=");
    let mut options = ConnectOptions::new(url);
    options
        // One writer at a time is SQLite's own rule, and a database in memory is its one connection's.
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |options| {
            sqlite_options(if create { options.create_if_missing(true) } else { options }).synchronous(synchronous)
        });
    Database::connect(options).await.map_err(StoreError::Open)
}

/// Whether a second connection would see the same database: one in memory is its one connection's.
fn is_file(url: &str) -> bool {
    url.starts_with("sqlite:") && !url.contains(":memory:") && !url.contains("mode=memory")
}

/// A write-ahead log with `synchronous=NORMAL` loses nothing committed when the process is killed; only
/// a power cut may take the last commits, never the file's integrity (sqlite.org/pragma.html#pragma_synchronous).
fn sqlite_options(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options.journal_mode(SqliteJournalMode::Wal).busy_timeout(BUSY_TIMEOUT).foreign_keys(true)
}

fn make_folder(url: &str) -> Result<()> {
    let file = url.starts_with("sqlite:").then(|| url.parse::<SqliteConnectOptions>().ok()).flatten();
    // Anything that is no SQLite file is left to the connection, which says what is wrong.
    match file.as_ref().and_then(|options| options.get_filename().parent()) {
        Some(folder) if folder != Path::new("") => {
            std::fs::create_dir_all(folder).map_err(|source| StoreError::Folder { path: folder.to_owned(), source })
        }
        _ => Ok(()),
    }
}
