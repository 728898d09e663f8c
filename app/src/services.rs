//! What the UI needs of the server, as traits, so that the UI depends on neither database nor engine.
//!
//! The server puts one [`Services`] into every request's context; server functions and REST handlers
//! call the same methods, so they cannot disagree.

mod only_if;

pub use only_if::OnlyIf;

use crate::{api::demo::DemoFault, error::AppError};
use async_trait::async_trait;
use domain::{
    DataSetContent, DataSetKind, DataSetReport, DataSetSummary, Funnel, Imported, MultiTargetConfig, Page, PageRequest,
    Preset, PresetSummary, Preview, PreviewVisit, RunFilter, RunLabels, RunReport, RunSummary, SeriesPoint, StartedBy,
    StatusSnapshot, StoredFunnel, StoredTarget, Target, ValidationReport,
};
use leptos::prelude::use_context;
use std::sync::Arc;

/// Everything the UI can ask of the server.
#[derive(Clone)]
pub struct Services {
    /// The working configuration.
    pub config: Arc<dyn ConfigService>,
    /// Saved configurations.
    pub presets: Arc<dyn PresetService>,
    /// The engine and its history.
    pub runs: Arc<dyn RunService>,
    /// Funnels of the working configuration.
    pub funnels: Arc<dyn FunnelService>,
    /// Data sets of the working configuration.
    pub data_sets: Arc<dyn DataSetService>,
    /// Looking at visits before they are sent, and reading other programs' files.
    pub tools: Arc<dyn ToolService>,
    /// The demo, on a server that has it.
    pub demo: Option<Arc<dyn DemoService>>,
}

impl Services {
    /// The services of the current request.
    ///
    /// # Errors
    /// [`crate::error::ErrorCode::Unavailable`] outside of a request.
    pub fn from_context() -> Result<Self, AppError> {
        use_context().ok_or_else(|| {
            AppError::new(crate::error::ErrorCode::Unavailable, "The server is starting. Try again in a moment.")
        })
    }
}

/// From the working configuration, tokens included, to what takes its place.
pub type ConfigLoad = Box<dyn FnOnce(MultiTargetConfig) -> MultiTargetConfig + Send>;

/// From the stored working configuration, tokens included and without data sets, to the new one.
pub type SettingsChange = Box<dyn FnOnce(MultiTargetConfig) -> Result<MultiTargetConfig, AppError> + Send>;

/// From a stored target, token included, to the new one.
pub type TargetChange = Box<dyn FnOnce(Target) -> Result<Target, AppError> + Send>;

/// The working configuration: what the editor shows. Returned configurations never hold secrets
/// that could be serialised.
#[async_trait]
pub trait ConfigService: Send + Sync {
    /// The working configuration.
    async fn config(&self) -> Result<MultiTargetConfig, AppError>;
    /// As [`ConfigService::config`], but without its data sets, which can be megabytes and are not even read.
    async fn settings(&self) -> Result<MultiTargetConfig, AppError>;
    /// Replaces it, settling tokens against the stored ones; a run of the working configuration follows
    /// what it can, see [`domain::live_part`].
    async fn save_config(
        &self,
        config: MultiTargetConfig,
        only_if: OnlyIf<MultiTargetConfig>,
    ) -> Result<MultiTargetConfig, AppError>;
    /// Replaces it by what `change` makes of the stored one, which comes without data sets; its funnels and data sets
    /// stay as they are stored. No other change comes in between. For editors that do not show them. What is returned
    /// has the stored funnels and no data sets, as [`ConfigService::settings`].
    async fn change_settings(&self, change: SettingsChange) -> Result<MultiTargetConfig, AppError>;
    /// Makes what `load` gives, a preset, a built-in size or an imported file, the working configuration; no other
    /// change comes in between. That is no edit: a run that
    /// followed the one before goes on with what it has and follows no more. [`ConfigService::undo_load`] takes it
    /// back.
    async fn load_config(&self, load: ConfigLoad) -> Result<MultiTargetConfig, AppError>;
    /// Brings back what the latest load since the server's start replaced, and has the run follow it again that
    /// did before; `Conflict` when there is nothing to bring back, or when the configuration was changed since.
    async fn undo_load(&self) -> Result<MultiTargetConfig, AppError>;
    /// Whether a load would replace targets and settings that no preset has.
    async fn would_lose(&self) -> Result<bool, AppError>;
    /// What the active run follows, if that run follows the working configuration when it is saved: the same but
    /// for what waits for the next start.
    fn followed(&self) -> Option<Arc<MultiTargetConfig>>;
    /// Its targets with their ids.
    async fn targets(&self) -> Result<Vec<StoredTarget>, AppError>;
    /// One target.
    async fn target(&self, id: i64) -> Result<StoredTarget, AppError>;
    /// Adds a target at the end.
    async fn add_target(&self, target: Target) -> Result<StoredTarget, AppError>;
    /// Replaces a target.
    async fn replace_target(&self, id: i64, target: Target) -> Result<StoredTarget, AppError>;
    /// Replaces a target by what `change` makes of it; no other change comes in between.
    async fn change_target(&self, id: i64, change: TargetChange) -> Result<StoredTarget, AppError>;
    /// Removes a target.
    async fn delete_target(&self, id: i64, only_if: OnlyIf<StoredTarget>) -> Result<(), AppError>;
    /// Checks any configuration; with `connect` all its targets are probed at once, recording nothing.
    async fn validate(&self, config: MultiTargetConfig, connect: bool) -> Result<ValidationReport, AppError>;
}

/// What a preset is saved from.
#[derive(Clone, Debug)]
pub struct PresetDraft {
    /// 1–100 characters, unique.
    pub name: String,
    /// At most 500 characters.
    pub description: String,
    /// `None`: the working configuration, tokens included.
    pub config: Option<MultiTargetConfig>,
}

/// Saved configurations.
#[async_trait]
pub trait PresetService: Send + Sync {
    /// A part of all, newest change first; `NotFound` when there is none any more that it could come after.
    async fn presets(&self, page: PageRequest) -> Result<Page<PresetSummary>, AppError>;
    /// One by name, if there is one.
    async fn preset_named(&self, name: &str) -> Result<Option<Preset>, AppError>;
    /// One by number.
    async fn preset(&self, id: i64) -> Result<Preset, AppError>;
    /// One by the last part of its shareable address.
    async fn preset_by_slug(&self, slug: &str) -> Result<Preset, AppError>;
    /// Saves a new one; `Conflict` when the name is taken.
    async fn create_preset(&self, draft: PresetDraft) -> Result<Preset, AppError>;
    /// Changes name, description and (when given) configuration; the slug stays.
    async fn update_preset(
        &self,
        id: i64,
        draft: PresetDraft,
        keep_config: bool,
        only_if: OnlyIf<Preset>,
    ) -> Result<Preset, AppError>;
    /// A copy under a free name.
    async fn duplicate_preset(&self, id: i64) -> Result<Preset, AppError>;
    /// Removes one.
    async fn delete_preset(&self, id: i64, only_if: OnlyIf<Preset>) -> Result<(), AppError>;
    /// Makes it the working configuration, tokens included.
    async fn load_preset(&self, id: i64) -> Result<MultiTargetConfig, AppError>;
}

/// What to run.
#[derive(Clone, Debug)]
pub enum StartRequest {
    /// The working configuration.
    Working,
    /// The working configuration, which was loaded from the preset of this name; the run carries the name.
    WorkingNamed(String),
    /// This configuration, which is not stored.
    Config(Box<MultiTargetConfig>),
    /// A preset by number.
    Preset(i64),
}

/// From the configuration that a run follows, tokens included, to what it is to follow.
pub type RunChange = Box<dyn FnOnce(MultiTargetConfig) -> Result<MultiTargetConfig, AppError> + Send>;

/// From what is said of a run to what is to be said.
pub type RunLabelsChange = Box<dyn FnOnce(RunLabels) -> Result<RunLabels, AppError> + Send>;

/// The engine and its history.
#[async_trait]
pub trait RunService: Send + Sync {
    /// The current snapshot.
    fn status(&self) -> StatusSnapshot;
    /// The history of the run it speaks of, for the charts.
    fn history(&self) -> Vec<SeriesPoint>;
    /// Starts a run; `Conflict` while one is active.
    async fn start(&self, what: StartRequest, by: StartedBy) -> Result<StatusSnapshot, AppError>;
    /// Stops gracefully and answers when settled; without an active run the status as it is.
    async fn stop(&self) -> Result<StatusSnapshot, AppError>;
    /// Stops if needed, then starts what ran last. What cannot be started is refused before anything is stopped.
    async fn restart(&self, by: StartedBy) -> Result<StatusSnapshot, AppError>;
    /// No new visits until resumed; visits in progress finish. `Conflict` when nothing runs.
    async fn pause(&self) -> Result<StatusSnapshot, AppError>;
    /// Goes on with the paused run. `Conflict` when nothing is paused.
    async fn resume(&self) -> Result<StatusSnapshot, AppError>;
    /// The configuration that the active run follows now; `NotFound` when none is active.
    async fn active_config(&self) -> Result<MultiTargetConfig, AppError>;
    /// Changes what the active run follows, whatever it was started from, and returns that; no other change
    /// comes in between. Of a run of the working configuration that is the working configuration, which
    /// changes with it. `Invalid` also for fields that wait for the next start, see [`domain::live_part`];
    /// `Conflict` when nothing is running, and for a backfill.
    async fn change_run(&self, change: RunChange) -> Result<MultiTargetConfig, AppError>;
    /// Starts a run that sends what backfill `id` (stopped or interrupted) has not begun; no visit is
    /// ever begun twice. `Conflict` while a run is active or when nothing is left.
    async fn continue_backfill(&self, id: i64, by: StartedBy) -> Result<StatusSnapshot, AppError>;
    /// A part of the runs that `filter` looks for, newest first.
    async fn runs(&self, page: PageRequest, filter: &RunFilter) -> Result<Page<RunSummary>, AppError>;
    /// What is said of run `id`.
    async fn run_labels(&self, id: i64) -> Result<RunLabels, AppError>;
    /// Says of run `id` what `change` makes of what was said before, and returns that; no other change comes in between.
    /// `Invalid` with the fields at fault.
    async fn change_run_labels(&self, id: i64, change: RunLabelsChange) -> Result<RunLabels, AppError>;
    /// Removes a run from the history; `Conflict` while it is active, or when another run needs it.
    async fn delete_run(&self, id: i64) -> Result<(), AppError>;
    /// Brings back a run that was removed; `NotFound` when it is gone for good.
    async fn restore_run(&self, id: i64) -> Result<(), AppError>;
    /// Whether the last figures of a run could not be stored yet; they are tried again until they are.
    fn is_behind(&self) -> bool;
    /// One run.
    async fn run(&self, id: i64) -> Result<RunReport, AppError>;
}

/// From a stored funnel to the new one.
pub type FunnelChange = Box<dyn FnOnce(StoredFunnel) -> Result<Funnel, AppError> + Send>;

/// Funnels of the working configuration.
#[async_trait]
pub trait FunnelService: Send + Sync {
    /// All, in list order.
    async fn funnels(&self) -> Result<Vec<StoredFunnel>, AppError>;
    /// One.
    async fn funnel(&self, id: i64) -> Result<StoredFunnel, AppError>;
    /// Adds one at the end; `Conflict` when the name is taken.
    async fn add_funnel(&self, funnel: Funnel) -> Result<StoredFunnel, AppError>;
    /// Replaces one; `Conflict` when the name is another's.
    async fn replace_funnel(&self, id: i64, funnel: Funnel) -> Result<StoredFunnel, AppError>;
    /// Replaces one by what `change` makes of it; no other change comes in between.
    async fn change_funnel(&self, id: i64, change: FunnelChange) -> Result<StoredFunnel, AppError>;
    /// A copy under a free name, at the end.
    async fn duplicate_funnel(&self, id: i64) -> Result<StoredFunnel, AppError>;
    /// Removes one.
    async fn delete_funnel(&self, id: i64, only_if: OnlyIf<StoredFunnel>) -> Result<(), AppError>;
    /// The exact hits of a visit that takes `funnel` (not stored, checked first), under the working
    /// configuration.
    async fn preview_funnel(&self, funnel: Funnel) -> Result<PreviewVisit, AppError>;
}

/// Data sets of the working configuration. Events are read and written as JSON text, the others as the
/// text they are.
#[async_trait]
pub trait DataSetService: Send + Sync {
    /// All kinds, in the order they are shown.
    async fn data_sets(&self) -> Result<Vec<DataSetSummary>, AppError>;
    /// One with its content.
    async fn data_set(&self, kind: DataSetKind) -> Result<DataSetContent, AppError>;
    /// Checks a text; changes nothing.
    async fn check_data_set(&self, kind: DataSetKind, content: String) -> Result<DataSetReport, AppError>;
    /// Replaces it; `Invalid` with the lines at fault.
    async fn save_data_set(
        &self,
        kind: DataSetKind,
        content: String,
        only_if: OnlyIf<DataSetContent>,
    ) -> Result<DataSetContent, AppError>;
    /// Back to what is built in.
    async fn reset_data_set(
        &self,
        kind: DataSetKind,
        only_if: OnlyIf<DataSetContent>,
    ) -> Result<DataSetContent, AppError>;
}

/// Looking at visits before they are sent, and reading other programs' files.
#[async_trait]
pub trait ToolService: Send + Sync {
    /// The first `visits` visits of `config` (1–100) and its rates, expected against drawn. With
    /// `stored_data` the working configuration's funnels and data sets replace `config`'s.
    async fn preview(&self, config: MultiTargetConfig, visits: u32, stored_data: bool) -> Result<Preview, AppError>;
    /// Reads a Trafficinator `.env` file or preset JSON; `Invalid` when it is neither.
    async fn import(&self, text: String) -> Result<Imported, AppError>;
}

/// The demo's simulated targets, one of which fails on request.
pub trait DemoService: Send + Sync {
    /// The target that does.
    fn fault(&self) -> DemoFault;
    /// Makes it fail for a while from the next request on, or recover.
    fn set_failing(&self, failing: bool) -> Result<(), AppError>;
}
