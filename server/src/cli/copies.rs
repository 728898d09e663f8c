//! `trackstorm backup` and `trackstorm restore`: the database and the key to its tokens.

use super::{Exit, failed, say};
use crate::settings::Settings;
use clap::Args;
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};
use store::{Replacement, StoreError};

/// What can be said about a backup.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The backup; the key is kept beside it, in FILE.key
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Leave out the key: the stored tokens can be read only with the key file of this server
    #[arg(long)]
    without_key: bool,
    /// The settings file; without this, Leptos.toml in the working directory if there is one
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Options {
    fn settings(&self) -> Result<Settings, Exit> {
        Settings::load(self.config.as_deref()).map_err(|error| failed(Exit::BadConfiguration, error))
    }

    fn key(&self) -> PathBuf {
        let mut name = self.file.as_os_str().to_owned();
        name.push(".key");
        name.into()
    }
}

/// Writes the database, which a server may be using, into a file.
pub(super) async fn backup(options: Options) -> Exit {
    match attempt_backup(&options).await {
        Ok(()) => Exit::Done,
        Err(exit) => exit,
    }
}

async fn attempt_backup(options: &Options) -> Result<(), Exit> {
    let settings = options.settings()?;
    let key = settings.secret_key_file();
    store::backup(&settings.database.url, &options.file).await.map_err(failure)?;
    if !options.without_key {
        copy_private(&key, &options.key()).map_err(|error| {
            let problem = format!("the key {} cannot be copied to {}: {error}", key.display(), options.key().display());
            failed(Exit::Failed, format!("{problem}; make both accessible, or leave it out with --without-key"))
        })?;
    }
    say(format_args!("The database is in {}.", options.file.display()));
    match options.without_key {
        true => say(format_args!("Its tokens can be read only with {}, which is not in it.", key.display())),
        false => say(format_args!("The key to its tokens is in {}: keep both from others.", options.key().display())),
    }
    Ok(())
}

/// Puts a backup in the place of the database, which no server may be using.
pub(super) async fn restore(options: Options) -> Exit {
    match attempt_restore(&options).await {
        Ok(()) => Exit::Done,
        Err(exit) => exit,
    }
}

async fn attempt_restore(options: &Options) -> Result<(), Exit> {
    let settings = options.settings()?;
    // Locked until the key is in place, too.
    let restored = store::restore(&settings.database.url, &options.file).await.map_err(failure)?;
    say(format_args!("The database is that of {} again.", options.file.display()));
    if let Some(aside) = &restored.aside {
        say(format_args!("The one before is kept as {}.", aside.display()));
    }
    let from = options.key();
    let to = settings.secret_key_file();
    if options.without_key || !from.exists() {
        say(format_args!("The key {} stays as it is.", to.display()));
        return Ok(());
    }
    restore_key(&from, &to, restored.aside.as_deref()).map_err(|error| {
        let places = format!("the key {} cannot be copied to {}", from.display(), to.display());
        failed(Exit::Failed, format!("the database is restored, but {places}: {error}; copy it yourself"))
    })
}

/// Puts the key `from` in the place of `to`; another key that was there is kept beside the database `aside`.
fn restore_key(from: &Path, to: &Path, aside: Option<&Path>) -> io::Result<()> {
    if to.exists() && fs::read(to)? != fs::read(from)? {
        let mut kept = aside.unwrap_or(to).as_os_str().to_owned();
        kept.push(".key");
        copy_private(to, Path::new(&kept))?;
        say(format_args!("The key before is kept as {}.", Path::new(&kept).display()));
    }
    copy_private(from, to)?;
    say(format_args!("The key is in {}.", to.display()));
    Ok(())
}

/// Copies a small file into one that only its owner reads.
fn copy_private(from: &Path, to: &Path) -> io::Result<()> {
    let content = fs::read(from)?;
    let mut copy = Replacement::begin(to)?;
    copy.write_all(&content)?;
    copy.finish()
}

fn failure(error: StoreError) -> Exit {
    failed(Exit::Failed, error)
}
