//! Achieved rates: over the last seconds while a run is active.

use domain::Rate;
use std::{collections::VecDeque, time::Duration};

/// How many ticks a rate looks back over.
const WINDOW: usize = 5;
/// How many recent rates a sparkline shows.
const TREND: usize = 40;
/// The shortest interval worth a point of a trend or a chart. Changes of state publish in between, and
/// a rate over some milliseconds is out of all proportion.
pub const SHORTEST_INTERVAL: Duration = Duration::from_millis(500);

/// Follows the counters of one target (or of all).
#[derive(Clone, Debug, Default)]
pub struct RateMeter {
    /// (elapsed, visits assigned, hits answered) at the latest ticks.
    marks: VecDeque<(Duration, u64, u64)>,
    trend: VecDeque<f32>,
    /// (elapsed, hits answered) at the latest point of the trend.
    trended: (Duration, u64),
}

impl RateMeter {
    /// Takes the counters at `elapsed` since the start of the run.
    pub fn mark(&mut self, elapsed: Duration, visits: u64, hits: u64) {
        if self.marks.is_empty() {
            self.marks.push_back((Duration::ZERO, 0, 0));
        }
        let (since, hits_then) = self.trended;
        let interval = elapsed.saturating_sub(since);
        if interval >= SHORTEST_INTERVAL {
            self.trend.push_back((hits.saturating_sub(hits_then) as f64 / interval.as_secs_f64()) as f32);
            self.trended = (elapsed, hits);
        }
        self.marks.push_back((elapsed, visits, hits));
        while self.marks.len() > WINDOW + 1 {
            self.marks.pop_front();
        }
        while self.trend.len() > TREND {
            self.trend.pop_front();
        }
    }

    /// The rate over the last ticks.
    pub fn recent(&self) -> Rate {
        match (self.marks.front(), self.marks.back()) {
            (Some(&first), Some(&last)) => rate(last.0.saturating_sub(first.0), last.1 - first.1, last.2 - first.2),
            _ => Rate::default(),
        }
    }

    /// Hits per second at the latest ticks, oldest first.
    pub fn trend(&self) -> Vec<f32> {
        self.trend.iter().copied().collect()
    }
}

/// Visits and hits per second over `elapsed`; zero when no time has passed.
pub fn rate(elapsed: Duration, visits: u64, hits: u64) -> Rate {
    let seconds = elapsed.as_secs_f64();
    if seconds > 0.0 {
        Rate { visits_per_second: visits as f64 / seconds, hits_per_second: hits as f64 / seconds }
    } else {
        Rate::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_look_back_over_the_window_only() {
        let mut meter = RateMeter::default();
        for second in 1..=20u64 {
            let hits = if second <= 10 { second * 100 } else { 1_000 + (second - 10) * 10 };
            meter.mark(Duration::from_secs(second), second, hits);
        }
        assert_eq!(meter.recent(), Rate { visits_per_second: 1.0, hits_per_second: 10.0 });
        assert_eq!(meter.trend().len(), 20);
        assert_eq!(meter.trend()[0], 100.0);
    }

    #[test]
    fn a_publication_in_between_makes_no_point() {
        let mut meter = RateMeter::default();
        for (millis, hits) in [(1, 0), (1_000, 100), (1_003, 106), (2_000, 200)] {
            meter.mark(Duration::from_millis(millis), 0, hits);
        }
        assert_eq!(meter.trend(), [100.0, 100.0]);
    }
}
