//! What travels over the live channel: a full picture first, then only what changed.
//!
//! A picture is a snapshot as [`picture`] shows it. The figures of a target may come some seconds late when
//! a thousand of them change at once, see [`StatusDelta::targets`]; totals, states and everything that
//! happened come with the next delta, and a run that is over is shown whole.

mod detail;
mod patch;
mod picture;
#[cfg(test)]
mod tests;

pub use detail::{INCIDENT_SECONDS, RECENT_SECONDS, in_detail, later_seconds};
pub use patch::TargetPatch;
pub use picture::picture;

use crate::status::{
    BackfillStatus, Bottleneck, DayStatus, EpochStatus, FunnelCounts, Numbered, Outage, RunEvent, RunInfo, RunState,
    StatusSnapshot, TargetStatus, ThresholdStatus,
};
use serde::{Deserialize, Serialize};

/// One message of `GET /api/live`: `{"snapshot": {…}}` or `{"delta": {…}}`.
///
/// Tagged from the outside because serde cannot read maps with numbers for keys (the status codes)
/// through any other tag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum LiveEvent {
    /// Everything: sent first, after a gap, and when the list of targets changes.
    Snapshot {
        /// Number of this picture; deltas count on from it.
        seq: u64,
        /// The status, as [`picture`] shows it.
        status: StatusSnapshot,
        /// The run's history so far, for the charts.
        series: Vec<SeriesPoint>,
        /// Its latest minutes and what was around its incidents second by second, see [`in_detail`]; empty while the
        /// history itself is.
        #[serde(default)]
        seconds: Vec<SeriesPoint>,
        /// Recent hits per second of each target, oldest first, in the order of `status.targets`.
        trends: Vec<Vec<f32>>,
    },
    /// What changed since number `seq` − 1.
    Delta(StatusDelta),
}

/// The difference between two consecutive snapshots with the same list of targets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StatusDelta {
    /// Number of the picture this leads to.
    pub seq: u64,
    /// Where the run stands now.
    pub state: RunState,
    /// The run now.
    pub run: Option<RunInfo>,
    /// Totals now.
    pub totals: TargetStatus,
    /// What changed of the targets, in list order. While a run is active, changed figures of a target may wait
    /// for a later delta, so that a thousand targets do not flood a browser; each gets its turn.
    pub targets: Vec<TargetPatch>,
    /// Points added to the charts.
    pub points: Vec<SeriesPoint>,
    /// Seconds added to those that are kept one by one; none while the points are seconds themselves.
    #[serde(default)]
    pub seconds: Vec<SeriesPoint>,
    /// The funnels, if their counts changed.
    pub funnels: Option<Vec<FunnelCounts>>,
    /// The days of the backfill that changed, with their place in the list.
    pub days: Vec<(usize, DayStatus)>,
    /// Epochs that are new or changed, without their shares.
    pub epochs: Vec<EpochStatus>,
    /// Outages that are new or changed.
    pub outages: Vec<Outage>,
    /// Events that are new.
    pub events: Vec<RunEvent>,
    /// All thresholds, if any changed.
    pub thresholds: Option<Vec<ThresholdStatus>>,
    /// What holds this machine up now.
    pub bottleneck: Option<Bottleneck>,
}

/// One interval of a run's history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
    /// Hits per second of which it cannot be told whether they were recorded.
    pub unknown: f64,
    /// Latency of the hits delivered within the interval from when they were due, milliseconds; `None` when there were none.
    pub p50: Option<f64>,
    /// As `p50`.
    pub p95: Option<f64>,
    /// As `p50`.
    pub p99: Option<f64>,
    /// The same from when the hits were sent, milliseconds; `None` also in reports from before this was kept.
    pub send_p50: Option<f64>,
    /// As `send_p50`.
    pub send_p95: Option<f64>,
    /// As `send_p50`.
    pub send_p99: Option<f64>,
    /// How late hits were sent that came to an end within the interval, p99, milliseconds; `None` as for `send_p50`.
    pub lag_p99: Option<f64>,
    /// The most hits that were in flight at the end of any second of the interval; `None` in reports from before this was
    /// kept.
    pub in_flight: Option<u64>,
}

impl StatusDelta {
    /// The difference that leads from `old` to `new`, both as [`picture`] shows them, or `None` when the run or
    /// the list of targets (ids, names, addresses, order) or of days is not the same and a full snapshot is due.
    pub fn between(old: &StatusSnapshot, new: &StatusSnapshot, seq: u64, points: Vec<SeriesPoint>) -> Option<Self> {
        let same_run = old.run.as_ref().map(|run| run.id) == new.run.as_ref().map(|run| run.id);
        let same_list = old.targets.len() == new.targets.len()
            && old
                .targets
                .iter()
                .zip(&new.targets)
                .all(|(a, b)| a.id == b.id && a.name == b.name && a.url == b.url && TargetPatch::can_lead(a, b));
        let same_days = days(old).len() == days(new).len();
        (same_run && same_list && same_days).then(|| Self {
            seq,
            state: new.state,
            run: new.run.clone(),
            totals: new.totals.clone(),
            targets: old.targets.iter().zip(&new.targets).filter_map(|(a, b)| TargetPatch::between(a, b)).collect(),
            points,
            seconds: Vec::new(),
            funnels: (old.funnels != new.funnels).then(|| new.funnels.clone()),
            days: days(old)
                .iter()
                .zip(days(new))
                .enumerate()
                .filter(|(_, (old, new))| old != new)
                .map(|(place, (_, new))| (place, new.clone()))
                .collect(),
            epochs: changed(&old.epochs, &new.epochs).cloned().collect(),
            outages: changed(&old.outages, &new.outages).cloned().collect(),
            events: changed(&old.events, &new.events).cloned().collect(),
            thresholds: (old.thresholds != new.thresholds).then(|| new.thresholds.clone()),
            bottleneck: new.bottleneck.clone(),
        })
    }

    /// Brings `status` from the previous picture to this one.
    pub fn apply(self, status: &mut StatusSnapshot) {
        status.state = self.state;
        status.run = self.run;
        status.totals = self.totals;
        for changed in self.targets {
            if let Some(target) = status.targets.iter_mut().find(|target| target.id == changed.id) {
                changed.apply(target);
            }
        }
        if let Some(funnels) = self.funnels {
            status.funnels = funnels;
        }
        put(&mut status.epochs, self.epochs);
        put(&mut status.outages, self.outages);
        put(&mut status.events, self.events);
        if let Some(thresholds) = self.thresholds {
            status.thresholds = thresholds;
        }
        status.bottleneck = self.bottleneck;
        if let Some(backfill) = &mut status.backfill {
            for (place, changed) in self.days {
                if let Some(day) = backfill.days.get_mut(place) {
                    *day = changed;
                }
            }
        }
    }
}

/// Entries of `new` that `old` does not have or has otherwise; both are in the order of their numbers.
fn changed<'a, T: Numbered + PartialEq>(old: &'a [T], new: &'a [T]) -> impl Iterator<Item = &'a T> {
    new.iter().filter(move |entry| {
        let known = old.binary_search_by_key(&entry.number(), T::number).ok().and_then(|place| old.get(place));
        known != Some(*entry)
    })
}

/// Puts entries of a delta in the place of those with the same number or at the end; the oldest go when there
/// are too many.
pub fn put<T: Numbered>(list: &mut Vec<T>, entries: Vec<T>) {
    for entry in entries {
        match list.binary_search_by_key(&entry.number(), T::number) {
            Ok(place) => list.splice(place..=place, [entry]).for_each(drop),
            Err(place) => list.insert(place, entry),
        }
    }
    list.drain(..list.len().saturating_sub(T::MOST));
}

fn days(status: &StatusSnapshot) -> &[DayStatus] {
    status.backfill.as_ref().map_or(&[], |backfill: &BackfillStatus| &backfill.days)
}
