//! Why settings cannot be used: the key, where it stands and what to do.

use figment::error::Kind;
use std::path::PathBuf;
use thiserror::Error;

/// What is wrong with the settings.
#[derive(Debug, Error)]
pub(crate) enum SettingsError {
    /// A file was named that is not there.
    #[error("there is no settings file {}; check --config", .0.display())]
    NoFile(PathBuf),
    /// One line per setting that is unknown, malformed or out of range.
    #[error("the settings cannot be used:\n  {}", .0.join("\n  "))]
    Invalid(Vec<String>),
}

impl SettingsError {
    pub(super) fn from_figment(error: figment::Error) -> Self {
        Self::Invalid(error.into_iter().map(|error| describe(&error)).collect())
    }
}

fn describe(error: &figment::Error) -> String {
    let place = error.metadata.as_ref().map_or_else(String::new, |metadata| {
        let source = metadata.source.as_ref().and_then(|source| source.file_path());
        source.map_or_else(|| format!(" ({})", metadata.name), |file| format!(" (in {})", file.display()))
    });
    let problem = match &error.kind {
        Kind::UnknownField(field, known) => match crate::input::nearest(field, known.iter().copied()) {
            Some(nearest) => format!("there is no such setting; did you mean {nearest:?}? Otherwise remove it"),
            None => "there is no such setting; remove it".to_owned(),
        },
        Kind::UnknownVariant(word, known) => format!("{word:?} is not one of {}; use one of them", known.join(", ")),
        Kind::InvalidType(actual, expected) | Kind::InvalidValue(actual, expected) => {
            format!("must be {expected}, is {actual}")
        }
        other => other.to_string(),
    };
    match error.path.is_empty() {
        true => format!("{problem}{place}"),
        false => format!("{}: {problem}{place}", error.path.join(".")),
    }
}
