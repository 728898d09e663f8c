//! A database copied whole: while a server uses it, and back in its place. Copying the file alone would miss what
//! is still in the write-ahead log.

use crate::{
    error::{Result, StoreError},
    open,
    owner::Owner,
    private::{self, PARTS, Replacement},
};
use sea_orm::sqlx::{self, ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

/// How long a copy waits for a lock that somebody else holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// A database that was put in place. It is nobody else's until this is dropped, so that what belongs to it can follow.
#[derive(Debug)]
pub struct Restored {
    /// Where the database is kept that was there, if there was one.
    pub aside: Option<PathBuf>,
    _owner: Owner,
}

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

/// Puts the backup `from` in the place of the database at `url`.
///
/// # Errors
/// [`StoreError::Owned`] while a server uses the database; [`StoreError::Copy`] says why else not. The database is
/// as it was then.
pub async fn restore(url: &str, from: &Path) -> Result<Restored> {
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
    // SQLite keeps the log beside the database itself, not beside a link to it.
    let to = private::real(&to);
    let owner = Owner::take(&to)?;
    check(from).await?;
    let new = private::with_suffix(&to, ".restored");
    copy(from, &new).await?;
    let placed = set_aside(&to).and_then(|aside| fs::rename(&new, &to).map(|()| aside));
    let placed = placed.and_then(|aside| private::sync_folder(&to).map(|()| aside));
    let aside = placed.map_err(|error| cannot_write(&to, &error))?;
    Ok(Restored { aside, _owner: owner })
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
    let place = new.place().to_str().map(str::to_owned).ok_or_else(|| {
        StoreError::Copy(format!("{} is no name that SQLite can be told; name a file in UTF-8", to.display()))
    })?;
    let mut db = connect(from).await?;
    let copied = sqlx::query("VACUUM INTO ?").bind(place).execute(&mut db).await;
    // What was copied is complete, whatever closing says.
    let _ = db.close().await;
    copied.map_err(|error| cannot_read(from, &error))?;
    remove_logs(to).and_then(|()| new.finish()).map_err(|error| cannot_write(to, &error))
}

/// Removes what is left beside `path` of another database: SQLite would take it for a part of the new one.
fn remove_logs(path: &Path) -> io::Result<()> {
    let path = private::real(path);
    for log in PARTS.iter().filter(|part| !part.is_empty()) {
        match fs::remove_file(private::with_suffix(&path, log)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            other => other?,
        }
    }
    Ok(())
}

/// Gives the database another name, with what belongs to it; also what is there without the database.
fn set_aside(path: &Path) -> io::Result<Option<PathBuf>> {
    if !PARTS.iter().any(|part| private::with_suffix(path, part).exists()) {
        return Ok(None);
    }
    let moment = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%S%.3fZ");
    let aside = private::with_suffix(path, &format!(".before-{moment}"));
    for part in PARTS {
        match fs::rename(private::with_suffix(path, part), private::with_suffix(&aside, part)) {
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
