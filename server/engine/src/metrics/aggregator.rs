//! Adds up a tick: what became of hits since the last one, by target and of all together.

use super::{
    counters::{Counters, Sample},
    latency::Histograms,
    rates::{Progress, RateMeter, SHORTEST_INTERVAL},
    series::{Interval, Recent, Series},
    target_counts::TargetCounts,
    wall_clock::rfc3339,
};
use crate::slot::Slot;
use domain::{LastError, Latency, SeriesPoint, TargetStatus, messages::Message};
use std::{sync::Arc, time::Duration};

/// The most targets whose quantiles are worked out anew at one tick: with a thousand targets that is most of what a
/// tick costs. Those beyond have their turn at the next ticks, all of them at the last.
const QUANTILES_PER_TICK: usize = 250;

/// The figures of one run so far.
#[derive(Default)]
pub(crate) struct Aggregator {
    /// By slot.
    accounts: Vec<Account>,
    total: Account,
    /// The slot whose turn it is to have new quantiles.
    turn: Slot,
    all_counts: Vec<TargetCounts>,
    samples: Vec<Sample>,
    series: Series,
    points: Arc<Vec<SeriesPoint>>,
    seconds: Arc<Vec<SeriesPoint>>,
    mark: Mark,
}

/// The moment up to which a tick adds up.
pub(crate) struct Tick {
    /// Since the start of the run.
    pub elapsed: Duration,
    /// By slot, the hits that were due by then.
    pub due: Vec<f64>,
    /// For how long load was scheduled, once the last was.
    pub scheduled: Option<Duration>,
    /// No more hits will come to an end.
    pub is_last: bool,
}

/// What is kept of one target between ticks.
#[derive(Default)]
struct Account {
    histograms: Histograms,
    latency: Latency,
    /// The histograms have grown since.
    is_outdated: bool,
    meter: RateMeter,
}

impl Account {
    /// Its quantiles, if something came in or hits have been in flight for so long.
    fn work_out(&mut self, ages: &[(Duration, u64)]) {
        if self.is_outdated || !ages.is_empty() {
            self.latency = self.histograms.quantiles(ages);
            // Once more when the answers have come.
            self.is_outdated = !ages.is_empty();
        }
    }

    fn status(&self, counts: &TargetCounts, is_over: bool) -> TargetStatus {
        let last_error = counts.last_error.as_ref().map(|(at, reason)| {
            let Message { text, coded } = reason.clone().into();
            LastError { at: rfc3339(*at), message: text, coded }
        });
        TargetStatus {
            visits: counts.visits,
            hits: counts.hits,
            errors: counts.errors,
            status_codes: counts.status_codes.iter().copied().collect(),
            rate: if is_over { self.meter.overall() } else { self.meter.recent() },
            latency_ms: self.latency,
            last_error,
            ..TargetStatus::default()
        }
    }
}

/// Counts at the end of the latest interval of the series.
#[derive(Default)]
struct Mark {
    at: Duration,
    planned: f64,
    delivered: u64,
    failed: u64,
    unknown: u64,
}

impl Aggregator {
    /// Takes what the counters hold, of `slots` targets at least; the sum over all targets.
    pub(crate) fn collect(&mut self, counters: &Counters, slots: usize) -> TargetCounts {
        self.all_counts.clear();
        self.samples.clear();
        counters.collect(&mut self.all_counts, &mut self.samples);
        let slots = slots.max(self.all_counts.len());
        self.all_counts.resize_with(slots, TargetCounts::default);
        self.accounts.resize_with(slots, Account::default);
        let mut total = TargetCounts::default();
        for counts in &self.all_counts {
            total.add(counts);
        }
        total.last_error =
            self.all_counts.iter().filter_map(|counts| counts.last_error.clone()).max_by_key(|(at, _)| *at);
        total
    }

    /// By slot, what was collected.
    pub(crate) fn counts(&self) -> &[TargetCounts] {
        &self.all_counts
    }

    /// Hits that were answered since the tick before.
    pub(crate) fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// The run's history so far.
    pub(crate) fn series(&self) -> Arc<Vec<SeriesPoint>> {
        Arc::clone(&self.points)
    }

    /// What the history does not have second by second, as far as that is kept.
    pub(crate) fn seconds(&self) -> Arc<Vec<SeriesPoint>> {
        Arc::clone(&self.seconds)
    }

    /// Records the samples, marks the rates and closes an interval of the series.
    pub(crate) fn measure(&mut self, total: &TargetCounts, tick: &Tick) {
        let Tick { elapsed, due, scheduled, is_last } = tick;
        // With a thousand targets in turns, each sample would find its target's histograms out of the processor's cache.
        self.samples.sort_unstable_by_key(|sample| sample.slot);
        let mut recent = Recent::default();
        for sample in &self.samples {
            if let Some(account) = self.accounts.get_mut(sample.slot) {
                account.histograms.record(sample);
                account.is_outdated = true;
            }
            self.total.histograms.record(sample);
            recent.record(sample);
        }
        self.work_out_quantiles(*elapsed, if *is_last { usize::MAX } else { QUANTILES_PER_TICK });
        self.total.is_outdated |= !self.samples.is_empty();
        self.total.work_out(&total.in_flight.ages(*elapsed));
        for ((account, counts), due) in self.accounts.iter_mut().zip(&self.all_counts).zip(due) {
            account.meter.mark(*elapsed, progress(counts, *due));
        }
        let due = due.iter().sum();
        self.total.meter.mark(*elapsed, progress(total, due));
        if let Some(length) = scheduled {
            for account in self.accounts.iter_mut().chain([&mut self.total]) {
                account.meter.end_schedule(*length);
            }
        }
        self.extend_series(*elapsed, total, due, recent, *is_last);
    }

    /// The figures of the target at `slot`, and its hits per second at the latest ticks; rates over the whole time in
    /// which load was scheduled if the run `is_over`.
    pub(crate) fn target(&self, slot: Slot, is_over: bool) -> Option<(TargetStatus, Vec<f32>)> {
        let counts = self.all_counts.get(slot)?;
        let account = self.accounts.get(slot)?;
        Some((account.status(counts, is_over), account.meter.trend()))
    }

    /// The figures of all targets, whose counts are `total`.
    pub(crate) fn total(&self, total: &TargetCounts, is_over: bool) -> TargetStatus {
        self.total.status(total, is_over)
    }

    /// The quantiles of so many targets where something came in, or nothing does any more.
    fn work_out_quantiles(&mut self, elapsed: Duration, most: usize) {
        let first = self.turn.min(self.accounts.len());
        let (before, from) = self.accounts.split_at_mut(first);
        let in_turn = from.iter_mut().zip(first..).chain(before.iter_mut().zip(0..));
        let ages =
            |slot: Slot| self.all_counts.get(slot).map(|counts| counts.in_flight.ages(elapsed)).unwrap_or_default();
        let with_ages = in_turn.map(|(account, slot)| (account, ages(slot), slot));
        let outdated = with_ages.filter(|(account, ages, _)| account.is_outdated || !ages.is_empty());
        for (account, ages, slot) in outdated.take(most) {
            account.work_out(&ages);
            self.turn = slot + 1;
        }
    }

    fn extend_series(&mut self, elapsed: Duration, total: &TargetCounts, planned: f64, recent: Recent, last: bool) {
        let length = elapsed.saturating_sub(self.mark.at);
        if length < SHORTEST_INTERVAL && !last {
            self.series.hold(recent);
            return;
        }
        let hits = &total.hits;
        let failed = hits.rejected + hits.failed + hits.dropped;
        let interval = Interval {
            from: self.mark.at.as_secs_f64(),
            to: elapsed.as_secs_f64(),
            planned: planned - self.mark.planned,
            delivered: hits.delivered - self.mark.delivered,
            failed: failed - self.mark.failed,
            unknown: hits.unknown - self.mark.unknown,
            in_flight: hits.in_flight,
            latencies: recent.packed(),
        };
        self.mark = Mark { at: elapsed, planned, delivered: hits.delivered, failed, unknown: hits.unknown };
        let from = if last && length < SHORTEST_INTERVAL {
            self.series.finish(interval);
            self.points.len().saturating_sub(1)
        } else if self.series.push(interval) {
            0
        } else {
            self.points.len()
        };
        let mut points: Vec<_> = self.points.iter().take(from).copied().collect();
        points.extend(self.series.points(from));
        self.points = Arc::new(points);
        self.seconds = Arc::new(self.series.seconds());
    }
}

fn progress(counts: &TargetCounts, due: f64) -> Progress {
    let TargetCounts { visits, hits, .. } = counts;
    Progress { begun: visits.begun(), settled: hits.settled(), delivered: hits.delivered, due }
}
