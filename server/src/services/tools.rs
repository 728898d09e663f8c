//! Looking at visits before they are sent, and reading other programs' files.

use super::config::Configs;
use crate::{
    blocking::{run_blocking, run_blocking_in_turn},
    import, plan,
};
use app::{
    error::AppError,
    services::{ConfigService, ToolService},
};
use async_trait::async_trait;
use domain::{
    FieldError, Imported, MultiTargetConfig, Preview, Validation, config::MAX_TARGETS, fields, messages::Number,
    preview::MAX_PREVIEW_VISITS,
};

/// The tools; they change nothing.
pub(super) struct Tools {
    configs: Configs,
}

impl Tools {
    pub(super) fn new(configs: Configs) -> Self {
        Self { configs }
    }
}

#[async_trait]
impl ToolService for Tools {
    async fn preview(
        &self,
        mut config: MultiTargetConfig,
        visits: u32,
        stored_data: bool,
    ) -> Result<Preview, AppError> {
        if stored_data {
            let stored = self.configs.config().await?;
            (config.funnels, config.data_sets) = (stored.funnels, stored.data_sets);
        }
        config.targets.truncate(MAX_TARGETS);
        config.normalise();
        let mut errors = Validation::for_storing(&config).errors;
        // What visits look like does not depend on where they go.
        errors.retain(|error| error.field != "targets" && !error.field.starts_with("targets["));
        if !(1..=MAX_PREVIEW_VISITS).contains(&visits) {
            let range = fields::between(1.0, MAX_PREVIEW_VISITS.into());
            errors.extend(
                range.objection(Number::Whole(visits.into())).map(|finding| FieldError::new("visits", finding)),
            );
        }
        if !errors.is_empty() {
            return Err(AppError::invalid(errors));
        }
        let seed = plan::seed(&config);
        run_blocking(move || plan::preview(&config, seed, visits)).await
    }

    async fn import(&self, text: String) -> Result<Imported, AppError> {
        let read = run_blocking_in_turn(move || import::import(&text)).await?;
        read.map_err(|finding| AppError::invalid(vec![FieldError::new("content", finding)]))
    }
}
