//! The settings file as a source of settings.

use figment::{
    Error, Metadata, Profile, Provider,
    value::{Dict, Map},
};
use std::{fs, path::PathBuf};

/// A file of TOML, read with the parser that leptos brings along; figment's own is an older one.
pub(super) struct TomlFile(pub PathBuf);

impl Provider for TomlFile {
    fn metadata(&self) -> Metadata {
        Metadata::from("TOML file", self.0.as_path())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, Error> {
        let text = fs::read_to_string(&self.0).map_err(|error| error.to_string())?;
        let sections = toml::from_str(&text).map_err(|error| error.to_string())?;
        Ok(Map::from([(Profile::Default, sections)]))
    }
}
