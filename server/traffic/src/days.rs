//! When the visits of a backfill happened.

use crate::{
    draw::{Draw, Part},
    zone::ZoneClock,
};
use domain::{MultiTargetConfig, Shape, backfill::DayPlan, load_shape::DayCurve};

/// The days of a backfill.
#[derive(Clone, Debug)]
pub(crate) struct Days {
    days: Vec<Day>,
}

#[derive(Clone, Debug)]
struct Day {
    plan: DayPlan,
    /// When it begins, seconds since the Unix epoch.
    start: i64,
    /// The last second that a hit may have: the day's last, or now.
    latest: i64,
    /// Stretches of the day over which arrivals are spread evenly, each with where it begins, seconds since
    /// the Unix epoch, and the arrivals before it as a part of all.
    stretches: Vec<(i64, f64)>,
}

/// When a visit of the past happened; times in seconds since the Unix epoch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dated {
    begin: i64,
    latest: i64,
    /// What the visit takes by itself, milliseconds.
    length_ms: u64,
}

impl Dated {
    /// The time of the hit that is `reported_ms` after the first. Where the visit is longer than the time
    /// there is for it, it is shorter by a factor.
    pub(crate) fn at(&self, reported_ms: u64) -> i64 {
        let room = u64::try_from(self.latest - self.begin).unwrap_or(0).saturating_mul(1_000);
        let after = match self.length_ms {
            length if length > room => (u128::from(reported_ms) * u128::from(room) / u128::from(length)) as u64,
            _ => reported_ms,
        };
        self.begin.saturating_add_unsigned(after / 1_000)
    }
}

impl Days {
    /// `plans` in order of their first visits. `now`: seconds since the Unix epoch; nothing happens later.
    pub(crate) fn new(config: &MultiTargetConfig, plans: Vec<DayPlan>, now: i64, clock: &ZoneClock) -> Self {
        let curve = (config.load_shape.shape == Shape::DayCurve).then_some(&config.load_shape.day_curve);
        Self { days: plans.into_iter().map(|plan| Day::new(plan, now, clock, curve)).collect() }
    }

    /// Place of a visit's day, and the visit's place in it. A visit behind the last one belongs to the last
    /// day.
    fn find(&self, index: u64) -> Option<(usize, u64)> {
        let day = self.days.partition_point(|day| day.plan.first_index <= index).checked_sub(1)?;
        // Days without visits share their first index with the next one, which is the one found.
        Some((day, index - self.days.get(day)?.plan.first_index))
    }

    /// When visit `index`, whose key and length are given, happened: in its part of the day, so that a day
    /// with many visits has them everywhere, and early enough to end on the same day and before now.
    pub(crate) fn date(&self, index: u64, key: u64, length_ms: u64) -> Dated {
        let Some((day, place)) = self.find(index).and_then(|(day, place)| Some((self.days.get(day)?, place))) else {
            return Dated { begin: 0, latest: 0, length_ms };
        };
        let jitter = Draw::of(key, Part::Arrival).fraction();
        let arrival = day.arrival((place as f64 + jitter) / day.plan.visits.max(1) as f64);
        let seconds = i64::try_from(length_ms.div_ceil(1_000)).unwrap_or(i64::MAX);
        let begin = arrival.min(day.latest.saturating_sub(seconds)).max(day.start).min(day.latest);
        Dated { begin, latest: day.latest, length_ms }
    }
}

impl Day {
    fn new(plan: DayPlan, now: i64, clock: &ZoneClock, curve: Option<&DayCurve>) -> Self {
        let bounds = clock.day(plan.date);
        let latest = (bounds.end - 1).min(now);
        // The hours as its clock shows them; one stretch if all are alike.
        let mut edges = vec![bounds.start];
        if curve.is_some() {
            edges.extend((bounds.start + 1..=latest).filter(|at| at % 900 == 0 && clock.local(*at) % 3_600 == 0));
        }
        let ends = edges.iter().skip(1).copied().chain([latest + 1]);
        let weights = edges.iter().zip(ends).map(|(from, to)| {
            let hour = clock.local(*from).div_euclid(3_600).rem_euclid(24);
            let level = curve.map_or(1.0, |curve| curve.level(plan.date.weekday(), hour as usize));
            level * (to - from).max(0) as f64
        });
        let weights: Vec<f64> = weights.collect();
        let total: f64 = weights.iter().sum();
        let mut before = 0.0;
        let stretches = edges.into_iter().zip(weights).map(|(from, weight)| {
            let share = if total > 0.0 { before / total } else { 0.0 };
            before += weight;
            (from, share)
        });
        Self { plan, start: bounds.start, latest, stretches: stretches.collect() }
    }

    /// When this part of the day's arrivals has happened.
    fn arrival(&self, share: f64) -> i64 {
        let next = self.stretches.partition_point(|(_, before)| *before <= share);
        let (from, low) =
            next.checked_sub(1).and_then(|place| self.stretches.get(place)).copied().unwrap_or((self.start, 0.0));
        let (to, high) = self.stretches.get(next).copied().unwrap_or((self.latest + 1, 1.0));
        let part = if high > low { ((share - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
        (from + ((to - from) as f64 * part) as i64).min(self.latest)
    }
}
