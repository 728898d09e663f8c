//! What can go wrong with what is kept, in sentences that say what to do next.

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, SqlErr};
use std::{io, path::PathBuf};
use thiserror::Error;

/// A failure of the store. Its text never holds database text or a secret; the database's own error
/// is the [`source`](std::error::Error::source), for the log.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Nothing is kept under that number or slug.
    #[error("there is no {what}; it may have been deleted, so reload the list")]
    NotFound {
        /// For example `preset 7`.
        what: String,
    },
    /// Another of its kind has that name.
    #[error("the {what} name {name:?} is already taken; choose another name")]
    NameTaken {
        /// `target`, `funnel` or `preset`.
        what: &'static str,
        /// The name that is taken.
        name: String,
    },
    /// Another run already goes on with that backfill; two would send the same visits.
    #[error("another run has already continued run {id}; continue that one instead")]
    Continued {
        /// The run that was to be continued.
        id: i64,
    },
    /// Another run goes on with that backfill and depends on it.
    #[error("another run has continued run {id} and needs it; delete that one first")]
    Needed {
        /// The run that was to be deleted.
        id: i64,
    },
    /// A token cannot be read, or the key is unusable; the text says what to do.
    #[error("{0}")]
    Secret(String),
    /// Something kept cannot be understood, for example because a newer version wrote it.
    #[error("the stored {what} cannot be read; run the version of Trackstorm that saved it, or delete it")]
    Corrupt {
        /// For example `configuration of preset 7`.
        what: String,
    },
    /// The database file's folder cannot be made.
    #[error("the database folder {} cannot be created: {source}; create it or change the database URL", .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The database cannot be opened or brought up to date.
    #[error(
        "the database cannot be opened; check that the database URL has the form sqlite://data/trackstorm.db?mode=rwc, \
         that the file and its folder can be written, and that no newer version of Trackstorm has used it"
    )]
    Open(#[source] DbErr),
    /// The database refused or failed.
    #[error("the database could not do that; try again, and look into the server's log if it persists")]
    Database(#[source] DbErr),
    /// Somebody else has held the database for as long as anybody waits for it.
    #[error("the database is locked by another program, or its disk is too slow, so nothing was done; try again soon")]
    Busy(#[source] DbErr),
    /// What was to be kept did not fit, or could not be written.
    #[error("the disk that holds the database is full or failing, so nothing was changed; make room, then try again")]
    NotWritten(#[source] DbErr),
    /// Another server has the database.
    #[error(
        "the database {} is in use by another server of Trackstorm ({owner}); stop that one, or give this one a \
         database of its own with TRACKSTORM_DATABASE_URL", .path.display()
    )]
    Owned {
        /// The database.
        path: PathBuf,
        /// Who has it, in words.
        owner: String,
    },
    /// Nobody can tell whether another server has the database.
    #[error("the lock {} cannot be taken: {source}; make it and its folder writable", .path.display())]
    Lock {
        /// The lock file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A backup could not be made or restored; the text says what to do.
    #[error("{0}")]
    Copy(String),
}

/// What every call of the store returns.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

impl StoreError {
    pub(crate) fn not_found(kind: &str, key: impl std::fmt::Display) -> Self {
        Self::NotFound { what: format!("{kind} {key}") }
    }

    pub(crate) fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt { what: what.into() }
    }

    /// Turns the breach of a unique column into [`Self::NameTaken`], anything else into
    /// [`Self::Database`].
    pub(crate) fn naming(what: &'static str, name: &str) -> impl FnOnce(DbErr) -> Self {
        move |error| match violates_unique(&error, "name") {
            true => Self::NameTaken { what, name: name.to_owned() },
            false => error.into(),
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        // Primary result codes, sqlite.org/rescode.html.
        match primary_code(&error) {
            Some(5 | 6) => Self::Busy(error),
            Some(10 | 13) => Self::NotWritten(error),
            _ if matches!(error, DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)) => Self::Busy(error),
            _ => Self::Database(error),
        }
    }
}

/// What SQLite said, without the details.
fn primary_code(error: &DbErr) -> Option<u32> {
    let (DbErr::Conn(RuntimeErr::SqlxError(cause))
    | DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))) = error
    else {
        return None;
    };
    let code: u32 = cause.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}

/// Whether `error` says that a value of the unique `column` is already there. SQLite names it as
/// `presets.slug`, PostgreSQL by its constraint, `presets_slug_key`.
pub(crate) fn violates_unique(error: &DbErr, column: &str) -> bool {
    matches!(
        error.sql_err(),
        Some(SqlErr::UniqueConstraintViolation(text))
            if text.contains(&format!(".{column}")) || text.contains(&format!("_{column}_key"))
    )
}
