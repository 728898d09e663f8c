//! What the browser tabs on one stream know, and what they are sent next.

use super::{coding::Line, throttle::Throttle};
use domain::{
    LiveEvent, SeriesPoint, StatusDelta, StatusSnapshot,
    live::{later_seconds, picture},
};
use engine::Published;
use std::sync::Arc;

/// Decimal places of the trends: they are drawn a few pixels high.
const TREND_SCALE: f32 = 10.0;

/// The picture of such tabs, kept in step by the very differences they are sent.
pub(super) struct Viewer {
    line: Line,
    seq: u64,
    status: StatusSnapshot,
    series: Arc<Vec<SeriesPoint>>,
    seconds: Arc<Vec<SeriesPoint>>,
    throttle: Throttle,
}

impl Viewer {
    /// A viewer that has just connected; it needs the [full](Self::full) picture first.
    pub(super) fn open(latest: &Published, line: Line) -> Self {
        Self::with(line, latest.seq, picture(&latest.status), latest)
    }

    /// Number of the latest event.
    pub(super) fn seq(&self) -> u64 {
        self.seq
    }

    /// Number and content of the event that brings the viewer to `latest`: at least to its totals and all that
    /// happened, and to all of it when no run is active.
    pub(super) fn advance(&mut self, latest: &Published) -> (u64, LiveEvent) {
        let status = picture(&latest.status);
        let seq = self.seq + 1;
        let delta = added(&self.series, &latest.series).zip(later_seconds(&self.seconds, &latest.seconds)).and_then(
            |(points, seconds)| {
                let delta = StatusDelta::between(&self.status, &status, seq, points)?;
                Some(StatusDelta { seconds, ..delta })
            },
        );
        let Some(mut delta) = delta else {
            *self = Self::with(self.line, seq, status, latest);
            return (seq, self.full(latest));
        };
        if latest.status.state.is_active() {
            self.throttle.limit(&self.status, &mut delta);
        }
        delta.clone().apply(&mut self.status);
        self.throttle.note_sent();
        self.seq = seq;
        self.series = Arc::clone(&latest.series);
        self.seconds = Arc::clone(&latest.seconds);
        (seq, LiveEvent::Delta(delta))
    }

    fn with(line: Line, seq: u64, status: StatusSnapshot, latest: &Published) -> Self {
        let throttle = Throttle::new(line.target_bytes_per_second());
        Self { line, seq, status, series: Arc::clone(&latest.series), seconds: Arc::clone(&latest.seconds), throttle }
    }

    /// All that the viewer knows, which was brought to `latest` last.
    pub(super) fn full(&self, latest: &Published) -> LiveEvent {
        LiveEvent::Snapshot {
            seq: self.seq,
            status: self.status.clone(),
            series: latest.series.to_vec(),
            seconds: latest.seconds.to_vec(),
            trends: latest
                .trends
                .iter()
                .map(|trend| trend.iter().map(|rate| (rate * TREND_SCALE).round() / TREND_SCALE).collect())
                .collect(),
        }
    }
}

/// The points of `new` after those of `old`; `None` if it is not a continuation.
fn added(old: &[SeriesPoint], new: &[SeriesPoint]) -> Option<Vec<SeriesPoint>> {
    let (known, added) = new.split_at_checked(old.len())?;
    // Points are never changed once published, so the first and the last tell.
    (known.first() == old.first() && known.last() == old.last()).then(|| added.to_vec())
}
