//! A run's history for the charts: bounded memory however long the run, and no averaged percentiles.

mod latencies;
mod packed;
mod seconds;

use domain::SeriesPoint;
pub(super) use latencies::{Latencies, Recent};
use seconds::Seconds;

/// Most points kept; when there are more, neighbours are merged and the interval doubles.
const MAX_POINTS: usize = 600;

/// The quantiles of a point.
const QUANTILES: [f64; 3] = [0.5, 0.95, 0.99];

/// Points of equal interval, oldest first.
#[derive(Debug, Default)]
pub(super) struct Series {
    points: Vec<Interval>,
    /// Ticks per point.
    width: usize,
    /// The point being filled, and how many ticks it has.
    open: Option<(Interval, usize)>,
    /// Latencies that came in between ticks.
    held: Option<Recent>,
    /// The latest tick.
    latest: Interval,
    /// By the tick, as far as they are kept.
    seconds: Seconds,
}

/// Counts of one interval, and its latencies as histogram buckets, so that intervals can be merged.
#[derive(Clone, Debug, Default)]
pub(super) struct Interval {
    /// Its bounds, seconds since the start of the run.
    pub from: f64,
    /// See `from`.
    pub to: f64,
    /// Hits due.
    pub planned: f64,
    /// Hits delivered.
    pub delivered: u64,
    /// Hits rejected, failed or dropped.
    pub failed: u64,
    /// Hits unknown.
    pub unknown: u64,
    /// The most in flight at the end of any tick of it.
    pub in_flight: u64,
    /// How long hits took, and how late they were sent.
    pub latencies: Latencies,
}

impl Interval {
    fn merge(&mut self, later: Self) {
        self.to = later.to;
        self.planned += later.planned;
        self.delivered += later.delivered;
        self.failed += later.failed;
        self.unknown += later.unknown;
        self.in_flight = self.in_flight.max(later.in_flight);
        self.latencies.merge(&later.latencies);
    }

    fn point(&self) -> SeriesPoint {
        let seconds = (self.to - self.from).max(f64::EPSILON);
        let Latencies { from_planned, from_send, lag } = &self.latencies;
        let planned = from_planned.at(QUANTILES).map(milliseconds);
        let send = from_send.at(QUANTILES).map(milliseconds);
        SeriesPoint {
            t: self.to,
            planned: self.planned / seconds,
            delivered: self.delivered as f64 / seconds,
            failed: self.failed as f64 / seconds,
            unknown: self.unknown as f64 / seconds,
            p50: planned.map(|[p50, _, _]| p50),
            p95: planned.map(|[_, p95, _]| p95),
            p99: planned.map(|[_, _, p99]| p99),
            send_p50: send.map(|[p50, _, _]| p50),
            send_p95: send.map(|[_, p95, _]| p95),
            send_p99: send.map(|[_, _, p99]| p99),
            lag_p99: lag.at([0.99]).map(milliseconds).map(|[p99]| p99),
            in_flight: Some(self.in_flight),
        }
    }
}

fn milliseconds<const N: usize>(micros: [u64; N]) -> [f64; N] {
    micros.map(|micros| micros as f64 / 1_000.0)
}

impl Series {
    /// Keeps latencies for the next tick's interval.
    pub(super) fn hold(&mut self, recent: Recent) {
        match &mut self.held {
            Some(held) => held.add(&recent),
            None => self.held = Some(recent),
        }
    }

    /// Adds the interval of one tick. Returns true when points other than the last changed, that is
    /// when older ones were merged.
    pub(super) fn push(&mut self, tick: Interval) -> bool {
        let tick = self.with_held(tick);
        self.seconds.push(tick.point());
        self.latest = tick.clone();
        let width = self.width.max(1);
        let (point, ticks) = match self.open.take() {
            Some((mut point, ticks)) => {
                point.merge(tick);
                (point, ticks + 1)
            }
            None => (tick, 1),
        };
        if ticks < width {
            self.open = Some((point, ticks));
            return false;
        }
        self.points.push(point);
        if self.points.len() < MAX_POINTS {
            return false;
        }
        let mut merged: Vec<Interval> = Vec::with_capacity(MAX_POINTS / 2 + 1);
        for (place, point) in self.points.drain(..).enumerate() {
            match merged.last_mut() {
                Some(last) if place % 2 == 1 => last.merge(point),
                _ => merged.push(point),
            }
        }
        self.points = merged;
        self.width = width * 2;
        true
    }

    /// Adds what came after the last whole tick to the last point: as a point of its own, a fraction of
    /// a second would show rates out of all proportion.
    pub(super) fn finish(&mut self, rest: Interval) {
        let rest = self.with_held(rest);
        self.latest.merge(rest.clone());
        self.seconds.replace_latest(self.latest.point());
        let mut last = match self.open.take() {
            Some((point, _)) => point,
            None => match self.points.pop() {
                Some(point) => point,
                None => return self.points.push(rest),
            },
        };
        last.merge(rest);
        self.points.push(last);
    }

    fn with_held(&mut self, mut interval: Interval) -> Interval {
        if let Some(held) = self.held.take() {
            interval.latencies.merge(&held.packed());
        }
        interval
    }

    /// The latest points of a tick each, and those around incidents; none while all points are of a tick.
    pub(super) fn seconds(&self) -> Vec<SeriesPoint> {
        if self.width > 1 { self.seconds.points() } else { Vec::new() }
    }

    /// The finished points from number `from` on.
    pub(super) fn points(&self, from: usize) -> Vec<SeriesPoint> {
        self.points.iter().skip(from).map(Interval::point).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::counters::Sample, *};
    use domain::live::in_detail;
    use std::time::Duration;

    /// Of so many hits that each took so many milliseconds from when they were due.
    fn delivered(hits: &[(u64, u64)]) -> Latencies {
        let mut recent = Recent::default();
        for &(ms, hits) in hits {
            let from_planned = Duration::from_millis(ms);
            let from_send = from_planned.mul_f64(0.5);
            recent.record(&Sample { slot: 0, hits, from_planned, from_send, is_delivered: true });
        }
        recent.packed()
    }

    fn tick(second: u64) -> Interval {
        Interval {
            from: second as f64,
            to: second as f64 + 1.0,
            planned: 10.0,
            delivered: 9,
            failed: 1,
            unknown: 0,
            in_flight: second,
            latencies: delivered(&[(1, 9), (100, 1)]),
        }
    }

    #[test]
    fn a_long_run_stays_bounded_and_loses_no_hit() {
        let mut series = Series::default();
        for second in 0..10_000 {
            series.push(tick(second));
        }
        let points = series.points(0);
        assert!(points.len() < MAX_POINTS && points.len() >= MAX_POINTS / 2, "{} points", points.len());
        let mut from = 0.0;
        for point in &points {
            assert!((point.delivered - 9.0).abs() < 1e-9 && (point.planned - 10.0).abs() < 1e-9);
            assert!(point.t > from);
            from = point.t;
        }
    }

    #[test]
    fn seconds_are_told_apart_once_points_are_merged_and_lose_no_hit_with_them() {
        let mut series = Series::default();
        for second in 0..599 {
            series.push(tick(second));
        }
        assert!(series.seconds().is_empty(), "each point is a second");
        for second in 599..2_000 {
            series.push(tick(second));
        }
        series.finish(Interval { from: 2_000.0, to: 2_000.3, delivered: 3, ..Default::default() });
        let points = in_detail(&series.points(0), &series.seconds());
        let ends: Vec<_> = points.iter().map(|point| point.t).collect();
        assert!(ends.windows(2).all(|pair| pair[0] < pair[1]), "{ends:?}");
        assert!(ends.windows(2).rev().take(590).all(|pair| pair[1] - pair[0] < 1.5), "{ends:?}");
        let mut from = 0.0;
        let hits: f64 =
            points.iter().map(|point| point.delivered * (point.t - std::mem::replace(&mut from, point.t))).sum();
        assert!((hits - 18_003.0).abs() < 1e-6, "{hits}");
    }

    #[test]
    fn the_rest_of_a_run_makes_no_spike() {
        let mut series = Series::default();
        series.push(tick(0));
        series.push(tick(1));
        series.finish(Interval { from: 2.0, to: 2.001, delivered: 3, ..Default::default() });
        let points = series.points(0);
        assert_eq!(points.len(), 2);
        assert!((points[1].delivered - 12.0 / 1.001).abs() < 1e-9, "{points:?}");
    }

    #[test]
    fn percentiles_of_merged_points_come_from_merged_histograms() {
        let mut series = Series::default();
        for second in 0..MAX_POINTS as u64 {
            let mut tick = tick(second);
            // Every other second is ten times as busy and slow: an average of percentiles would differ.
            tick.latencies = delivered(if second % 2 == 0 { &[(1, 10)] } else { &[(50, 1_000)] });
            series.push(tick);
        }
        let first = series.points(0)[0];
        assert!((first.p50.unwrap() - 50.0).abs() < 0.1, "{first:?}");
        assert!((first.send_p50.unwrap() - 25.0).abs() < 0.1, "{first:?}");
        assert!((first.lag_p99.unwrap() - 25.0).abs() < 0.1, "{first:?}");
        assert_eq!(first.in_flight, Some(1), "the most of both");
    }
}
