//! A run's history for the charts: bounded memory however long the run, and no averaged percentiles.

mod packed;

use super::latency::Microseconds;
use domain::SeriesPoint;
pub(super) use packed::Packed;

/// Most points kept; when there are more, neighbours are merged and the interval doubles.
const MAX_POINTS: usize = 600;

/// Points of equal interval, oldest first.
#[derive(Debug, Default)]
pub(super) struct Series {
    points: Vec<Interval>,
    /// Ticks per point.
    width: usize,
    /// The point being filled, and how many ticks it has.
    open: Option<(Interval, usize)>,
    /// Latencies that came in between ticks.
    held: Vec<(u64, u64)>,
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
    /// Microseconds and counts.
    pub latency: Packed,
}

impl Interval {
    fn merge(&mut self, later: Self) {
        self.to = later.to;
        self.planned += later.planned;
        self.delivered += later.delivered;
        self.failed += later.failed;
        self.unknown += later.unknown;
        let merged = histogram(self.latency.buckets().chain(later.latency.buckets()));
        self.latency = Packed::of(&merged.buckets());
    }

    fn point(&self) -> SeriesPoint {
        let seconds = (self.to - self.from).max(f64::EPSILON);
        let quantiles = (!self.latency.is_empty()).then(|| histogram(self.latency.buckets()).quantiles());
        SeriesPoint {
            t: self.to,
            planned: self.planned / seconds,
            delivered: self.delivered as f64 / seconds,
            failed: self.failed as f64 / seconds,
            unknown: self.unknown as f64 / seconds,
            p50: quantiles.map(|q| q.p50),
            p95: quantiles.map(|q| q.p95),
            p99: quantiles.map(|q| q.p99),
        }
    }
}

impl Series {
    /// Keeps latencies for the next tick's interval.
    pub(super) fn hold(&mut self, latency: &Microseconds) {
        self.held.extend(latency.buckets());
    }

    /// Adds the interval of one tick. Returns true when points other than the last changed, that is
    /// when older ones were merged.
    pub(super) fn push(&mut self, tick: Interval) -> bool {
        let tick = self.with_held(tick);
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
        let held = std::mem::take(&mut self.held);
        if !held.is_empty() {
            let latency = Packed::of(&histogram(held.into_iter()).buckets());
            interval.merge(Interval { to: interval.to, latency, ..Default::default() });
        }
        interval
    }

    /// The finished points from number `from` on.
    pub(super) fn points(&self, from: usize) -> Vec<SeriesPoint> {
        self.points.iter().skip(from).map(Interval::point).collect()
    }
}

fn histogram(buckets: impl Iterator<Item = (u64, u64)>) -> Microseconds {
    let mut histogram = Microseconds::new();
    for (micros, count) in buckets {
        histogram.record_times(micros, count);
    }
    histogram
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tick(second: u64) -> Interval {
        Interval {
            from: second as f64,
            to: second as f64 + 1.0,
            planned: 10.0,
            delivered: 9,
            failed: 1,
            unknown: 0,
            latency: Packed::of(&[(1_000, 9), (100_000, 1)]),
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
            tick.latency = Packed::of(if second % 2 == 0 { &[(1_000, 10)] } else { &[(50_000, 1_000)] });
            series.push(tick);
        }
        let first = series.points(0)[0];
        assert!((first.p50.unwrap() - 50.0).abs() < 0.1, "{first:?}");
    }
}
