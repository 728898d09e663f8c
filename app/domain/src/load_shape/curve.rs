//! The rate over time and its integral, segment by segment: what the schedule counts arrivals with and
//! what the editor draws.

use super::{LoadShape, Shape};
use std::sync::Arc;

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// A stretch of time over which the rate changes in a straight line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Where it begins, seconds since the start of the run.
    pub start: f64,
    /// How long it lasts, seconds; infinite for the last one.
    pub seconds: f64,
    /// Visits per second where it begins.
    pub from: f64,
    /// Visits per second where it ends; the same as `from` if it never does.
    pub to: f64,
}

impl Segment {
    /// Visits per second, `elapsed` seconds into the segment.
    pub fn rate(&self, elapsed: f64) -> f64 {
        if self.from == self.to { self.from } else { self.from + (self.to - self.from) * elapsed / self.seconds }
    }

    /// Visits that arrive in its first `elapsed` seconds.
    pub fn visits(&self, elapsed: f64) -> f64 {
        if self.from == 0.0 && self.to == 0.0 { 0.0 } else { elapsed * (self.from + self.rate(elapsed)) / 2.0 }
    }

    /// The inverse of [`Segment::visits`]: seconds until that many visits have arrived.
    ///
    /// The positive root of the quadratic, in the form that does not cancel; only operations that
    /// IEEE 754 rounds correctly, so that every machine gets the same time (law 2).
    pub fn seconds_until(&self, visits: f64) -> f64 {
        if visits <= 0.0 {
            return 0.0;
        }
        let slope = if self.from == self.to { 0.0 } else { (self.to - self.from) / self.seconds };
        let root = (self.from * self.from + 2.0 * slope * visits).max(0.0).sqrt();
        2.0 * visits / (self.from + root)
    }
}

/// What a time zone's clocks are ahead of UTC, from a moment on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneOffset {
    /// Seconds since the Unix epoch.
    pub from_unix: i64,
    /// Seconds east of UTC.
    pub seconds: i32,
}

/// What the day curve needs to know of the world: when the run starts, and the time zone's clock.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LocalClock {
    /// Start of the run, seconds since the Unix epoch.
    pub start_unix: f64,
    /// The zone's offsets in order of time; the first also holds before its moment; none is UTC.
    pub offsets: Vec<ZoneOffset>,
}

impl LocalClock {
    /// The offset at `unix` and when the next begins.
    fn offset_at(&self, unix: i64) -> (i64, Option<i64>) {
        let next = self.offsets.partition_point(|offset| offset.from_unix <= unix);
        let current = self.offsets.get(next.saturating_sub(1));
        let upcoming = self.offsets.get(next.max(1));
        (current.map_or(0, |offset| i64::from(offset.seconds)), upcoming.map(|offset| offset.from_unix))
    }

    /// When the next day of the zone begins after `unix`, both in seconds since the Unix epoch.
    pub fn next_midnight(&self, unix: f64) -> f64 {
        let unix = unix.floor() as i64;
        let (offset, mut change) = self.offset_at(unix);
        let day_ends = ((unix + offset).div_euclid(DAY) + 1) * DAY;
        let mut midnight = day_ends - offset;
        // Where the clocks are changed before midnight, or over it, the day is shorter or longer.
        while let Some(changes) = change.filter(|changes| *changes < midnight) {
            let (offset, next) = self.offset_at(changes);
            midnight = (day_ends - offset).max(changes);
            change = next;
        }
        midnight as f64
    }
}

/// Iterates over the segments of a shape, without gaps, from the start of the run on. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Curve {
    shape: Arc<LoadShape>,
    per_second: f64,
    clock: Arc<LocalClock>,
    /// Where the next segment begins; infinite after the last.
    start: f64,
    /// Number of the next segment.
    number: usize,
}

impl Curve {
    /// The curve of `shape` where level 1 is `visits_per_day`. The clock matters to the day curve only.
    pub fn new(shape: &LoadShape, visits_per_day: f64, clock: LocalClock) -> Self {
        let shape = Arc::new(shape.clone());
        let clock = Arc::new(clock);
        Self { shape, per_second: visits_per_day / DAY as f64, clock, start: 0.0, number: 0 }
    }

    /// Visits that arrive in the first `seconds`.
    pub fn visits_within(mut self, seconds: f64) -> f64 {
        let mut visits = 0.0;
        for segment in self.by_ref() {
            if segment.start >= seconds {
                break;
            }
            visits += segment.visits(segment.seconds.min(seconds - segment.start));
        }
        visits
    }

    /// Length and levels of the next segment.
    fn part(&self) -> (f64, f64, f64) {
        let forever = |level| (f64::INFINITY, level, level);
        match self.shape.shape {
            Shape::Constant => forever(1.0),
            Shape::Ramp if self.number == 0 => (self.shape.ramp.seconds, self.shape.ramp.from, self.shape.ramp.to),
            Shape::Ramp => forever(self.shape.ramp.to),
            Shape::Steps => match (self.shape.steps.get(self.number), self.shape.steps.get(self.number + 1)) {
                (Some(step), Some(_)) => (step.seconds, step.level, step.level),
                (step, _) => forever(step.map_or(0.0, |step| step.level)),
            },
            Shape::Spike => {
                let spike = &self.shape.spike;
                match self.number {
                    0 => (spike.after_seconds, spike.base, spike.base),
                    1 => (spike.rise_seconds, spike.base, spike.peak),
                    2 => (spike.hold_seconds, spike.peak, spike.peak),
                    3 => (spike.fall_seconds, spike.peak, spike.base),
                    _ => forever(spike.base),
                }
            }
            Shape::DayCurve => self.hour(),
        }
    }

    /// The rest of the current hour on the zone's clock.
    fn hour(&self) -> (f64, f64, f64) {
        let unix = self.clock.start_unix + self.start;
        let (offset, change) = self.clock.offset_at(unix.floor() as i64);
        let local = unix.floor() as i64 + offset;
        // The Unix epoch was a Thursday.
        let weekday = (local.div_euclid(DAY) + 3).rem_euclid(7);
        let hour = local.rem_euclid(DAY) / HOUR;
        let ends = (local.div_euclid(HOUR) + 1) * HOUR - offset;
        let ends = change.map_or(ends, |change| ends.min(change));
        let level = self.shape.day_curve.level(weekday as usize, hour as usize);
        (ends as f64 - unix, level, level)
    }
}

impl Iterator for Curve {
    type Item = Segment;

    fn next(&mut self) -> Option<Segment> {
        // Parts without length (a spike that rises at once) are no segments.
        while self.start.is_finite() {
            let (seconds, from, to) = self.part();
            let segment =
                Segment { start: self.start, seconds, from: from * self.per_second, to: to * self.per_second };
            self.start += seconds;
            self.number += 1;
            if seconds > 0.0 {
                return Some(segment);
            }
        }
        None
    }
}
