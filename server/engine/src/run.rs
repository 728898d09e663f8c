//! What a run is given, and what can be watched of it.

mod carry;
mod closed;
pub(crate) mod drive;
mod open;
pub(crate) mod state;

use crate::visit::VisitSource;
use domain::{MultiTargetConfig, SeriesPoint, StatusSnapshot};
use std::{sync::Arc, time::Duration};

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
    /// When arrivals come from.
    pub pacing: Pacing,
    /// Who writes the visits.
    pub source: Arc<dyn VisitSource>,
}

impl RunPlan {
    /// Time after which no more visits start: the plan's duration or the configuration's
    /// `auto_stop_after_hours`, whichever comes first.
    pub fn time_limit(&self) -> Option<Duration> {
        let hours = self.config.auto_stop_after_hours;
        let auto_stop = (hours > 0.0).then(|| Duration::from_secs_f64(hours * 3_600.0));
        [self.duration, auto_stop].into_iter().flatten().min()
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

/// What the engine publishes each tick and at each change of state.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// Counts publications of this engine from 0; consecutive numbers, nothing published twice.
    pub seq: u64,
    /// The figures.
    pub status: Arc<StatusSnapshot>,
    /// The run's history so far.
    pub series: Arc<Vec<SeriesPoint>>,
    /// Recent hits per second of each target, oldest first, in the order of `status.targets`.
    pub trends: Arc<Vec<Vec<f32>>>,
}
