//! What a configuration must satisfy, all findings at once; the editor, the REST API and the command
//! line show the very same.

mod content;
mod funnels;
mod health;
mod limits;
mod measured;
mod rules;
mod shape;
mod size;
mod targets;
mod volume;

pub use size::too_many;

use crate::{
    backfill::Window,
    config::MultiTargetConfig,
    date::Date,
    error::{FieldError, InvalidConfig},
    messages::{Message, TargetFinding},
};

/// The most errors, and the most warnings, that are reported at once.
pub const MOST_FINDINGS: usize = 1_000;

/// The findings about one configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validation {
    /// What makes it unusable.
    pub errors: Vec<FieldError>,
    /// What is allowed but probably not meant.
    pub warnings: Vec<FieldError>,
}

impl Validation {
    /// Checks a configuration before it is stored: a run may not be possible yet because every
    /// target is disabled. Expects a [normalised](MultiTargetConfig::normalise) configuration.
    pub fn for_storing(config: &MultiTargetConfig) -> Self {
        let mut found = size::check(config);
        if !found.errors.is_empty() {
            return found;
        }
        targets::check(config, &mut found);
        limits::check(config, &mut found);
        rules::check(config, &mut found);
        health::warnings(config, &mut found);
        shape::check(&config.load_shape, &mut found);
        content::check(config, &mut found);
        measured::check(config, &mut found);
        funnels::check(&config.funnels, &mut found);
        volume::warnings(config, &mut found);
        found.errors.truncate(MOST_FINDINGS);
        found.warnings.truncate(MOST_FINDINGS);
        found
    }

    /// Checks a configuration before it is run.
    pub fn for_running(config: &MultiTargetConfig) -> Self {
        let mut found = Self::for_storing(config);
        if !config.targets.is_empty() && config.enabled_targets().next().is_none() {
            found.error("targets", TargetFinding::EveryTargetDisabled);
        }
        if config.backfill_enabled {
            for (index, target) in
                config.enabled_targets().filter(|(_, target)| target.token().is_none() && !target.has_token)
            {
                found.error(
                    format!("targets[{index}].token_auth"),
                    TargetFinding::BackfillNeedsToken { target: target.name.clone() },
                );
            }
        }
        found
    }

    /// Checks a configuration before it is run on the day `today` in its time zone.
    pub fn for_running_on(config: &MultiTargetConfig, today: Date) -> Self {
        let mut found = Self::for_running(config);
        if config.backfill_enabled
            && let Err(errors) = Window::of(config, today)
        {
            // What is wrong on every day has been found already.
            let known: Vec<_> = found.errors.iter().map(|error| error.field.clone()).collect();
            found.errors.extend(errors.into_iter().filter(|error| !known.contains(&error.field)));
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

    pub(crate) fn error(&mut self, field: impl Into<String>, message: impl Into<Message>) {
        self.errors.push(FieldError::new(field, message));
    }

    fn warning(&mut self, field: impl Into<String>, message: impl Into<Message>) {
        self.warnings.push(FieldError::new(field, message));
    }
}

#[cfg(test)]
mod tests;
