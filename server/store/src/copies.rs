//! A database copied whole: while a server uses it, and back in its place. Copying the file alone would miss what
//! is still in the write-ahead log.

use crate::{
    error::{Result, StoreError},
    open,
    owner::Owner,
    private::{self, Replacement},
};
use sea_orm::sqlx::{self, ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

/// How long a copy waits for a lock that somebody else holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// What SQLite keeps beside a database.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];

/// Writes all of the database at `url`, as it is at one moment, into the file `to`, which appears whole or not at
/// all. A server may be using the database.
///
/// # Errors
/// [`StoreError::Copy`] says why not and what to do; `to` is as it was then.
pub async fn backup(url: &str, to: &Path) -> Result<()> {
    let from = path(url)?;
    if !from.exists() {
        return Err(StoreError::Copy(format!("there is no database {}; check database.url", from.display())));
    }
    if same(&from, to) {
        return Err(StoreError::Copy(format!("{} is the database itself; name another file", to.display())));
    }
    copy(&from, to).await
}

/// Puts the backup `from` in the place of the database at `url`. Returns where the database is kept that was
/// there, if there was one.
///
/// # Errors
/// [`StoreError::Owned`] while a server uses the database; [`StoreError::Copy`] says why else not. The database is
/// as it was then.
pub async fn restore(url: &str, from: &Path) -> Result<Option<PathBuf>> {
    let to = path(url)?;
    if same(from, &to) {
        return Err(StoreError::Copy(format!("{} is the database itself; name a backup", from.display())));
    }
    if !from.is_file() {
        return Err(StoreError::Copy(format!("there is no backup {}; check its name", from.display())));
    }
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        private::make_folder(folder).map_err(|source| StoreError::Folder { path: folder.to_owned(), source })?;
    }
    let _owner = Owner::take(&to)?;
    check(from).await?;
    let new = private::beside(&to, ".restored");
    copy(from, &new).await?;
    let placed = set_aside(&to).and_then(|aside| fs::rename(&new, &to).map(|()| aside));
    let placed = placed.and_then(|aside| private::sync_folder(&to).map(|()| aside));
    placed.map_err(|error| cannot_write(&to, &error))
}

fn path(url: &str) -> Result<PathBuf> {
    open::file(url).ok_or_else(|| {
        StoreError::Copy("only SQLite files can be copied; check database.url (TRACKSTORM_DATABASE_URL)".to_owned())
    })
}

/// Whether both are one file.
fn same(one: &Path, other: &Path) -> bool {
    matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

async fn connect(path: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(BUSY_TIMEOUT).disable_statement_logging();
    SqliteConnection::connect_with(&options).await.map_err(|error| cannot_read(path, &error))
}

/// Refuses what is no database of ours.
async fn check(path: &Path) -> Result<()> {
    let mut db = connect(path).await?;
    let known = sqlx::query("SELECT 1 FROM seaql_migrations, presets, runs LIMIT 0").execute(&mut db).await;
    // It was only read.
    let _ = db.close().await;
    known.map(drop).map_err(|error| cannot_read(path, &error))
}

/// Reads `from` whole into `to`, with what is in its log (sqlite.org/lang_vacuum.html#vacuuminto).
async fn copy(from: &Path, to: &Path) -> Result<()> {
    // The empty file decides who may read the copy.
    let new = Replacement::begin(to).map_err(|error| cannot_write(to, &error))?;
    let mut db = connect(from).await?;
    let place = new.place().to_string_lossy().into_owned();
    let copied = sqlx::query("VACUUM INTO ?").bind(place).execute(&mut db).await;
    // What was copied is complete, whatever closing says.
    let _ = db.close().await;
    copied.map_err(|error| cannot_read(from, &error))?;
    new.finish().map_err(|error| cannot_write(to, &error))
}

/// Gives the database another name, with what belongs to it.
fn set_aside(path: &Path) -> io::Result<Option<PathBuf>> {
    if !path.exists() {
        return Ok(None);
    }
    let moment = chrono::Utc::now().format("%Y%m%dT%H%M%S%.3fZ");
    let aside = private::beside(path, &format!(".before-{moment}"));
    for part in PARTS {
        match fs::rename(private::beside(path, part), private::beside(&aside, part)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            other => other?,
        }
    }
    Ok(Some(aside))
}

fn cannot_read(path: &Path, error: &sqlx::Error) -> StoreError {
    tracing::error!(%error, "the database cannot be copied");
    StoreError::Copy(format!(
        "{} cannot be copied: it is no database of Trackstorm, is damaged or locked, or there is no room for the copy",
        path.display()
    ))
}

fn cannot_write(path: &Path, error: &io::Error) -> StoreError {
    StoreError::Copy(format!(
        "{} cannot be written: {error}; name another file, or make its folder writable",
        path.display()
    ))
}
