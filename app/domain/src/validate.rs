//! What a configuration must satisfy, all findings at once; the editor, the REST API and the command
//! line show these very sentences.

mod limits;
mod targets;

use crate::{
    config::MultiTargetConfig,
    error::{FieldError, InvalidConfig},
};

/// The findings about one configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validation {
    /// What makes it unusable.
    pub errors: Vec<FieldError>,
    /// What is allowed but probably not meant.
    pub warnings: Vec<FieldError>,
}

impl Validation {
    /// Checks a configuration that is to be stored: a run may not be possible yet because every
    /// target is disabled. Expects a [normalised](MultiTargetConfig::normalise) configuration.
    pub fn for_storing(config: &MultiTargetConfig) -> Self {
        let mut found = Self::default();
        targets::check(config, &mut found);
        limits::check(config, &mut found);
        found
    }

    /// Checks a configuration that is to be run.
    pub fn for_running(config: &MultiTargetConfig) -> Self {
        let mut found = Self::for_storing(config);
        if !config.targets.is_empty() && config.enabled_targets().next().is_none() {
            found.error("targets", "every target is disabled; enable at least one");
        }
        found
    }

    /// `Ok` when there is no error.
    ///
    /// # Errors
    /// All of them, as one [`InvalidConfig`].
    pub fn into_result(self) -> Result<(), InvalidConfig> {
        if self.errors.is_empty() { Ok(()) } else { Err(InvalidConfig(self.errors)) }
    }

    fn error(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.errors.push(FieldError::new(field, message));
    }

    fn warning(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.warnings.push(FieldError::new(field, message));
    }
}

#[cfg(test)]
mod tests;
