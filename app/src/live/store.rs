//! The keyed store behind every live figure.

use super::{
    Connection, DayRow,
    days::{change_days, show_days},
};
use crate::api::engine::Overview;
use domain::{
    BackfillStatus, Bottleneck, DayStatus, EpochStatus, FunnelCounts, LiveEvent, Outage, RunEvent, RunInfo, RunState,
    SeriesPoint, StatusDelta, StatusSnapshot, TargetStatus, ThresholdStatus,
    live::{INCIDENT_SECONDS, RECENT_SECONDS, put},
    status::Numbered,
};
use leptos::prelude::*;
use std::collections::HashMap;

/// Points of a sparkline.
const TREND_POINTS: usize = 60;
/// Points kept for the charts; the server thins a long history before it sends it.
const SERIES_POINTS: usize = 7_200;

/// One target of the table. Identity is fixed, figures are signals.
#[derive(Clone, Debug)]
pub struct TargetRow {
    /// Id of the target.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Its figures.
    pub status: ArcRwSignal<TargetStatus>,
    /// Recent hits per second, oldest first.
    pub trend: ArcRwSignal<Vec<f32>>,
    list: u64,
}

impl TargetRow {
    /// A row with the figures of `status` and the history `trend`, in the list with number `list`.
    pub fn new(status: TargetStatus, trend: Vec<f32>, list: u64) -> Self {
        Self {
            id: status.id,
            name: status.name.clone(),
            url: status.url.clone(),
            status: ArcRwSignal::new(status),
            trend: ArcRwSignal::new(trend),
            list,
        }
    }

    /// What tells rows apart: the same target in a newer list is another row, with signals of its own.
    pub fn key(&self) -> (u64, i64) {
        (self.list, self.id)
    }

    fn is_of(&self, status: &TargetStatus) -> bool {
        self.id == status.id && self.name == status.name && self.url == status.url
    }

    fn show(&self, status: TargetStatus) {
        if self.status.with_untracked(|old| *old != status) {
            self.status.set(status);
        }
    }
}

/// The delta does not follow what is known: a full snapshot is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap;

/// The live picture. A handle: copies see the same signals.
#[derive(Clone, Copy)]
pub struct Live {
    /// How the live channel stands.
    pub connection: RwSignal<Connection>,
    /// When the latest event came, milliseconds since 1970; 0 before the first.
    pub last_event: RwSignal<f64>,
    /// Where the run stands.
    pub state: RwSignal<RunState>,
    /// The run.
    pub run: RwSignal<Option<RunInfo>>,
    /// All targets together.
    pub totals: RwSignal<TargetStatus>,
    /// The targets; changes only when the list does.
    pub rows: RwSignal<Vec<TargetRow>>,
    /// The days of a backfill, empty for other runs; changes only when the list does.
    pub days: RwSignal<Vec<DayRow>>,
    /// How often each enabled funnel was taken.
    pub funnels: RwSignal<Vec<FunnelCounts>>,
    /// What happened, in order.
    pub events: RwSignal<Vec<RunEvent>>,
    /// Times during which a target was unhealthy, in order.
    pub outages: RwSignal<Vec<Outage>>,
    /// How arrivals were split from when on, in order; without shares.
    pub epochs: RwSignal<Vec<EpochStatus>>,
    /// How the run stands with each threshold.
    pub thresholds: RwSignal<Vec<ThresholdStatus>>,
    /// What holds the generator up.
    pub bottleneck: RwSignal<Option<Bottleneck>>,
    /// The run's history, for the charts.
    pub series: RwSignal<Vec<SeriesPoint>>,
    /// What of it is also known second by second, see [`domain::live::in_detail`].
    pub seconds: RwSignal<Vec<SeriesPoint>>,
    /// Counts every change of any figure, for what depends on all rows (sorting, counting).
    pub tick: RwSignal<u64>,
    /// Visits of a backfill that killed runs may have cost at most.
    pub in_doubt: RwSignal<u64>,
    seq: StoredValue<Option<u64>>,
    places: StoredValue<HashMap<i64, usize>>,
    filled: StoredValue<bool>,
}

impl Live {
    /// Puts an empty picture into context.
    pub fn provide() -> Self {
        let live = Self {
            connection: RwSignal::default(),
            last_event: RwSignal::new(0.0),
            state: RwSignal::default(),
            run: RwSignal::default(),
            totals: RwSignal::default(),
            rows: RwSignal::default(),
            days: RwSignal::default(),
            funnels: RwSignal::default(),
            events: RwSignal::default(),
            outages: RwSignal::default(),
            epochs: RwSignal::default(),
            thresholds: RwSignal::default(),
            bottleneck: RwSignal::default(),
            series: RwSignal::default(),
            seconds: RwSignal::default(),
            tick: RwSignal::new(0),
            in_doubt: RwSignal::new(0),
            seq: StoredValue::new(None),
            places: StoredValue::default(),
            filled: StoredValue::new(false),
        };
        provide_context(live);
        live
    }

    /// Fills the picture with what the page came with, unless something newer is there already.
    pub fn seed(self, overview: &Overview) {
        if !self.filled.get_value() {
            self.show(overview.status.clone(), Vec::new());
        }
    }

    /// Fills the charts with what the page came with, unless the live channel has been there already.
    pub fn seed_series(self, series: Vec<SeriesPoint>) {
        if self.seq().is_none() {
            self.series.set(series);
        }
    }

    /// Takes one event of the live channel.
    ///
    /// # Errors
    /// [`Gap`] when events are missing before this one; nothing is changed then.
    pub fn apply(self, event: LiveEvent) -> Result<(), Gap> {
        match event {
            LiveEvent::Snapshot { seq, status, series, seconds, trends } => {
                self.seq.set_value(Some(seq));
                self.series.set(series);
                set_changed(self.seconds, seconds);
                self.show(status, trends);
                Ok(())
            }
            LiveEvent::Delta(delta) => {
                if self.seq.get_value().is_none_or(|seq| seq + 1 != delta.seq) {
                    return Err(Gap);
                }
                self.seq.set_value(Some(delta.seq));
                self.change(delta);
                Ok(())
            }
        }
    }

    /// The next event has to be a full picture, whatever its number.
    pub fn lose_track(self) {
        self.seq.set_value(None);
    }

    /// The number of the latest event; `None` before the first full picture.
    pub fn seq(self) -> Option<u64> {
        self.seq.get_value()
    }

    /// All that is known, as an event that gives another tab the same picture; `None` before the first full picture.
    pub fn full(self) -> Option<LiveEvent> {
        let seq = self.seq()?;
        let row = |row: &TargetRow| (row.status.get_untracked(), row.trend.get_untracked());
        let (targets, trends) = self.rows.with_untracked(|rows| rows.iter().map(row).unzip());
        let days = |rows: &Vec<DayRow>| rows.iter().map(|row| row.status.get_untracked()).collect();
        let days: Vec<DayStatus> = self.days.with_untracked(days);
        let status = StatusSnapshot {
            state: self.state.get_untracked(),
            run: self.run.get_untracked(),
            totals: self.totals.get_untracked(),
            targets,
            funnels: self.funnels.get_untracked(),
            backfill: (!days.is_empty()).then_some(BackfillStatus { days, in_doubt: self.in_doubt.get_untracked() }),
            epochs: self.epochs.get_untracked(),
            outages: self.outages.get_untracked(),
            events: self.events.get_untracked(),
            thresholds: self.thresholds.get_untracked(),
            bottleneck: self.bottleneck.get_untracked(),
        };
        let series = self.series.get_untracked();
        Some(LiveEvent::Snapshot { seq, status, series, seconds: self.seconds.get_untracked(), trends })
    }

    fn show(self, status: StatusSnapshot, trends: Vec<Vec<f32>>) {
        self.filled.set_value(true);
        set_changed(self.state, status.state);
        set_changed(self.run, status.run);
        set_changed(self.totals, status.totals);
        set_changed(self.funnels, status.funnels);
        set_changed(self.events, status.events);
        set_changed(self.outages, status.outages);
        set_changed(self.epochs, status.epochs);
        set_changed(self.thresholds, status.thresholds);
        set_changed(self.bottleneck, status.bottleneck);
        let BackfillStatus { days, in_doubt } = status.backfill.unwrap_or_default();
        set_changed(self.in_doubt, in_doubt);
        show_days(self.days, days);
        let same = self.rows.with_untracked(|rows| {
            rows.len() == status.targets.len() && rows.iter().zip(&status.targets).all(|(row, new)| row.is_of(new))
        });
        let mut trends = trends.into_iter();
        if same {
            self.rows.with_untracked(|rows| {
                for (row, status) in rows.iter().zip(status.targets) {
                    row.show(status);
                    row.trend.set(trends.next().unwrap_or_default());
                }
            });
        } else {
            let list = self.tick.get_untracked();
            let row = |new| TargetRow::new(new, trends.next().unwrap_or_default(), list);
            let rows: Vec<_> = status.targets.into_iter().map(row).collect();
            self.places.set_value(rows.iter().enumerate().map(|(place, row)| (row.id, place)).collect());
            self.rows.set(rows);
        }
        self.tick.update(|tick| *tick += 1);
    }

    fn change(self, delta: StatusDelta) {
        set_changed(self.state, delta.state);
        set_changed(self.run, delta.run);
        set_changed(self.totals, delta.totals);
        if let Some(funnels) = delta.funnels {
            set_changed(self.funnels, funnels);
        }
        put_changed(self.events, delta.events);
        put_changed(self.outages, delta.outages);
        put_changed(self.epochs, delta.epochs);
        if let Some(thresholds) = delta.thresholds {
            set_changed(self.thresholds, thresholds);
        }
        set_changed(self.bottleneck, delta.bottleneck);
        change_days(self.days, delta.days);
        let points = delta.points;
        self.rows.with_untracked(|rows| {
            self.places.with_value(|places| {
                for patch in delta.targets {
                    if let Some(row) = places.get(&patch.id).and_then(|&place| rows.get(place)) {
                        row.status.update(|status| patch.apply(status));
                    }
                }
            });
            // One step of every sparkline per point of the charts, also where nothing changed.
            for row in rows.iter().filter(|_| !points.is_empty()) {
                let rate = row.status.with_untracked(|status| status.rate.delivered_hits_per_second as f32);
                row.trend.update(|trend| {
                    trend.extend(points.iter().map(|_| rate));
                    trend.drain(..trend.len().saturating_sub(TREND_POINTS));
                });
            }
        });
        if !points.is_empty() {
            self.series.update(|series| {
                series.extend(points);
                series.drain(..series.len().saturating_sub(SERIES_POINTS));
            });
        }
        if !delta.seconds.is_empty() {
            self.seconds.update(|seconds| {
                seconds.extend(delta.seconds);
                seconds.drain(..seconds.len().saturating_sub(RECENT_SECONDS + INCIDENT_SECONDS));
            });
        }
        self.tick.update(|tick| *tick += 1);
    }
}

/// Wakes what depends on `signal` only when there is something new.
fn set_changed<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

/// Wakes what depends on `list` only when there are entries for it.
fn put_changed<T: Numbered + Send + Sync + 'static>(list: RwSignal<Vec<T>>, entries: Vec<T>) {
    if !entries.is_empty() {
        list.update(|list| put(list, entries));
    }
}

/// The live picture of this tab.
pub fn use_live() -> Live {
    expect_context()
}

#[cfg(test)]
mod tests;
