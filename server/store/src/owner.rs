//! A database has one server. Its owner holds an exclusive lock on a file beside the database, which says who that
//! is; the system takes the lock away with the process, however that ends. The file stays: removing it would leave
//! a moment in which two servers lock two files of the same name.
//!
//! On a PostgreSQL server a row with a heartbeat will have to do the same.

use crate::{
    error::{Result, StoreError},
    private,
};
use parking_lot::Mutex;
use std::{
    fs::{self, File, TryLockError},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};
use tokio::task::AbortHandle;

/// How often the owner says that it is still there.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// The right to a database, until [`Owner::release`] or the end of the process.
#[derive(Debug, Default)]
pub(crate) struct Owner(Mutex<Option<Held>>);

#[derive(Debug)]
struct Held {
    file: File,
    heart: AbortHandle,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.heart.abort();
        // The clone that beats may live a moment longer and would keep the lock.
        if let Err(error) = self.file.unlock() {
            tracing::warn!(%error, "the lock on the database is given back only at the end of this process");
        }
    }
}

impl Owner {
    /// Takes the database at `path` for this process.
    ///
    /// # Errors
    /// [`StoreError::Owned`] says who has it, [`StoreError::Lock`] why the lock does not work.
    pub(crate) fn take(path: &Path) -> Result<Self> {
        // Whoever comes over a link means the same database.
        let place = private::with_suffix(&private::real(path), ".lock");
        let unusable = |source: io::Error| StoreError::Lock { path: place.clone(), source };
        let opened = private::options().read(true).write(true).create(true).truncate(false).open(&place);
        let mut file = opened.map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Owned { path: path.to_owned(), owner: read(&mut file) });
            }
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
        introduce(&mut file).map_err(unusable)?;
        let heart = tokio::spawn(beat(file.try_clone().map_err(unusable)?)).abort_handle();
        Ok(Self(Mutex::new(Some(Held { file, heart }))))
    }

    /// Leaves the database to others.
    pub(crate) fn release(&self) {
        drop(self.0.lock().take());
    }
}

/// Says in the file's time of change that its owner is alive, for people and for file systems shared by machines.
async fn beat(file: File) {
    let mut due = tokio::time::interval(HEARTBEAT);
    loop {
        due.tick().await;
        // It is only for information; the lock is what counts.
        let _ = file.set_modified(SystemTime::now());
    }
}

fn introduce(file: &mut File) -> io::Result<()> {
    let since = jiff::Timestamp::now();
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "process {} on {}, since {since:.0}", std::process::id(), host())
}

/// Who holds the lock, as far as the file tells.
fn read(file: &mut File) -> String {
    let mut text = String::new();
    // Whatever cannot be read is left out of the sentence.
    let _ = Read::by_ref(file).take(1_000).read_to_string(&mut text);
    let text = text.trim();
    let text = if text.is_empty() { "it does not say who it is" } else { text };
    let age = file.metadata().and_then(|data| data.modified()).ok().and_then(|time| time.elapsed().ok());
    age.map_or_else(|| text.to_owned(), |age| format!("{text}, last sign of life {} s ago", age.as_secs()))
}

fn host() -> String {
    let named = ["/proc/sys/kernel/hostname", "/etc/hostname"].map(PathBuf::from);
    let read = named.iter().find_map(|file| fs::read_to_string(file).ok());
    read.map_or_else(|| "this machine".to_owned(), |name| name.trim().to_owned())
}
