//! The server's settings: defaults, then Leptos.toml, then the environment; every problem is named by
//! its key together with what to write instead.

mod address;
mod base_path;
mod environment;
mod file;
mod problem;
mod sections;
#[cfg(test)]
mod tests;

pub(crate) use problem::SettingsError;
pub(crate) use sections::{DatabaseSettings, EngineSettings, LogFormat, SecuritySettings, ServerSettings};

use figment::{Figment, providers::Serialized};
use file::TomlFile;
use leptos_config::LeptosOptions;
use sections::{LeptosSettings, Sections};
use std::path::{Path, PathBuf};

/// The file read when none is named; it may be missing.
pub(crate) const DEFAULT_FILE: &str = "Leptos.toml";

/// All settings of the server, validated.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Where the site is, and the listen address.
    pub leptos: LeptosOptions,
    /// Logging.
    pub server: ServerSettings,
    /// Where things are kept.
    pub database: DatabaseSettings,
    /// How runs are carried out.
    pub engine: EngineSettings,
    /// Limits and secrets.
    pub security: SecuritySettings,
    /// Settings in the environment that nothing reads, for a warning in the log.
    pub ignored_variables: Vec<String>,
}

impl Settings {
    /// Reads `file` (or [`DEFAULT_FILE`], if it is there) and this process's environment.
    ///
    /// # Errors
    /// [`SettingsError`] with every setting that is unknown, malformed or out of range.
    pub(crate) fn load(file: Option<&Path>) -> Result<Self, SettingsError> {
        let path = match file {
            Some(path) if !path.is_file() => return Err(SettingsError::NoFile(path.to_owned())),
            Some(path) => path.to_owned(),
            None => PathBuf::from(DEFAULT_FILE),
        };
        Self::from_sources(&path, std::env::vars())
    }

    fn from_sources(file: &Path, variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, SettingsError> {
        let environment = environment::read(variables);
        let mut figment = Figment::from(Serialized::defaults(Sections::default()));
        if file.is_file() {
            figment = figment.merge(TomlFile(file.to_owned()));
        }
        for (key, value) in environment.values {
            figment = figment.merge(environment::Variable::new(key, value));
        }
        let sections: Sections = figment.extract_lossy().map_err(SettingsError::from_figment)?;
        let problems = sections.problems();
        if !problems.is_empty() {
            return Err(SettingsError::Invalid(problems));
        }
        let Sections { leptos, server, database, engine, security } = sections;
        let ignored_variables = environment.ignored;
        Ok(Self { leptos: leptos.into_options(), server, database, engine, security, ignored_variables })
    }

    /// Where the key to the stored tokens is: as set, else beside the database file, else under `data/`.
    pub(crate) fn secret_key_file(&self) -> PathBuf {
        if let Some(file) = &self.security.secret_key_file {
            return file.clone();
        }
        let name = "trackstorm.key";
        self.database.file().map_or_else(|| Path::new("data").join(name), |file| file.with_file_name(name))
    }
}

impl LeptosSettings {
    /// What cargo-leptos says of the names: beside the program, where it was built along with what the browser loads.
    fn hash_file(&self) -> Option<PathBuf> {
        let program = std::env::current_exe().ok()?;
        Some(program.parent()?.join(&self.hash_file_name))
    }

    fn into_options(self) -> LeptosOptions {
        let is_hashed = self.hash_files && self.hash_file().is_some_and(|file| file.is_file());
        LeptosOptions::builder()
            .output_name(self.output_name)
            .site_root(self.site_root)
            .site_pkg_dir(self.site_pkg_dir)
            .env(self.env)
            .site_addr(self.site_addr)
            .reload_port(self.reload_port)
            .reload_external_port(self.reload_external_port)
            .reload_ws_protocol(self.reload_ws_protocol.into())
            .hash_files(is_hashed)
            .hash_file(self.hash_file_name.into())
            .build()
    }
}
