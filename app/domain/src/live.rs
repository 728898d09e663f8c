//! What travels over the live channel: a full picture first, then only what changed.

use crate::status::{BackfillStatus, DayStatus, FunnelCounts, RunInfo, RunState, StatusSnapshot, TargetStatus};
use serde::{Deserialize, Serialize};

/// One message of `GET /api/live`: `{"snapshot": {…}}` or `{"delta": {…}}`.
///
/// Tagged from the outside because serde cannot read maps with numbers for keys (the status codes)
/// through any other tag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LiveEvent {
    /// Everything: sent first, after a gap, and when the list of targets changes.
    Snapshot {
        /// Number of this picture; deltas count on from it.
        seq: u64,
        /// The status.
        status: StatusSnapshot,
        /// The run's history so far, for the charts.
        series: Vec<SeriesPoint>,
        /// Recent hits per second of each target, oldest first, in the order of `status.targets`.
        trends: Vec<Vec<f32>>,
    },
    /// What changed since number `seq` − 1.
    Delta(StatusDelta),
}

/// The difference between two consecutive snapshots with the same list of targets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StatusDelta {
    /// Number of the picture this leads to.
    pub seq: u64,
    /// Where the run stands now.
    pub state: RunState,
    /// The run now.
    pub run: Option<RunInfo>,
    /// Totals now.
    pub totals: TargetStatus,
    /// The targets whose figures changed.
    pub targets: Vec<TargetStatus>,
    /// Points added to the charts.
    pub points: Vec<SeriesPoint>,
    /// The funnels, if their counts changed.
    pub funnels: Option<Vec<FunnelCounts>>,
    /// The days of the backfill that changed, with their place in the list.
    pub days: Vec<(usize, DayStatus)>,
}

/// One interval of a run's history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeriesPoint {
    /// End of the interval, seconds since the run's start.
    pub t: f64,
    /// Hits that were due, per second.
    pub planned: f64,
    /// Hits delivered, per second.
    pub delivered: f64,
    /// Hits rejected, failed or dropped, per second.
    pub failed: f64,
    /// Latency from planned within the interval, milliseconds; `None` when nothing was answered.
    pub p50: Option<f64>,
    /// As `p50`.
    pub p95: Option<f64>,
    /// As `p50`.
    pub p99: Option<f64>,
}

impl StatusDelta {
    /// The difference that leads from `old` to `new`, or `None` when the list of targets (ids, names,
    /// addresses, order) or of days is not the same and a full snapshot is due.
    pub fn between(old: &StatusSnapshot, new: &StatusSnapshot, seq: u64, points: Vec<SeriesPoint>) -> Option<Self> {
        let same_run = old.run.as_ref().map(|run| run.id) == new.run.as_ref().map(|run| run.id);
        let same_list = old.targets.len() == new.targets.len()
            && old.targets.iter().zip(&new.targets).all(|(a, b)| a.id == b.id && a.name == b.name && a.url == b.url);
        let same_days = days(old).len() == days(new).len();
        (same_run && same_list && same_days).then(|| Self {
            seq,
            state: new.state,
            run: new.run.clone(),
            totals: new.totals.clone(),
            targets: old.targets.iter().zip(&new.targets).filter(|(a, b)| a != b).map(|(_, b)| b.clone()).collect(),
            points,
            funnels: (old.funnels != new.funnels).then(|| new.funnels.clone()),
            days: days(old)
                .iter()
                .zip(days(new))
                .enumerate()
                .filter(|(_, (old, new))| old != new)
                .map(|(place, (_, new))| (place, new.clone()))
                .collect(),
        })
    }

    /// Brings `status` from the previous picture to this one.
    pub fn apply(self, status: &mut StatusSnapshot) {
        status.state = self.state;
        status.run = self.run;
        status.totals = self.totals;
        for changed in self.targets {
            if let Some(target) = status.targets.iter_mut().find(|target| target.id == changed.id) {
                *target = changed;
            }
        }
        if let Some(funnels) = self.funnels {
            status.funnels = funnels;
        }
        if let Some(backfill) = &mut status.backfill {
            for (place, changed) in self.days {
                if let Some(day) = backfill.days.get_mut(place) {
                    *day = changed;
                }
            }
        }
    }
}

fn days(status: &StatusSnapshot) -> &[DayStatus] {
    status.backfill.as_ref().map_or(&[], |backfill: &BackfillStatus| &backfill.days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn snapshot(delivered: &[u64]) -> StatusSnapshot {
        let target = |(id, &delivered): (usize, &u64)| TargetStatus {
            id: id as i64 + 1,
            name: format!("t{id}"),
            hits: crate::HitCounts { planned: delivered, delivered, ..Default::default() },
            ..Default::default()
        };
        StatusSnapshot {
            state: RunState::Running,
            targets: delivered.iter().enumerate().map(target).collect(),
            ..Default::default()
        }
    }

    proptest! {
        #[test]
        fn applying_the_difference_gives_the_new_picture(pairs in prop::collection::vec((0u64..3, 0u64..3), 0..20)) {
            let (old, new): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
            let (mut old, new) = (snapshot(&old), snapshot(&new));
            let delta = StatusDelta::between(&old, &new, 2, Vec::new()).unwrap();
            let changed = old.targets.iter().zip(&new.targets).filter(|(a, b)| a != b).count();
            prop_assert_eq!(delta.targets.len(), changed);
            delta.apply(&mut old);
            prop_assert_eq!(old, new);
        }
    }

    #[test]
    fn events_survive_the_wire() {
        let mut status = snapshot(&[1, 2]);
        status.targets[0].status_codes.insert(204, 1);
        let delta = StatusDelta { targets: status.targets.clone(), ..Default::default() };
        let full =
            LiveEvent::Snapshot { seq: 1, status, series: vec![SeriesPoint::default()], trends: vec![vec![1.5]] };
        for event in [full, LiveEvent::Delta(delta)] {
            let json = serde_json::to_string(&event).unwrap();
            assert_eq!(serde_json::from_str::<LiveEvent>(&json).unwrap(), event, "{json}");
        }
    }

    #[test]
    fn another_list_needs_a_full_snapshot() {
        assert_eq!(StatusDelta::between(&snapshot(&[1]), &snapshot(&[1, 2]), 1, Vec::new()), None);
    }
}
