//! Opening the database: connect, migrate, and settle what a killed process left behind.

use crate::{
    Store,
    entity::{preset, preset_token, run, target},
    error::{Result, StoreError},
    owner::Owner,
    presets::rows,
    private,
    runs::deletion,
    secret::SecretKey,
    targets,
};
use domain::RunOutcome;
use jiff::Timestamp;
use migrations::{Migrator, sea_orm_migration::MigratorTrait};
use sea_orm::{
    ColumnTrait, ConnectOptions, Database, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QuerySelect,
    sea_query::Expr,
    sqlx::{
        self, Connection, Executor, Sqlite, SqliteConnection,
        pool::PoolOptions,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// How long anything waits for another program's write before whoever asked is told.
const BUSY_TIMEOUT: Duration = Duration::from_millis(1_500);
/// How long anything waits for a connection: whoever has it may be waiting for another program.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);
/// As both, where a failure would end a run: see [`Store::reserve`].
const DURABLE_TIMEOUT: Duration = Duration::from_secs(10);
/// Enough for the pages and calls of a few people; each keeps a file or three open.
const READERS: u32 = 4;

impl Store {
    /// Opens the database at `url` (`sqlite://data/trackstorm.db?mode=rwc`, `sqlite::memory:`), making
    /// its folder and file if needed, brings it up to date, and marks runs that are still "running" as
    /// interrupted: whoever ran them has ended without saying so. The database is this process's until
    /// [`Store::close`], or until the last clone is gone.
    ///
    /// # Errors
    /// [`StoreError::Owned`] when another server has it; [`StoreError::Lock`], [`StoreError::Folder`],
    /// [`StoreError::Open`].
    pub async fn open(url: &str, key: SecretKey) -> Result<Self> {
        make_folder(url)?;
        let path = file(url);
        // Before anything is touched that another server may be using.
        let owner = path.as_deref().map(Owner::take).transpose()?.unwrap_or_default();
        if let Some(path) = &path {
            make_private(url, path).map_err(|source| StoreError::Folder { path: path.clone(), source })?;
        }
        let db = connect(url, SqliteSynchronous::Normal, 1, BUSY_TIMEOUT).await?;
        Migrator::up(&db, None).await.map_err(StoreError::Open)?;
        let (durable, readers) = match path {
            Some(_) => (
                connect(url, SqliteSynchronous::Full, 1, DURABLE_TIMEOUT).await?,
                connect(url, SqliteSynchronous::Normal, READERS, BUSY_TIMEOUT).await?,
            ),
            None => (db.clone(), db.clone()),
        };
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
        deletion::purge(&db, Timestamp::now()).await?;
        let store = Self { db, readers, durable, key, owner: Arc::new(owner) };
        store.tell_unreadable().await?;
        Ok(store)
    }

    /// Says in the log when tokens were saved under another key: nothing else would before a run needs them.
    async fn tell_unreadable(&self) -> Result<()> {
        let working = target::Entity::find().all(&self.readers).await?;
        let mut count = targets::unreadable(working, &self.key);
        let query = preset_token::Entity::find().select_only().column(preset_token::Column::PresetId).distinct();
        let ids: Vec<i64> = query.into_tuple().all(&self.readers).await?;
        for id in ids {
            // What cannot be understood at all is told when somebody asks for it.
            if let Ok(Some(preset)) = rows::read(&self.readers, &self.key, preset::Entity::find_by_id(id)).await {
                count += preset.config.targets.iter().filter(|target| targets::lacks_secrets(target)).count();
            }
        }
        if count > 0 {
            tracing::warn!(
                tokens = count,
                "stored tokens cannot be read, because they were saved under another secret key: restart with that key \
                 file (security.secret-key-file), or enter these tokens again"
            );
        }
        Ok(())
    }
}

async fn connect(
    url: &str,
    synchronous: SqliteSynchronous,
    connections: u32,
    patience: Duration,
) -> Result<DatabaseConnection> {
    if !url.starts_with("sqlite:") {
        // Not the library's words: they repeat the URL, with its password.
        return Err(StoreError::Open(DbErr::Custom("only SQLite is supported".to_owned())));
    }
    let create = !url.contains("mode=");
    let mut options = ConnectOptions::new(url);
    options
        // One writer at a time is SQLite's own rule, and a database in memory is its one connection's.
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(patience.max(ACQUIRE_TIMEOUT))
        .idle_timeout(None)
        .max_lifetime(None)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |options| {
            let options = if create { options.create_if_missing(true) } else { options };
            sqlite_options(options).synchronous(synchronous).busy_timeout(patience)
        })
        .map_sqlx_sqlite_pool_opts(only_sound);
    Database::connect(options).await.map_err(StoreError::Open)
}

/// Throws connections away that come back with a transaction begun.
///
/// After an error at which SQLite rolls back by itself (a full disk, a failing one) sqlx still counts the
/// transaction. Used again, such a connection would only set savepoints: what it "commits" is gone when it closes.
fn only_sound(options: PoolOptions<Sqlite>) -> PoolOptions<Sqlite> {
    options.after_release(|connection, _| Box::pin(is_sound(connection)))
}

/// Whether neither SQLite nor sqlx has a transaction begun on `connection`.
async fn is_sound(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    // Fails within a transaction of SQLite's; and a rollback that was asked for before comes first.
    Executor::execute(&mut *connection, "BEGIN; ROLLBACK").await?;
    Ok(!connection.is_in_transaction())
}

/// The file of the database at `url`; `None` if it is in memory or on a server. A second connection to one in
/// memory would see another database.
pub(crate) fn file(url: &str) -> Option<PathBuf> {
    if !url.starts_with("sqlite:") || url.contains(":memory:") || url.contains("mode=memory") {
        return None;
    }
    Some(url.parse::<SqliteConnectOptions>().ok()?.get_filename().to_owned())
}

/// A write-ahead log with `synchronous=NORMAL` loses nothing committed when the process is killed; only
/// a power cut may take the last commits, never the file's integrity (sqlite.org/pragma.html#pragma_synchronous).
fn sqlite_options(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options.journal_mode(SqliteJournalMode::Wal).foreign_keys(true)
}

/// Creates the file, unless `url` forbids that, so that only its owner can read it; SQLite gives its log the same
/// rights. One with wider rights, from an earlier version or a copying program, is closed to others.
fn make_private(url: &str, path: &Path) -> io::Result<()> {
    let creates = !url.contains("mode=") || url.contains("mode=rwc");
    if creates && !path.exists() {
        private::options().write(true).create(true).truncate(false).open(path)?;
    }
    let path = private::real(path);
    for part in private::PARTS.map(|part| private::with_suffix(&path, part)) {
        match private::close_to_others(&part) {
            Ok(false) => {}
            Ok(true) => tracing::warn!(
                file = %part.display(),
                "others could read the database, with its encrypted tokens; now only its owner can"
            ),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => tracing::warn!(
                file = %part.display(), %error,
                "others can read the database, and their rights cannot be taken away; do so by hand (chmod 600)"
            ),
        }
    }
    if let Some(folder) = path.parent().filter(|folder| private::is_open_to_others(folder)) {
        tracing::warn!(
            folder = %folder.display(),
            "others can put files into the folder of the database, or take them out; close it to them (chmod go-w)"
        );
    }
    Ok(())
}

fn make_folder(url: &str) -> Result<()> {
    // Anything that is no SQLite file is left to the connection, which says what is wrong.
    match file(url).as_deref().and_then(Path::parent) {
        Some(folder) if folder != Path::new("") => {
            private::make_folder(folder).map_err(|source| StoreError::Folder { path: folder.to_owned(), source })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{MultiTargetConfig, PageRequest, Target};
    use sea_orm::ConnectionTrait;

    async fn open(folder: &Path) -> Store {
        let key = SecretKey::from_hex(&"5a".repeat(32)).unwrap();
        Store::open(&format!("sqlite://{}", folder.join("t.db").display()), key).await.unwrap()
    }

    #[tokio::test]
    async fn what_is_acknowledged_after_a_full_disk_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        let large = MultiTargetConfig {
            targets: vec![Target { ca_certificate: Some("x".repeat(300_000)), ..Target::new("https://m.example", 1) }],
            ..Default::default()
        };
        let small = MultiTargetConfig::default();
        store.create_preset("before", "", &small).await.unwrap();
        // A disk that fills up while somebody saves, and has room again.
        store.db.execute_unprepared("PRAGMA max_page_count = 1").await.unwrap();
        let refused = store.create_preset("large", "", &large).await;
        assert!(matches!(refused, Err(StoreError::NotWritten(_))), "{refused:?}");
        store.db.execute_unprepared("PRAGMA max_page_count = 4294967294").await.unwrap();
        assert!(matches!(store.create_preset("before", "", &small).await, Err(StoreError::NameTaken { .. })));
        let id = store.create_preset("after", "", &small).await.unwrap().id;
        store.save_config(&small).await.unwrap();
        // Another connection sees it, at once and after a restart.
        assert_eq!(store.preset(id).await.unwrap().name, "after");
        store.close().await.unwrap();
        assert_eq!(open(folder.path()).await.presets(PageRequest::default()).await.unwrap().entries.len(), 2);
    }

    #[tokio::test]
    async fn a_connection_with_a_transaction_begun_is_not_used_again() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        for left_behind in ["BEGIN IMMEDIATE", "SAVEPOINT s"] {
            store.db.execute_unprepared(left_behind).await.unwrap();
            let name = left_behind.to_owned();
            let id = store.create_preset(&name, "", &MultiTargetConfig::default()).await.unwrap().id;
            assert_eq!(store.preset(id).await.unwrap().name, name, "others see it, so it was committed");
        }
    }

    #[tokio::test]
    async fn readers_do_not_wait_for_a_writer_and_writers_not_for_long() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        store.create_preset("there", "", &MultiTargetConfig::default()).await.unwrap();
        let mut options: SqliteConnectOptions =
            format!("sqlite://{}", folder.path().join("t.db").display()).parse().unwrap();
        options = options.busy_timeout(Duration::ZERO);
        let mut other = SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
        assert_eq!(store.presets(PageRequest::default()).await.unwrap().entries.len(), 1);
        let refused = store.create_preset("new", "", &MultiTargetConfig::default()).await;
        assert!(matches!(refused, Err(StoreError::Busy(_))), "{refused:?}");
        sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
        store.create_preset("new", "", &MultiTargetConfig::default()).await.unwrap();
    }
}
