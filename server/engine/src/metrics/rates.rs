//! Rates: over the last seconds while a run is active, over the time in which load was scheduled afterwards.

use domain::Rate;
use std::{collections::VecDeque, time::Duration};

/// How many ticks a rate looks back over.
const WINDOW: usize = 5;
/// How many recent rates a sparkline shows.
const TREND: usize = 40;
/// The shortest interval worth a point of a trend or a chart. Changes of state publish in between, and
/// a rate over some milliseconds is out of all proportion.
pub(super) const SHORTEST_INTERVAL: Duration = Duration::from_millis(500);

/// How far a target (or all together) has come: counts since the start of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Progress {
    /// Visits begun.
    pub begun: u64,
    /// Hits that were sent and came to an end.
    pub settled: u64,
    /// Hits delivered.
    pub delivered: u64,
    /// Hits that were due.
    pub due: f64,
}

impl Progress {
    /// What came since `before`.
    pub(super) fn since(&self, before: &Self) -> Self {
        Self {
            begun: self.begun.saturating_sub(before.begun),
            settled: self.settled.saturating_sub(before.settled),
            delivered: self.delivered.saturating_sub(before.delivered),
            due: (self.due - before.due).max(0.0),
        }
    }

    /// The same per second over `length`; zero when no time has passed.
    pub(super) fn rate(&self, length: Duration) -> Rate {
        let seconds = length.as_secs_f64();
        if seconds <= 0.0 {
            return Rate::default();
        }
        Rate {
            visits_per_second: self.begun as f64 / seconds,
            hits_per_second: self.settled as f64 / seconds,
            planned_hits_per_second: self.due / seconds,
            delivered_hits_per_second: self.delivered as f64 / seconds,
        }
    }
}

/// Follows the counters of one target (or of all).
#[derive(Clone, Debug, Default)]
pub(super) struct RateMeter {
    /// The counters at the latest ticks.
    marks: VecDeque<(Duration, Progress)>,
    trend: VecDeque<f32>,
    /// (elapsed, hits delivered) at the latest point of the trend.
    trended: (Duration, u64),
    /// The counters when the last load was scheduled, and the time that had taken.
    scheduled: Option<(Duration, Progress)>,
}

impl RateMeter {
    /// Takes the counters at `elapsed` since the start of the run.
    pub(super) fn mark(&mut self, elapsed: Duration, progress: Progress) {
        if self.marks.is_empty() {
            self.marks.push_back((Duration::ZERO, Progress::default()));
        }
        let (since, delivered) = self.trended;
        let interval = elapsed.saturating_sub(since);
        if interval >= SHORTEST_INTERVAL {
            let rate = progress.delivered.saturating_sub(delivered) as f64 / interval.as_secs_f64();
            self.trend.push_back(rate as f32);
            self.trended = (elapsed, progress.delivered);
        }
        self.marks.push_back((elapsed, progress));
        while self.marks.len() > WINDOW + 1 {
            self.marks.pop_front();
        }
        while self.trend.len() > TREND {
            self.trend.pop_front();
        }
    }

    /// No more load is scheduled: what was marked last was achieved in this time.
    pub(super) fn end_schedule(&mut self, length: Duration) {
        if let Some((_, progress)) = self.marks.back() {
            self.scheduled.get_or_insert((length, *progress));
        }
    }

    /// The rate over the last ticks.
    pub(super) fn recent(&self) -> Rate {
        match (self.marks.front(), self.marks.back()) {
            (Some((from, before)), Some((to, now))) => now.since(before).rate(to.saturating_sub(*from)),
            _ => Rate::default(),
        }
    }

    /// The rate over the time in which load was scheduled.
    pub(super) fn overall(&self) -> Rate {
        self.scheduled.map(|(length, progress)| progress.rate(length)).unwrap_or_default()
    }

    /// Hits delivered per second at the latest ticks, oldest first.
    pub(super) fn trend(&self) -> Vec<f32> {
        self.trend.iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(begun: u64, delivered: u64) -> Progress {
        Progress { begun, settled: 2 * delivered, delivered, due: 4.0 * delivered as f64 }
    }

    #[test]
    fn rates_look_back_over_the_window_only() {
        let mut meter = RateMeter::default();
        for second in 1..=20u64 {
            let hits = if second <= 10 { second * 100 } else { 1_000 + (second - 10) * 10 };
            meter.mark(Duration::from_secs(second), progress(second, hits));
        }
        let expected = Rate {
            visits_per_second: 1.0,
            hits_per_second: 20.0,
            planned_hits_per_second: 40.0,
            delivered_hits_per_second: 10.0,
        };
        assert_eq!(meter.recent(), expected);
        assert_eq!(meter.trend().len(), 20);
        assert_eq!(meter.trend()[0], 100.0);
    }

    #[test]
    fn a_publication_in_between_makes_no_point() {
        let mut meter = RateMeter::default();
        for (millis, hits) in [(1, 0), (1_000, 100), (1_003, 106), (2_000, 200)] {
            meter.mark(Duration::from_millis(millis), progress(0, hits));
        }
        assert_eq!(meter.trend(), [100.0, 100.0]);
    }

    #[test]
    fn what_comes_after_the_last_load_is_in_no_rate_of_the_whole() {
        let mut meter = RateMeter::default();
        meter.mark(Duration::from_secs(4), progress(200, 300));
        meter.end_schedule(Duration::from_secs(2));
        meter.mark(Duration::from_secs(24), progress(200, 1_000));
        meter.end_schedule(Duration::from_secs(22));
        assert_eq!((meter.overall().visits_per_second, meter.overall().delivered_hits_per_second), (100.0, 150.0));
    }
}
