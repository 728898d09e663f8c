//! How the rate of visits changes over a run. All levels are multiples of `target_visits_per_day`.

mod curve;
#[cfg(test)]
mod tests;

pub use curve::{Curve, LocalClock, Segment, ZoneOffset};

use serde::{Deserialize, Serialize};

/// The most steps of a load shape.
pub const MAX_STEPS: usize = 100;
/// The highest level.
pub const MAX_LEVEL: f64 = 100.0;
/// The longest part of a shape, seconds: 30 days.
pub const MAX_SECONDS: f64 = 30.0 * 86_400.0;

/// The kinds of shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// The same rate all the time.
    #[default]
    Constant,
    /// From one level to another, which is then held.
    Ramp,
    /// One level after the other; the last is held.
    Steps,
    /// A base level with one peak.
    Spike,
    /// The rhythm of days and weeks in the configuration's time zone.
    DayCurve,
}

impl Shape {
    /// Every shape, in the order the picker shows them.
    pub const ALL: [Self; 5] = [Self::Constant, Self::Ramp, Self::Steps, Self::Spike, Self::DayCurve];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Ramp => "ramp",
            Self::Steps => "steps",
            Self::Spike => "spike",
            Self::DayCurve => "day-curve",
        }
    }
}

/// A load shape. Only the part named by `shape` has an effect; the others are kept, so that trying
/// another shape loses nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LoadShape {
    /// Which part applies.
    pub shape: Shape,
    /// Of `ramp`.
    pub ramp: Ramp,
    /// Of `steps`, 1 to [`MAX_STEPS`].
    pub steps: Vec<Step>,
    /// Of `spike`.
    pub spike: Spike,
    /// Of `day-curve`.
    pub day_curve: DayCurve,
}

impl Default for LoadShape {
    fn default() -> Self {
        Self {
            shape: Shape::default(),
            ramp: Ramp::default(),
            steps: [0.25, 0.5, 0.75, 1.0].map(|level| Step { level, ..Step::default() }).into(),
            spike: Spike::default(),
            day_curve: DayCurve::default(),
        }
    }
}

/// From `from` to `to` in a straight line, then on at `to`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ramp {
    /// Level at the start, 0–100.
    pub from: f64,
    /// Level from the end on, 0–100.
    pub to: f64,
    /// Length of the ramp, seconds, 1 to 30 days.
    pub seconds: f64,
}

impl Default for Ramp {
    fn default() -> Self {
        Self { from: 0.0, to: 1.0, seconds: 600.0 }
    }
}

/// A level that is held for a while.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Step {
    /// Level, 0–100.
    pub level: f64,
    /// Length, seconds, 1 to 30 days; the last step goes on.
    pub seconds: f64,
}

impl Default for Step {
    fn default() -> Self {
        Self { level: 1.0, seconds: 300.0 }
    }
}

/// A base level and one peak.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Spike {
    /// Level before and after, 0–100.
    pub base: f64,
    /// Level of the peak, 0–100.
    pub peak: f64,
    /// When the rate begins to rise, seconds from the start, 0 to 30 days.
    pub after_seconds: f64,
    /// How long it rises, seconds, 0 to 30 days.
    pub rise_seconds: f64,
    /// How long the peak is held, seconds, 0 to 30 days.
    pub hold_seconds: f64,
    /// How long it falls, seconds, 0 to 30 days.
    pub fall_seconds: f64,
}

impl Default for Spike {
    fn default() -> Self {
        Self { base: 1.0, peak: 5.0, after_seconds: 300.0, rise_seconds: 30.0, hold_seconds: 120.0, fall_seconds: 60.0 }
    }
}

/// The rhythm of a day, and of the week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DayCurve {
    /// 24 weights, from midnight to midnight: only proportions count, so that a day with factor 1 and 24
    /// hours has `target_visits_per_day` visits.
    pub hours: Vec<f64>,
    /// Factors of the weekdays from Monday on, 0–100; 1 is `target_visits_per_day`.
    pub weekdays: Vec<f64>,
}

impl Default for DayCurve {
    /// Quiet nights, a rise in the morning, a long plateau and a peak in the evening; less at weekends.
    fn default() -> Self {
        let hours = [
            8.0, 5.0, 4.0, 3.0, 3.0, 5.0, 10.0, 20.0, 32.0, 42.0, 48.0, 50.0, 52.0, 50.0, 49.0, 49.0, 48.0, 47.0, 48.0,
            52.0, 54.0, 46.0, 30.0, 16.0,
        ];
        Self { hours: hours.into(), weekdays: vec![1.0, 1.05, 1.05, 1.0, 0.9, 0.7, 0.75] }
    }
}

impl DayCurve {
    /// The level of an hour (0–23) on a weekday (0 is Monday); 0 outside of that.
    pub fn level(&self, weekday: usize, hour: usize) -> f64 {
        let total: f64 = self.hours.iter().sum();
        let of = |list: &[f64], place: usize| list.get(place).copied().unwrap_or(0.0);
        if total > 0.0 { of(&self.hours, hour) * 24.0 / total * of(&self.weekdays, weekday) } else { 0.0 }
    }
}

impl LoadShape {
    /// The highest level it ever reaches.
    pub fn peak(&self) -> f64 {
        match self.shape {
            Shape::Constant => 1.0,
            Shape::Ramp => self.ramp.from.max(self.ramp.to),
            Shape::Steps => self.steps.iter().map(|step| step.level).fold(0.0, f64::max),
            Shape::Spike => self.spike.base.max(self.spike.peak),
            Shape::DayCurve => {
                let levels = (0..7 * 24).map(|slot| self.day_curve.level(slot / 24, slot % 24));
                levels.fold(0.0, f64::max)
            }
        }
    }
}
