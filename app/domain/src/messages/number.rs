//! What is wrong with a number, or with a text that was to be one.

use super::{Coded, Sentence, count, exact};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A number of a message: whole ones are whole for programs, too.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Number {
    /// Without decimals, from 0.
    Whole(u64),
    /// Any other.
    Decimal(f64),
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        // Up to 2^53 every whole number is exact.
        let is_whole = value.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&value);
        if is_whole { Self::Whole(value as u64) } else { Self::Decimal(value) }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Whole(number) => count(*number),
            Self::Decimal(number) => exact(*number),
        })
    }
}

/// What is said behind the bounds of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remark {
    /// Nothing.
    #[default]
    None,
    /// It is a rate of visits.
    VisitsPerSecond,
    /// It is Matomo's idsite.
    SiteId,
}

impl Remark {
    fn is_none(&self) -> bool {
        *self == Self::None
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "",
            Self::VisitsPerSecond => " visits per second",
            Self::SiteId => "; it is the idsite of the site in Matomo",
        })
    }
}

/// What is wrong with a number. `is` is the number itself, or nothing where it must not be repeated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum NumberFinding {
    #[error("must be between {min} and {max}{remark}{}", is_clause(.is))]
    NotBetween {
        min: Number,
        max: Number,
        #[serde(default, skip_serializing_if = "Remark::is_none")]
        remark: Remark,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is: Option<Number>,
    },
    #[error("must be above {min} and at most {max}{remark}{}", is_clause(.is))]
    NotAbove {
        min: Number,
        max: Number,
        #[serde(default, skip_serializing_if = "Remark::is_none")]
        remark: Remark,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is: Option<Number>,
    },
    #[error("must be {min} or more{remark}")]
    BelowMinimum {
        min: Number,
        #[serde(default, skip_serializing_if = "Remark::is_none")]
        remark: Remark,
    },
    #[error("must be a whole number from {min} to {max}")]
    NotWholeBetween { min: Number, max: Number },
    #[error("enter a whole number")]
    WholeNumberMissing,
    #[error("enter a number")]
    NumberMissing,
    #[error("must be a whole number in digits only, is {text:?}")]
    NotWhole { text: String },
    #[error("is too large: {text}")]
    NumberTooLarge { text: String },
    #[error("must be a number with '.' before decimals and no separators, is {text:?}")]
    NotANumber { text: String },
}

impl Sentence for NumberFinding {}

impl NumberFinding {
    /// The finding that was made into this; `None` if it is about something else.
    pub fn of(coded: &Coded) -> Option<Self> {
        serde_json::to_value(coded).and_then(serde_json::from_value).ok()
    }

    /// The same without the number that is wrong.
    #[must_use]
    pub fn without_value(mut self) -> Self {
        match &mut self {
            Self::NotBetween { is, .. } | Self::NotAbove { is, .. } => *is = None,
            _ => {}
        }
        self
    }
}

pub(super) fn is_clause(is: &Option<Number>) -> String {
    is.map(|is| format!(", is {is}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FieldError;
    use serde_json::json;

    #[test]
    fn numbers_have_separators_for_people_and_none_for_programs() {
        let finding = NumberFinding::NotBetween {
            min: 0.5.into(),
            max: 1e10.into(),
            remark: Remark::None,
            is: Some(Number::Whole(20_000_000_000)),
        };
        let error = FieldError::new("a", finding);
        assert_eq!(error.message, "must be between 0.5 and 10,000,000,000, is 20,000,000,000");
        assert_eq!(error.coded.code, "not_between");
        assert_eq!(json!(error.coded.params), json!({"min": 0.5, "max": 10_000_000_000_u64, "is": 20_000_000_000_u64}));
    }

    #[test]
    fn a_finding_can_be_shown_without_its_value() {
        let finding =
            NumberFinding::NotAbove { min: 0.0.into(), max: 3.0.into(), remark: Remark::None, is: Some(4.0.into()) };
        let error = FieldError::new("a", finding).without_value();
        assert_eq!((error.message.as_str(), error.coded.code.as_str()), ("must be above 0 and at most 3", "not_above"));
        assert!(!error.coded.params.contains_key("is"), "{error:?}");
        let other = FieldError::new("a", NumberFinding::NumberMissing);
        assert_eq!(other.clone().without_value(), other);
    }
}
