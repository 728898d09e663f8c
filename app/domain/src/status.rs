//! The one snapshot that UI, REST, Prometheus, command line and reports all read (law 6).
//!
//! Names and shapes are an outside interface: extend freely, rename nothing.

mod history;

pub use history::{
    Bottleneck, BottleneckKind, EpochShare, EpochStatus, EventKind, MAX_EPOCH_SHARES, MAX_EPOCHS, MAX_EVENTS,
    MAX_OUTAGES, Numbered, Outage, RunEvent, ThresholdStatus,
};

use crate::{config::DistributionStrategy, messages::Coded};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a run stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// No run yet.
    #[default]
    Idle,
    /// Preparing connections and the schedule.
    Starting,
    /// Visits are arriving.
    Running,
    /// No new visits until it is resumed; visits in progress finish.
    Paused,
    /// No more arrivals; visits in progress are finishing.
    Stopping,
    /// Came to its planned end.
    Finished,
    /// Stopped by a person or a signal.
    Stopped,
    /// Could not go on; `run.message` says why.
    Failed,
}

impl RunState {
    /// True while a run holds the engine: no other can start.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Starting | Self::Running | Self::Paused | Self::Stopping)
    }

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Stopping => "stopping",
            Self::Finished => "finished",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
        }
    }
}

/// How a target has been answering.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = TargetHealth))]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// No answer yet.
    #[default]
    Unknown,
    /// Its latest answers were good.
    Healthy,
    /// Its latest hits were not delivered; see [`crate::HealthSettings`].
    Failing,
    /// Nothing is sent to it but probes.
    Open,
    /// It has its load back on trial.
    #[serde(rename = "half-open")]
    HalfOpen,
}

impl Health {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Healthy => "healthy",
            Self::Failing => "failing",
            Self::Open => "open",
            Self::HalfOpen => "half-open",
        }
    }
}

/// The state of the engine and, while there is or was one, of its latest run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = Status))]
#[serde(default)]
pub struct StatusSnapshot {
    /// Where the run stands.
    pub state: RunState,
    /// The run, `None` before the first.
    pub run: Option<RunInfo>,
    /// All targets together; its id is 0 and it has no name. Histograms are merged, never averaged.
    pub totals: TargetStatus,
    /// One entry per target, in list order.
    pub targets: Vec<TargetStatus>,
    /// One entry per enabled funnel, in list order.
    pub funnels: Vec<FunnelCounts>,
    /// The days of a backfill; `None` for other runs.
    pub backfill: Option<BackfillStatus>,
    /// Which targets took the arrivals from when on, and what each was due; the oldest are left out after
    /// [`MAX_EPOCHS`].
    pub epochs: Vec<EpochStatus>,
    /// Times during which a target was unhealthy, in order of detection; the oldest are left out after
    /// [`MAX_OUTAGES`].
    pub outages: Vec<Outage>,
    /// What happened, in order; the oldest are left out after [`MAX_EVENTS`].
    pub events: Vec<RunEvent>,
    /// How the run stands with each of the configuration's thresholds, in the same order.
    pub thresholds: Vec<ThresholdStatus>,
    /// What keeps this machine from sending as planned, if anything does.
    pub bottleneck: Option<Bottleneck>,
}

/// What a run does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum RunKind {
    /// Sends visits that happen now.
    #[default]
    Live,
    /// Fills past days.
    Backfill,
}

impl RunKind {
    /// The word used in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Backfill => "backfill",
        }
    }
}

/// How often a funnel was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct FunnelCounts {
    /// Name of the funnel.
    pub name: String,
    /// Visits whose first hit in it was delivered.
    pub started: u64,
    /// Visits all of whose hits in it were delivered.
    pub completed: u64,
}

impl StatusSnapshot {
    /// The 95th percentile of the latency of all delivered hits from when they were due, milliseconds; `None` when nothing
    /// was delivered.
    pub fn delivered_p95_ms(&self) -> Option<f64> {
        Some(self.totals.latency_ms.delivered.p95).filter(|p95| *p95 > 0.0)
    }
}

/// How far a backfill is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct BackfillStatus {
    /// The days in order.
    pub days: Vec<DayStatus>,
    /// Up to so many of the visits that earlier runs had begun or reserved may not have been sent: those runs were
    /// killed, and how far they came with their latest reservations is unknown.
    pub in_doubt: u64,
}

/// One day of a backfill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct DayStatus {
    /// `YYYY-MM-DD` in the site's time zone.
    pub date: String,
    /// Visits the day is to get, from this run and the runs it continues.
    pub planned: u64,
    /// Visits that earlier runs, which it continues, had begun or reserved; after a crash some of them may
    /// not have been sent. They are not begun again.
    pub before: u64,
    /// Visits this run has carried to their end, whatever became of their hits.
    pub sent: u64,
}

/// The run a snapshot speaks of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RunInfo {
    /// Number of the run in the history.
    pub id: i64,
    /// What it is called; `None` on the command line.
    pub name: Option<String>,
    /// Seed in use, drawn at start if the configuration has none.
    pub seed: u64,
    /// RFC 3339, UTC.
    pub started_at: String,
    /// RFC 3339, UTC; `None` while it is active.
    pub ended_at: Option<String>,
    /// Since the start, to now or to the end, seconds.
    pub elapsed_seconds: f64,
    /// Live or backfill.
    pub kind: RunKind,
    /// The run it continues, if it does.
    pub continues: Option<i64>,
    /// How the load is split.
    pub strategy: DistributionStrategy,
    /// The configured rate.
    pub target_visits_per_day: f64,
    /// Why the run ended or failed, for people.
    pub message: Option<String>,
    /// The same for programs.
    #[serde(flatten)]
    pub coded: Coded,
    /// The rule of `abort_when` that ended it, if one did.
    pub aborted_by: Option<String>,
}

/// Figures of one target, or of all together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TargetStatus {
    /// Stable id of the target in the working configuration, or its place in the list from 1.
    pub id: i64,
    /// Name of the target; empty (and left out of JSON) for totals.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Address of the target; empty (and left out of JSON) for totals.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// Whether it gets load.
    pub enabled: bool,
    /// How it has been answering.
    pub health: Health,
    /// Weight as configured; of all enabled targets for totals.
    pub weight: u32,
    /// Share of the assigned visits (hits, when distributed by hit) it was due so far, 0–1.
    pub expected_share: f64,
    /// Share it got, 0–1.
    pub share: f64,
    /// Visits (hits, when distributed by hit) it was due so far less those it got: above 0 it is behind its share,
    /// below 0 ahead.
    pub distance_visits: f64,
    /// Visits, counted at the target of their first hit.
    pub visits: VisitCounts,
    /// Hits by outcome; see [`HitCounts::is_conserved`].
    pub hits: HitCounts,
    /// Hits that were not delivered, by cause.
    pub errors: ErrorCounts,
    /// Answers by HTTP status code.
    pub status_codes: BTreeMap<u16, u64>,
    /// Over the last seconds while the run is active, over all of it afterwards.
    pub rate: Rate,
    /// Latencies of the hits that were sent, milliseconds. One that was abandoned counts with the time it had been without
    /// an answer; one that has been without for a second or more, where that is more than without it.
    pub latency_ms: Latency,
    /// The latest hit that was not delivered.
    pub last_error: Option<LastError>,
}

/// Visits of a target: assigned = completed + active + dropped + cancelled, and assigned = whole + torn + not begun +
/// active.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct VisitCounts {
    /// Given to this target by the strategy.
    pub assigned: u64,
    /// Carried through to their last hit, whatever became of the hits.
    pub completed: u64,
    /// In progress.
    pub active: u64,
    /// Not begun: `concurrency` visits were in progress already, or one of the reasons below.
    pub dropped: u64,
    /// Abandoned at stop.
    pub cancelled: u64,
    /// Of the dropped: held back because the target was unhealthy (`on_unhealthy` is `hold`).
    pub held: u64,
    /// Of the dropped: beyond the target's `max_visits_per_second`.
    pub capped: u64,
    /// Over, and every hit was delivered.
    pub whole: u64,
    /// Over, and some hits were delivered.
    pub torn: u64,
    /// Over, and no hit was delivered, perhaps because none was sent.
    pub not_begun: u64,
}

impl VisitCounts {
    /// Visits that were begun rather than dropped.
    pub fn begun(&self) -> u64 {
        self.assigned.saturating_sub(self.dropped)
    }
}

/// Hits of a target by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct HitCounts {
    /// Every hit of every visit that has arrived.
    pub planned: u64,
    /// Accepted by the tracker.
    pub delivered: u64,
    /// Refused by the tracker: 4xx, or an answer that no tracker gives.
    pub rejected: u64,
    /// Not recorded, as far as the answer or the lack of a connection tells: 5xx other than 504, no connection, TLS
    /// error.
    pub failed: u64,
    /// Sent, but whether it was recorded cannot be told: time-out, 504, or the connection broke before the answer was
    /// complete.
    pub unknown: u64,
    /// Never sent, because there was no capacity in time.
    pub dropped: u64,
    /// Abandoned at stop.
    pub cancelled: u64,
    /// Sent, not answered yet.
    pub in_flight: u64,
    /// Not due yet, or due and waiting for a connection.
    pub waiting: u64,
}

impl HitCounts {
    /// Law 1: planned = delivered + rejected + failed + unknown + dropped + cancelled + in flight + waiting.
    pub fn is_conserved(&self) -> bool {
        self.planned
            == self.delivered
                + self.rejected
                + self.failed
                + self.unknown
                + self.dropped
                + self.cancelled
                + self.in_flight
                + self.waiting
    }

    /// Hits that were sent and not accepted: rejected + failed + unknown.
    pub fn not_accepted(&self) -> u64 {
        self.rejected + self.failed + self.unknown
    }

    /// Hits that were sent and have come to an end: delivered + rejected + failed + unknown.
    pub fn settled(&self) -> u64 {
        self.delivered + self.not_accepted()
    }
}

/// Hits that were not delivered, by cause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ErrorCounts {
    /// No complete answer in time; the target may have recorded the hit.
    pub timeout: u64,
    /// No connection, or the connection broke before an answer.
    pub connect: u64,
    /// The TLS handshake or the certificate failed.
    pub tls: u64,
    /// Status 400–499; or counted as invalid in the answer to a bulk, which for a single hit is 400.
    pub http_4xx: u64,
    /// Status 500–599.
    pub http_5xx: u64,
    /// Not HTTP, a redirect, a page instead of the tracker's answer, a body without end, or left out of the
    /// counts in the answer to a bulk.
    pub invalid_response: u64,
}

/// Rates per second, all over the same time: the last seconds while a run is active, and afterwards the time in which
/// load was scheduled and the run not paused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Rate {
    /// Visits begun per second.
    pub visits_per_second: f64,
    /// Hits per second that were sent and came to an end, whichever (delivered, rejected, failed or unknown).
    pub hits_per_second: f64,
    /// Hits due per second. Without a schedule a hit is due when it is sent.
    pub planned_hits_per_second: f64,
    /// Hits delivered per second.
    pub delivered_hits_per_second: f64,
}

/// Latency from the two moments that matter, of all hits that were sent and came to an end, or have been without an
/// answer for a while; and apart for those that were delivered and those that were not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Latency {
    /// From when the hit was due: what a visitor would feel, free of coordinated omission.
    pub from_planned: Quantiles,
    /// From when it was sent: what the target took.
    pub from_send: Quantiles,
    /// The difference: how late it was sent.
    pub lag: Quantiles,
    /// `from_planned` of the delivered hits only. A target that fails fast is not quick.
    pub delivered: Quantiles,
    /// `from_planned` of the hits that were rejected, failed or are unknown.
    pub failed: Quantiles,
}

/// Quantiles of an HDR histogram with 3 significant digits, milliseconds; all 0 when nothing was measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
#[expect(missing_docs, reason = "the names are the field's own")]
pub struct Quantiles {
    pub mean: f64,
    pub p50: f64,
    pub p90: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
}

/// The latest hit of a target that was not delivered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct LastError {
    /// RFC 3339, UTC.
    pub at: String,
    /// What happened and what it means, without secrets.
    pub message: String,
    /// The same for programs.
    #[serde(flatten)]
    pub coded: Coded,
}
