//! What a run needs to start.

mod backfill;

pub use backfill::{BackfillPlan, Checkpoint};
pub(crate) use backfill::{MOST_RESERVED, most_open};

use crate::schedule;
use domain::{DistributeBy, MultiTargetConfig, RunKind, load_shape::LocalClock};
use std::{sync::Arc, time::Duration};
use visit::VisitSource;

/// How the engine behaves, whatever it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EngineSettings {
    /// Time between two publications.
    pub tick: Duration,
    /// How long visits in progress may go on after a stop.
    pub stop_grace: Duration,
    /// Wait for planned times with a timer of the kernel's, where there is one, rather than with tokio's, which
    /// counts whole milliseconds. Off by default: tokio's paused time does not move it.
    pub fine_timer: bool,
}

impl Default for EngineSettings {
    fn default() -> Self {
        Self { tick: Duration::from_secs(1), stop_grace: Duration::from_secs(5), fine_timer: false }
    }
}

/// Everything a run needs to know; it is not changed afterwards except by live target changes.
#[derive(Clone)]
pub struct RunPlan {
    /// Number of the run in the history.
    pub id: i64,
    /// The preset's name, or `None` for the working configuration.
    pub name: Option<String>,
    /// A valid configuration with its tokens in it.
    pub config: MultiTargetConfig,
    /// Ids of `config.targets`, in the same order; empty numbers them from 1.
    pub target_ids: Vec<i64>,
    /// Decides every visit.
    pub seed: u64,
    /// Stop scheduling after this long, besides the configuration's own limits.
    pub duration: Option<Duration>,
    /// The longest that visits in progress go on after the last arrival; then they are given up as after a stop. `None`:
    /// as long as they take.
    pub drain: Option<Duration>,
    /// When arrivals come from.
    pub pacing: Pacing,
    /// What makes the visits.
    pub source: Arc<dyn VisitSource>,
    /// The clock of the day curve. A `start_unix` of 0 stands for the moment the run starts.
    pub clock: LocalClock,
    /// What the run is called in its figures: live or backfill.
    pub kind: RunKind,
    /// The run that this one continues.
    pub continues: Option<i64>,
    /// Fill past days, whatever `pacing` says; `source` must be made for the same days.
    pub backfill: Option<BackfillPlan>,
}

impl RunPlan {
    /// A live run of `config` under the schedule of its load shape, without a name. Set the
    /// fields to change anything else.
    pub fn new(id: i64, config: MultiTargetConfig, seed: u64, source: Arc<dyn VisitSource>) -> Self {
        Self {
            id,
            name: None,
            config,
            target_ids: Vec::new(),
            seed,
            duration: None,
            drain: None,
            pacing: Pacing::default(),
            source,
            clock: LocalClock::default(),
            kind: RunKind::default(),
            continues: None,
            backfill: None,
        }
    }

    /// Whether visits arrive by a schedule, whatever becomes of those before them.
    pub fn is_open(&self) -> bool {
        self.backfill.is_none() && self.pacing == Pacing::Open
    }

    /// The number of visits of the run; `u64::MAX` when it is not limited. A backfill has those of its
    /// days, whatever `max_total_visits` says.
    pub fn visit_limit(&self) -> u64 {
        match &self.backfill {
            Some(backfill) => backfill.days.last().map_or(0, |day| day.first_index + day.visits),
            None => schedule::limit(self.config.max_total_visits),
        }
    }

    /// Hits after which a bulk request goes; `None` when each hit is sent on its own. Split by hit,
    /// visits are torn apart and cannot travel whole.
    pub fn bulk_size(&self) -> Option<u64> {
        let size = u64::from(self.config.request.bulk_size);
        (size > 1 && self.config.distribute_by == DistributeBy::Visit).then_some(size)
    }

    /// Time after which no more visits start: the plan's duration or the configuration's
    /// `auto_stop_after_hours`, whichever comes first.
    pub fn time_limit(&self) -> Option<Duration> {
        self.time_limit_of(&self.config)
    }

    /// The same with what `config` says instead of the plan's own.
    pub fn time_limit_of(&self, config: &MultiTargetConfig) -> Option<Duration> {
        [self.duration, config.auto_stop()].into_iter().flatten().min()
    }
}

/// Where arrivals come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pacing {
    /// The schedule of the configured rate (open model).
    #[default]
    Open,
    /// As fast as possible (closed loop): `concurrency` visits per target at once, no pauses.
    Closed,
}
