//! What browser tabs know that listen together, and what they are told next.

use super::coding::Line;
use domain::{LiveEvent, SeriesPoint, StatusDelta, StatusSnapshot, live::picture};
use engine::Published;
use std::sync::Arc;
use tokio::time::Instant;

/// Decimal places of the trends: they are drawn a few pixels high.
const TREND_SCALE: f32 = 10.0;

/// The picture of such tabs, kept in step by the very differences they are sent.
pub(super) struct Viewer {
    line: Line,
    seq: u64,
    status: StatusSnapshot,
    series: Arc<Vec<SeriesPoint>>,
    /// When it was last told something.
    told: Instant,
    /// Place in the list from which on targets have waited longest.
    next: usize,
}

impl Viewer {
    /// A viewer that has just been opened; it is to be told the [full](Self::full) picture.
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
        let delta = added(&self.series, &latest.series)
            .and_then(|points| StatusDelta::between(&self.status, &status, seq, points));
        let Some(mut delta) = delta else {
            *self = Self::with(self.line, seq, status, latest);
            return (seq, self.full(latest));
        };
        if latest.status.state.is_active() {
            let seconds = self.told.elapsed().as_secs_f64().min(1.0);
            self.take_turns(&mut delta, (seconds * self.line.target_bytes_per_second()) as usize);
        }
        delta.clone().apply(&mut self.status);
        (self.seq, self.told) = (seq, Instant::now());
        self.series = Arc::clone(&latest.series);
        (seq, LiveEvent::Delta(delta))
    }

    fn with(line: Line, seq: u64, status: StatusSnapshot, latest: &Published) -> Self {
        Self { line, seq, status, series: Arc::clone(&latest.series), told: Instant::now(), next: 0 }
    }

    /// All that the viewer knows, which was brought to `latest` last.
    pub(super) fn full(&self, latest: &Published) -> LiveEvent {
        let shown = |trend: &Vec<f32>| trend.iter().map(|rate| (rate * TREND_SCALE).round() / TREND_SCALE).collect();
        LiveEvent::Snapshot {
            seq: self.seq,
            status: self.status.clone(),
            series: latest.series.to_vec(),
            trends: latest.trends.iter().map(shown).collect(),
        }
    }

    /// Leaves as many changed targets in `delta` as fit into `bytes`, at least one: first those of which
    /// something is urgent, then those that have waited longest. The others stay as the viewer knows them, so
    /// that a later difference has them.
    fn take_turns(&mut self, delta: &mut StatusDelta, bytes: usize) {
        let mut known = self.status.targets.iter().enumerate();
        // Both are in list order.
        let place = |id| known.find(|(_, target)| target.id == id).map_or(0, |(place, _)| place);
        let ids: Vec<i64> = delta.targets.iter().map(|patch| patch.id).collect();
        let places = ids.into_iter().map(place).collect::<Vec<_>>();
        let mut patches: Vec<_> = places.into_iter().zip(std::mem::take(&mut delta.targets)).collect();
        patches.sort_by_key(|(place, patch)| (!patch.is_urgent(), *place < self.next, *place));
        let mut left = bytes;
        let mut kept = 0;
        for (place, patch) in &patches {
            // A type of ours with text for keys: it can be written.
            let size = serde_json::to_string(patch).map_or(0, |text| text.len() + 1);
            if kept > 0 && size > left {
                break;
            }
            left = left.saturating_sub(size);
            kept += 1;
            if !patch.is_urgent() {
                self.next = place + 1;
            }
        }
        patches.truncate(kept);
        patches.sort_by_key(|(place, _)| *place);
        delta.targets = patches.into_iter().map(|(_, patch)| patch).collect();
    }
}

/// The points of `new` after those of `old`; `None` if it is not a continuation.
fn added(old: &[SeriesPoint], new: &[SeriesPoint]) -> Option<Vec<SeriesPoint>> {
    let (known, added) = new.split_at_checked(old.len())?;
    // Points are never changed once published, so the first and the last tell.
    (known.first() == old.first() && known.last() == old.last()).then(|| added.to_vec())
}
