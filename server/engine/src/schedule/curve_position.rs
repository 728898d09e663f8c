//! Where a schedule stands on the curve of its rate: from integrals to times and back.

use super::load::Load;
use domain::load_shape::{Curve, LocalClock, Segment, Shape};
use std::time::Duration;

/// A place on the curve, cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct CurvePosition {
    curve: Curve,
    /// When the curve began, seconds on the schedule's clock, and what its own clock showed then.
    origin: f64,
    /// Where the next arrival is looked for; `None` when the curve has ended.
    segment: Option<Segment>,
    /// The integral where that begins.
    before: f64,
}

impl CurvePosition {
    /// The beginning of the curve of `load` at `origin`, where the integral is 0 and the clock shows the
    /// start of `clock`.
    pub(super) fn new(load: &Load, origin: Duration, clock: LocalClock) -> Self {
        let mut curve = Curve::new(&load.shape, load.scale(), clock);
        Self { origin: origin.as_secs_f64(), segment: curve.next(), curve, before: 0.0 }
    }

    /// On to where the integral is `level`; `None` when that is not before `end`. Gives the time.
    pub(super) fn reach(&mut self, level: f64, end: Duration) -> Option<Duration> {
        let end = end.as_secs_f64();
        loop {
            let segment = self.segment?;
            let start = self.origin + segment.start;
            if start >= end {
                return None;
            }
            if segment.seconds.is_infinite() {
                let rises = segment.from > 0.0;
                return rises.then(|| start + segment.seconds_until(level - self.before)).and_then(time);
            }
            let visits = segment.visits(segment.seconds);
            if level < self.before + visits {
                return time(start + segment.seconds_until(level - self.before).min(segment.seconds));
            }
            self.before += visits;
            self.segment = self.curve.next();
        }
    }

    /// On to `at`, which is not before where it stands by more than a segment. Gives the integral there.
    pub(super) fn level_at(&mut self, at: Duration) -> f64 {
        let at = at.as_secs_f64() - self.origin;
        while let Some(segment) = self.segment.filter(|segment| segment.start + segment.seconds <= at) {
            self.before += segment.visits(segment.seconds);
            self.segment = self.curve.next();
        }
        let within = self.segment.map_or(0.0, |segment| segment.visits((at - segment.start).max(0.0)));
        self.before + within
    }

    /// The same place at `at`, where the integral is `level`, on the curve of `load` instead of `before`'s: with
    /// the same shape where it is on it, with another one at its beginning. `clock` starts at `at`; the day
    /// curve goes by it.
    pub(super) fn changed(self, level: f64, at: Duration, before: &Load, load: &Load, clock: LocalClock) -> Self {
        if (&before.shape, before.scale()) == (&load.shape, load.scale()) && load.shape.shape != Shape::DayCurve {
            return self;
        }
        let goes_on = before.shape == load.shape && load.shape.shape != Shape::DayCurve;
        let origin = if goes_on { self.origin } else { at.as_secs_f64() };
        let mut curve = Curve::new(&load.shape, load.scale(), clock);
        let mut cursor = Self { origin, segment: curve.next(), curve, before: 0.0 };
        cursor.before = level - cursor.rise_to(at);
        cursor
    }

    /// On to the segment of `at`; gives what the integral rises from where that begins to `at`.
    fn rise_to(&mut self, at: Duration) -> f64 {
        let level = self.level_at(at);
        level - self.before
    }
}

/// `seconds` as a duration, to the nanosecond; `None` when that is too long for one.
fn time(seconds: f64) -> Option<Duration> {
    let nanos = (seconds * 1e9).round();
    (nanos < u64::MAX as f64).then(|| Duration::from_nanos(nanos as u64))
}
