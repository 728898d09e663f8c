//! Presets.

use super::config::Configs;
use crate::{
    blocking::run_blocking_in_turn,
    errors, plan,
    stored_tokens::{self, Which},
};
use app::{
    error::AppError,
    services::{ConfigService, OnlyIf, PresetDraft, PresetService},
};
use async_trait::async_trait;
use domain::{
    FieldError, MultiTargetConfig, Page, PageRequest, Preset, PresetSummary, Target, messages::TextFinding, plain_text,
};
use store::Store;

const LONGEST_NAME: usize = 100;
const LONGEST_DESCRIPTION: usize = 500;

/// Presets in the store.
pub(super) struct Presets {
    store: Store,
    configs: Configs,
    /// Held while a preset is changed, from the look at what is stored on.
    changes: tokio::sync::Mutex<()>,
}

impl Presets {
    pub(super) fn new(store: Store, configs: Configs) -> Self {
        Self { store, configs, changes: tokio::sync::Mutex::default() }
    }

    /// Checks a draft whose configuration may keep tokens of `stored`, what it replaces, and borrow those of
    /// the working configuration.
    async fn settle(&self, draft: &mut PresetDraft, stored: &[Target]) -> Result<(), AppError> {
        let mut errors = check_texts(draft);
        if let Some(mut config) = draft.config.take() {
            let working = self.configs.stored_targets().await?;
            let stored = stored.to_vec();
            let (config, found) = run_blocking_in_turn(move || {
                let found = stored_tokens::settle(&mut config, &stored, &working, plan::check_for_storing);
                (config, found)
            })
            .await?;
            draft.config = Some(config);
            errors.extend(stored_tokens::settled(found, "config.").err().map(|error| error.fields).unwrap_or_default());
        }
        if errors.is_empty() { Ok(()) } else { Err(AppError::invalid(errors)) }
    }
}

fn check_texts(draft: &mut PresetDraft) -> Vec<FieldError> {
    draft.name = draft.name.trim().to_owned();
    draft.description = draft.description.trim().to_owned();
    let mut errors = Vec::new();
    let length = draft.name.chars().count();
    if length == 0 || length > LONGEST_NAME {
        let finding = TextFinding::LengthNotBetween { least: 1, most: LONGEST_NAME, has: Some(length) };
        errors.push(FieldError::new("name", finding));
    }
    let objections = [
        ("name", plain_text::objection(&draft.name)),
        ("description", plain_text::objection_to_lines(&draft.description)),
    ];
    errors.extend(objections.into_iter().filter_map(|(field, finding)| Some(FieldError::new(field, finding?))));
    let length = draft.description.chars().count();
    if length > LONGEST_DESCRIPTION {
        let finding = TextFinding::TextTooLong { most: LONGEST_DESCRIPTION, has: Some(length) };
        errors.push(FieldError::new("description", finding));
    }
    errors
}

#[async_trait]
impl PresetService for Presets {
    async fn presets(&self, page: PageRequest) -> Result<Page<PresetSummary>, AppError> {
        self.store.presets(page).await.map_err(errors::store)
    }

    async fn preset_named(&self, name: &str) -> Result<Option<Preset>, AppError> {
        self.store.preset_named(name).await.map_err(errors::store)
    }

    async fn preset(&self, id: i64) -> Result<Preset, AppError> {
        self.store.preset(id).await.map_err(errors::store)
    }

    async fn preset_by_slug(&self, slug: &str) -> Result<Preset, AppError> {
        self.store.preset_by_slug(slug).await.map_err(errors::store)
    }

    async fn create_preset(&self, mut draft: PresetDraft) -> Result<Preset, AppError> {
        if draft.config.is_none() {
            draft.config = Some(self.configs.config().await?);
        }
        self.settle(&mut draft, &[]).await?;
        let config = draft.config.unwrap_or_default();
        self.store.create_preset(&draft.name, &draft.description, &config).await.map_err(errors::store)
    }

    async fn update_preset(
        &self,
        id: i64,
        mut draft: PresetDraft,
        keep_config: bool,
        only_if: OnlyIf<Preset>,
    ) -> Result<Preset, AppError> {
        let _one_at_a_time = self.changes.lock().await;
        let old = self.preset(id).await?;
        only_if.check(&old)?;
        if keep_config {
            draft.config = None;
        } else if draft.config.is_none() {
            draft.config = Some(self.configs.config().await?);
        }
        self.settle(&mut draft, &old.config.targets).await?;
        let PresetDraft { name, description, config } = draft;
        self.store.update_preset(id, &name, &description, config.as_ref()).await.map_err(errors::store)
    }

    async fn duplicate_preset(&self, id: i64) -> Result<Preset, AppError> {
        // A copy of the same preset at the same time would choose the same name.
        let _one_at_a_time = self.changes.lock().await;
        let original = self.preset(id).await?;
        let closed = stored_tokens::unreadable(&original.config, Which::All);
        if !closed.is_empty() {
            return Err(AppError::invalid(closed));
        }
        // Leaves room for " (copy)" and a number.
        let base: String = original.name.chars().take(LONGEST_NAME - 20).collect();
        let name = self.store.free_preset_name(&format!("{base} (copy)")).await.map_err(errors::store)?;
        self.store.create_preset(&name, &original.description, &original.config).await.map_err(errors::store)
    }

    async fn delete_preset(&self, id: i64, only_if: OnlyIf<Preset>) -> Result<(), AppError> {
        let _one_at_a_time = self.changes.lock().await;
        if only_if.asks() {
            only_if.check(&self.preset(id).await?)?;
        }
        self.store.delete_preset(id).await.map_err(errors::store)
    }

    async fn load_preset(&self, id: i64) -> Result<MultiTargetConfig, AppError> {
        let preset = self.preset(id).await?;
        self.configs.load_config(Box::new(|_| preset.config)).await
    }
}
