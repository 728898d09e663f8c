//! Between which bounds a number may be, and what is said of one that is not.

use std::fmt;

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
    pub said: &'static str,
}

/// From `min` to `max`.
pub const fn between(min: f64, max: f64) -> Range {
    Range { min, max, above: false, said: "" }
}

/// More than `min`, at most `max`.
pub const fn above(min: f64, max: f64) -> Range {
    Range { above: true, ..between(min, max) }
}

/// `min` or more.
pub const fn from(min: f64) -> Range {
    between(min, f64::INFINITY)
}

/// A number with its text: large whole numbers are shown as they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// With decimals.
    Decimal(f64),
    /// Without.
    Whole(u64),
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decimal(number) => number.fmt(f),
            Self::Whole(number) => number.fmt(f),
        }
    }
}

impl Range {
    /// The same with words behind the bounds.
    pub const fn said(self, said: &'static str) -> Self {
        Self { said, ..self }
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
    pub fn objection(&self, number: Number) -> Option<String> {
        let value = match number {
            Number::Decimal(number) => number,
            // No bound is beyond 2^53, up to which this is exact.
            Number::Whole(number) => number as f64,
        };
        if self.contains(value) {
            return None;
        }
        let Self { min, max, said, .. } = self;
        Some(if !self.has_max() {
            format!("must be {min} or more{said}")
        } else if self.above {
            format!("must be above {min} and at most {max}{said}, is {number}")
        } else {
            format!("must be between {min} and {max}{said}, is {number}")
        })
    }
}
