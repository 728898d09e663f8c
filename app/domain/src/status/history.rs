//! What happened in a run, as against how much: epochs, outages, events, thresholds, bottlenecks.

use crate::{config::DistributionStrategy, messages::Coded};
use serde::{Deserialize, Serialize};

/// The most epochs a snapshot holds.
pub const MAX_EPOCHS: usize = 200;
/// The most shares all epochs of a snapshot hold together; the oldest epochs lose theirs first.
pub const MAX_EPOCH_SHARES: usize = 20_000;
/// The most outages a snapshot holds.
pub const MAX_OUTAGES: usize = 200;
/// The most events a snapshot holds.
pub const MAX_EVENTS: usize = 200;

/// An entry of a list that grows only at its end and keeps only the latest.
pub trait Numbered {
    /// How many are kept.
    const MOST: usize;

    /// From 1, in order.
    fn number(&self) -> u64;
}

impl Numbered for EpochStatus {
    const MOST: usize = MAX_EPOCHS;

    fn number(&self) -> u64 {
        self.number
    }
}

impl Numbered for Outage {
    const MOST: usize = MAX_OUTAGES;

    fn number(&self) -> u64 {
        self.number
    }
}

impl Numbered for RunEvent {
    const MOST: usize = MAX_EVENTS;

    fn number(&self) -> u64 {
        self.number
    }
}

/// A stretch of arrivals that were split in one way.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct EpochStatus {
    /// From 1, in order.
    pub number: u64,
    /// When it began, seconds since the start of the run.
    pub at_seconds: f64,
    /// Why it began, for people.
    pub cause: String,
    /// The same for programs.
    #[serde(flatten)]
    pub coded: Coded,
    /// The first arrival that was split so; `None` until one has been.
    pub from_index: Option<u64>,
    /// Visits that were split so (hits, when distributed by hit; a mirrored one counts once for each target).
    pub positions: u64,
    /// How they were split.
    pub strategy: DistributionStrategy,
    /// What each target was due and got. Left out of the live channel, see [`crate::live`].
    pub shares: Vec<EpochShare>,
}

impl EpochStatus {
    /// The same without what each target was due and got: a thousand of those are too much to send each second.
    #[must_use]
    pub fn without_shares(&self) -> Self {
        Self { shares: Vec::new(), cause: self.cause.clone(), coded: self.coded.clone(), ..*self }
    }
}

/// A target's part in an epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct EpochShare {
    /// Id of the target.
    pub target_id: i64,
    /// Exact number of visits (hits, when distributed by hit) it was due: its share times `positions`.
    pub expected: f64,
    /// How many it was given.
    pub assigned: u64,
}

/// A time during which a target was unhealthy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Outage {
    /// From 1, in order of detection.
    pub number: u64,
    /// Id of the target.
    pub target_id: i64,
    /// Its name.
    pub target: String,
    /// What it answered, or why it did not.
    pub cause: String,
    /// The same for programs.
    #[serde(flatten)]
    pub coded: Coded,
    /// When the first of the hits came back undelivered that led to the detection, seconds since the
    /// start of the run.
    pub began_seconds: f64,
    /// When it was detected; the time to detect is counted from `began_seconds`.
    pub detected_seconds: f64,
    /// When it was healthy again, or was disabled or removed, whereby its outage ends; `None` if neither. The time
    /// to recover is counted from `detected_seconds`.
    pub recovered_seconds: Option<f64>,
    /// Hits that were rejected, failed or dropped from the detection to the recovery.
    pub hits_lost: u64,
    /// Hits of the same time of which it cannot be told whether they were recorded.
    pub hits_unknown: u64,
    /// Visits that were held back.
    pub visits_held: u64,
    /// Visits that other targets took over: its share of the arrivals while it was out, rounded.
    pub visits_moved: u64,
}

/// What an event is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum EventKind {
    /// The run began, was paused, went on, came to its end.
    #[default]
    Run,
    /// A target became unhealthy, open, half-open or healthy; or asked for a pause.
    Health,
    /// The targets or the strategy were changed.
    Targets,
    /// The rate, the load shape, limits or rules were changed.
    Load,
    /// A limit was reached, or a rule ended the run.
    Limit,
    /// This machine cannot send as planned, or can again.
    Bottleneck,
    /// The machine's clock was set.
    Clock,
}

impl EventKind {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Health => "health",
            Self::Targets => "targets",
            Self::Load => "load",
            Self::Limit => "limit",
            Self::Bottleneck => "bottleneck",
            Self::Clock => "clock",
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RunEvent {
    /// From 1, in order.
    pub number: u64,
    /// Seconds since the start of the run.
    pub at_seconds: f64,
    /// RFC 3339, UTC.
    pub at: String,
    /// What it is about.
    pub kind: EventKind,
    /// Whether it needs attention.
    pub is_warning: bool,
    /// Name of the target it concerns.
    pub target: Option<String>,
    /// A sentence.
    pub message: String,
    /// The same for programs.
    #[serde(flatten)]
    pub coded: Coded,
}

/// How the run stands with a threshold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ThresholdStatus {
    /// The threshold as it was written.
    pub threshold: String,
    /// What was measured, in words with its unit; `None` when nothing was.
    pub measured: Option<String>,
    /// Whether it holds; what has not been measured does not.
    pub passed: bool,
}

/// What can keep this machine from sending as planned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BottleneckKind {
    /// The processor: hits leave late although connections are free.
    #[default]
    Cpu,
    /// Open files or ports: no more connections can be made.
    Sockets,
    /// `max_in_flight_per_target`: hits wait for a free place.
    InFlight,
    /// `concurrency`: visits are dropped because too many are in progress.
    Concurrency,
}

impl BottleneckKind {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Sockets => "sockets",
            Self::InFlight => "in-flight",
            Self::Concurrency => "concurrency",
        }
    }
}

/// What keeps this machine from sending as planned.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Bottleneck {
    /// Which resource.
    pub kind: BottleneckKind,
    /// Since when, seconds since the start of the run.
    pub since_seconds: f64,
    /// What happens, with its figures, and what to do about it.
    pub message: String,
    /// The same for programs.
    #[serde(flatten)]
    pub coded: Coded,
}
