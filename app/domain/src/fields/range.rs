//! The bounds of a number, and the finding for one outside them.

use crate::messages::{Number, NumberFinding, Remark};

/// Bounds, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The least.
    pub min: f64,
    /// The most; infinite for none but the type's own.
    pub max: f64,
    /// Whether `min` itself is out of range.
    pub above: bool,
    /// Said behind the bounds.
    pub remark: Remark,
}

/// From `min` to `max`.
pub const fn between(min: f64, max: f64) -> Range {
    Range { min, max, above: false, remark: Remark::None }
}

/// More than `min`, at most `max`.
pub const fn above(min: f64, max: f64) -> Range {
    Range { above: true, ..between(min, max) }
}

/// `min` or more.
pub const fn from(min: f64) -> Range {
    between(min, f64::INFINITY)
}

impl Range {
    /// The same with a remark behind the bounds.
    pub const fn remark(self, remark: Remark) -> Self {
        Self { remark, ..self }
    }

    /// Whether there is a bound above.
    pub fn has_max(&self) -> bool {
        self.max.is_finite()
    }

    /// Whether a number is in it; one that is none (NaN) is not.
    pub fn contains(&self, number: f64) -> bool {
        let is_enough = if self.above { number > self.min } else { number >= self.min };
        is_enough && number <= self.max
    }

    /// What is wrong with a number, if anything is.
    pub fn objection(&self, number: Number) -> Option<NumberFinding> {
        let value = match number {
            Number::Decimal(number) => number,
            // No bound is beyond 2^53, up to which this is exact.
            Number::Whole(number) => number as f64,
        };
        if self.contains(value) {
            return None;
        }
        let Self { min, max, remark, .. } = *self;
        let is = Some(number);
        Some(if !self.has_max() {
            NumberFinding::BelowMinimum { min: min.into(), remark }
        } else if self.above {
            NumberFinding::NotAbove { min: min.into(), max: max.into(), remark, is }
        } else {
            NumberFinding::NotBetween { min: min.into(), max: max.into(), remark, is }
        })
    }
}
