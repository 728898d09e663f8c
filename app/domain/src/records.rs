//! What is kept: targets of the working configuration, presets and runs.

use crate::{
    config::{DistributionStrategy, MultiTargetConfig},
    data_sets::{DataSetKind, DataSetReport},
    error::FieldError,
    funnel::Funnel,
    live::SeriesPoint,
    run_labels::RunLabels,
    status::{RunKind, RunState, StatusSnapshot, ThresholdStatus},
    target::Target,
};
use serde::{Deserialize, Serialize};

/// A target of the working configuration with its stable id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredTarget {
    /// Stable for the life of the target, never reused.
    pub id: i64,
    /// The target itself.
    #[serde(flatten)]
    pub target: Target,
}

/// A funnel of the working configuration with its stable id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredFunnel {
    /// Stable for the life of the funnel, never reused.
    pub id: i64,
    /// The funnel itself.
    #[serde(flatten)]
    pub funnel: Funnel,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// RFC 3339, UTC.
    pub updated_at: String,
}

/// A data set of the working configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DataSetContent {
    /// Which.
    pub kind: DataSetKind,
    /// Whether it is replaced or built in.
    pub source: DataSetSource,
    /// Its text (JSON for events): what was saved, or what is built in.
    pub content: String,
    /// Findings and counts.
    pub report: DataSetReport,
}

/// Where a data set comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum DataSetSource {
    /// Built in.
    Default,
    /// Replaced by the configuration.
    Custom,
}

/// One line of the list of data sets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DataSetSummary {
    /// Which.
    pub kind: DataSetKind,
    /// Whether it is replaced or built in.
    pub source: DataSetSource,
    /// Number of entries.
    pub entries: usize,
}

/// What was read from a file of another program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Imported {
    /// The configuration; a token in the file is in it.
    pub config: MultiTargetConfig,
    /// Names of the fields that were taken over, as they stand in the file.
    pub taken: Vec<String>,
    /// What could not be taken over, and why; never a value.
    pub left_out: Vec<FieldError>,
}

/// A named, saved configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Preset {
    /// Number of the preset.
    pub id: i64,
    /// Last part of its shareable address `/p/{slug}`; never changes.
    pub slug: String,
    /// 1–100 characters, unique.
    pub name: String,
    /// At most 500 characters.
    pub description: String,
    /// The configuration.
    pub config: MultiTargetConfig,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// RFC 3339, UTC.
    pub updated_at: String,
}

/// What a list says about a preset's configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PresetOutline {
    /// Number of targets.
    pub target_count: usize,
    /// Those of them that get load.
    pub enabled_count: usize,
    /// How the load is split.
    pub distribution_strategy: DistributionStrategy,
    /// The rate.
    pub target_visits_per_day: f64,
}

impl PresetOutline {
    /// Of `config`.
    pub fn of(config: &MultiTargetConfig) -> Self {
        Self {
            target_count: config.targets.len(),
            enabled_count: config.enabled_targets().count(),
            distribution_strategy: config.distribution_strategy,
            target_visits_per_day: config.target_visits_per_day,
        }
    }
}

/// One line of the list of presets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PresetSummary {
    /// Number of the preset.
    pub id: i64,
    /// Last part of its shareable address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// RFC 3339, UTC.
    pub updated_at: String,
    /// What its configuration amounts to.
    #[serde(flatten)]
    pub outline: PresetOutline,
}

/// How a run in the history stands: the engine's states and the one only history knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum RunOutcome {
    /// Still active.
    Running,
    /// Came to its planned end.
    Finished,
    /// Stopped by a person or a signal.
    Stopped,
    /// Could not go on.
    Failed,
    /// The server ended without ending the run; its figures are the last that were saved.
    Interrupted,
}

impl RunOutcome {
    /// The word used in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
        }
    }
}

impl From<RunState> for RunOutcome {
    fn from(state: RunState) -> Self {
        match state {
            RunState::Idle | RunState::Starting | RunState::Running | RunState::Paused | RunState::Stopping => {
                Self::Running
            }
            RunState::Finished => Self::Finished,
            RunState::Stopped => Self::Stopped,
            RunState::Failed => Self::Failed,
        }
    }
}

/// Whether a run's thresholds hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ThresholdVerdict {
    /// All do.
    Held,
    /// At least one does not.
    NotHeld,
    /// It has none.
    None,
}

impl ThresholdVerdict {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Held, Self::NotHeld, Self::None];

    /// On these.
    pub fn of(thresholds: &[ThresholdStatus]) -> Self {
        match thresholds {
            [] => Self::None,
            all if all.iter().all(|threshold| threshold.passed) => Self::Held,
            _ => Self::NotHeld,
        }
    }

    /// The word used in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::NotHeld => "not_held",
            Self::None => "none",
        }
    }
}

/// What a run was started with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum StartedBy {
    /// A button of a page.
    Browser,
    /// A REST call.
    Api,
}

impl StartedBy {
    /// All there are.
    pub const ALL: [Self; 2] = [Self::Browser, Self::Api];

    /// The word used in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Api => "api",
        }
    }
}

/// Which runs of the history are looked for; with nothing in it, all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFilter {
    /// In the name, a tag or the notes, in whatever case; or the run's number.
    pub text: String,
    /// One of their tags.
    pub tag: String,
}

/// One line of the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RunSummary {
    /// Number of the run.
    pub id: i64,
    /// How it stands.
    pub outcome: RunOutcome,
    /// Live or backfill.
    #[serde(default)]
    pub kind: RunKind,
    /// Whether it is a backfill with visits left that another run can continue with.
    #[serde(default)]
    pub can_continue: bool,
    /// What it is called; `None` if it was made before every run had a name, see [`RunSummary::title`].
    pub name: Option<String>,
    /// What it is filed under.
    #[serde(default)]
    pub tags: Vec<String>,
    /// The preset that it was started from, by the name that had then.
    #[serde(default)]
    pub preset: Option<String>,
    /// Seed in use.
    pub seed: u64,
    /// Word of the strategy.
    pub strategy: String,
    /// Number of targets.
    pub target_count: usize,
    /// RFC 3339, UTC.
    pub started_at: String,
    /// RFC 3339, UTC.
    pub ended_at: Option<String>,
    /// Duration, seconds.
    pub elapsed_seconds: f64,
    /// Hits planned.
    pub planned: u64,
    /// Hits delivered.
    pub delivered: u64,
    /// Hits rejected or failed.
    pub failed: u64,
    /// Hits of which it cannot be told whether they were recorded.
    #[serde(default)]
    pub unknown: u64,
    /// Hits dropped.
    pub dropped: u64,
    /// The 95th percentile of the latency of its delivered hits from when they were due, milliseconds; `None` if nothing
    /// was delivered, or if it is not known of an older run.
    #[serde(default)]
    pub p95_ms: Option<f64>,
    /// Whether its thresholds hold; `None` if that is not known of an older run.
    #[serde(default)]
    pub thresholds: Option<ThresholdVerdict>,
    /// What it was started with; `None` if that is not known of an older run.
    #[serde(default)]
    pub started_by: Option<StartedBy>,
}

impl RunSummary {
    /// Takes over what figures of it say that its counts do not.
    pub fn take_figures(&mut self, status: &StatusSnapshot) {
        self.p95_ms = status.delivered_p95_ms();
        self.thresholds = Some(ThresholdVerdict::of(&status.thresholds));
    }

    /// What it is called by people.
    pub fn title(&self) -> String {
        self.name.clone().unwrap_or_else(|| match self.target_count {
            1 => "One target".to_owned(),
            count => format!("{count} targets, {}", self.strategy),
        })
    }
}

/// One run with all that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RunReport {
    /// The line in the history.
    #[serde(flatten)]
    pub summary: RunSummary,
    /// What people noted about it.
    #[serde(default)]
    pub notes: String,
    /// What the run began with, without secrets; what it followed later is told by the snapshot's epochs and events.
    pub config: MultiTargetConfig,
    /// The final snapshot (the last saved one, if the run was interrupted).
    pub snapshot: StatusSnapshot,
    /// Its history, for the charts.
    pub series: Vec<SeriesPoint>,
}

impl RunReport {
    /// What can be changed of it.
    pub fn labels(&self) -> RunLabels {
        RunLabels { name: self.summary.title(), tags: self.summary.tags.clone(), notes: self.notes.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_threshold_that_does_not_hold_decides() {
        let threshold = |passed| ThresholdStatus { passed, ..Default::default() };
        assert_eq!(ThresholdVerdict::of(&[]), ThresholdVerdict::None);
        assert_eq!(ThresholdVerdict::of(&[threshold(true), threshold(true)]), ThresholdVerdict::Held);
        assert_eq!(ThresholdVerdict::of(&[threshold(true), threshold(false)]), ThresholdVerdict::NotHeld);
    }

    #[test]
    fn words_are_those_of_json() {
        for verdict in ThresholdVerdict::ALL {
            assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.as_str());
        }
        for started_by in StartedBy::ALL {
            assert_eq!(serde_json::to_value(started_by).unwrap(), started_by.as_str());
        }
    }
}
