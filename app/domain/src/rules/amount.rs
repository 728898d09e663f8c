//! A number with its unit, kept as it was written so that it reads back the same.

use super::Metric;
use crate::messages::RuleProblem;
use std::fmt;

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// `us`
    Microseconds,
    /// `ms`
    Milliseconds,
    /// `s`
    Seconds,
    /// `%`
    Percent,
    /// Nothing is written: parts of 1, or things per second.
    One,
}

impl Unit {
    /// What is written after the number.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Microseconds => "us",
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
            Self::Percent => "%",
            Self::One => "",
        }
    }
}

/// A limit: a number from 0 up, and its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount {
    /// As written, 0 or more.
    pub number: f64,
    /// Its unit.
    pub unit: Unit,
}

impl Amount {
    /// In the unit that [`Metric::measure`] gives: milliseconds, a part of 1, or per second.
    pub fn value(self) -> f64 {
        match self.unit {
            Unit::Microseconds => self.number / 1_000.0,
            Unit::Seconds => self.number * 1_000.0,
            Unit::Percent => self.number / 100.0,
            Unit::Milliseconds | Unit::One => self.number,
        }
    }

    /// Reads a limit for `metric`.
    pub(super) fn parse(text: &str, metric: Metric) -> Result<Self, RuleProblem> {
        let (number, written) = number(text)
            .ok_or_else(|| RuleProblem::LimitNotANumber { metric: metric.to_string(), text: text.to_owned() })?;
        let units = metric.units();
        let unit = match written {
            "" => metric.default_unit(),
            "µs" => Unit::Microseconds,
            _ => units.iter().copied().find(|unit| unit.as_str() == written).unwrap_or(Unit::One),
        };
        if !units.contains(&unit) || (unit == Unit::One && !written.is_empty()) {
            let units = units.iter().map(|unit| unit.as_str()).filter(|unit| !unit.is_empty()).collect();
            return Err(RuleProblem::UnknownUnit { unit: written.to_owned(), metric: metric.to_string(), units });
        }
        let amount = Self { number, unit };
        if matches!(metric, Metric::ErrorRate | Metric::DropRate) && amount.value() > 1.0 {
            let metric = metric.to_string();
            return Err(match unit {
                Unit::One => RuleProblem::PartAboveOne { metric, limit: number },
                _ => RuleProblem::PercentAboveHundred { metric },
            });
        }
        Ok(amount)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.number, self.unit.as_str())
    }
}

/// A plain decimal number at the beginning of `text`, and what follows it.
pub(super) fn number(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    let number: f64 = digits.parse().ok()?;
    number.is_finite().then_some((number, rest.trim()))
}
