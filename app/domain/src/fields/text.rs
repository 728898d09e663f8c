//! How the text of an input and the value of a field become each other.

use super::{Field, Slot};
use crate::messages::{NumberFinding, ReadFinding};
use std::{fmt::Display, str::FromStr};

impl<C> Field<C> {
    /// The text that stands for the value in `owner`; empty for what is no text of an input.
    pub fn text(&self, owner: &C) -> String {
        fn optional<T: Display>(value: &Option<T>) -> String {
            value.as_ref().map(T::to_string).unwrap_or_default()
        }
        match &self.slot {
            Slot::Number(at, _) | Slot::Share(at) => (at.get)(owner).to_string(),
            Slot::Whole(at, _) => (at.get)(owner).to_string(),
            Slot::Large(at, _) => (at.get)(owner).to_string(),
            Slot::OptionalNumber(at, _) => optional((at.get)(owner)),
            Slot::OptionalWhole(at, _) => optional((at.get)(owner)),
            Slot::OptionalLarge(at, _) => optional((at.get)(owner)),
            Slot::Day(at) | Slot::OptionalText(at, _) => optional((at.get)(owner)),
            Slot::Text(at, ..) => (at.get)(owner).clone(),
            Slot::Line(_, _, line) => (line.show)(owner),
            Slot::Numbers(at, ..) => (at.get)(owner).iter().map(f64::to_string).collect::<Vec<_>>().join(", "),
            Slot::Choice(_, words) => (words.of)(owner).to_owned(),
            Slot::Flag(_)
            | Slot::Secret(_)
            | Slot::Texts(..)
            | Slot::Rows(..)
            | Slot::Object(..)
            | Slot::OptionalObject(..) => String::new(),
        }
    }

    /// Reads the text of an input into `owner`.
    ///
    /// # Errors
    /// When it is not a number of the right kind; ranges are the validation's business.
    pub fn read(&self, text: &str, owner: &mut C) -> Result<(), ReadFinding> {
        let text = text.trim();
        match &self.slot {
            Slot::Number(at, _) | Slot::Share(at) => *(at.get_mut)(owner) = number(text)?,
            Slot::Whole(at, _) => *(at.get_mut)(owner) = whole(text)?,
            Slot::Large(at, _) => *(at.get_mut)(owner) = whole(text)?,
            Slot::OptionalNumber(at, _) => *(at.get_mut)(owner) = optional(text, number)?,
            Slot::OptionalWhole(at, _) => *(at.get_mut)(owner) = optional(text, whole)?,
            Slot::OptionalLarge(at, _) => *(at.get_mut)(owner) = optional(text, whole)?,
            Slot::Day(at) | Slot::OptionalText(at, _) => {
                *(at.get_mut)(owner) = (!text.is_empty()).then(|| text.to_owned());
            }
            Slot::Text(at, ..) => text.clone_into((at.get_mut)(owner)),
            Slot::Line(_, _, line) => (line.read)(owner, text)?,
            Slot::Numbers(at, ..) => {
                let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                *(at.get_mut)(owner) = parts.map(number).collect::<Result<_, _>>()?;
            }
            Slot::Flag(_)
            | Slot::Choice(..)
            | Slot::Secret(_)
            | Slot::Texts(..)
            | Slot::Rows(..)
            | Slot::Object(..)
            | Slot::OptionalObject(..) => {}
        }
        Ok(())
    }

    /// Whether a person types it as a text; choices, switches and lists have controls of their own.
    pub fn is_typed(&self) -> bool {
        !matches!(
            self.slot,
            Slot::Flag(_)
                | Slot::Choice(..)
                | Slot::Secret(_)
                | Slot::Texts(..)
                | Slot::Rows(..)
                | Slot::Object(..)
                | Slot::OptionalObject(..)
        )
    }

    /// What keyboard a phone offers.
    pub fn input_mode(&self) -> &'static str {
        match self.slot {
            Slot::Number(..) | Slot::Share(_) | Slot::OptionalNumber(..) => "decimal",
            Slot::Whole(..) | Slot::Large(..) | Slot::OptionalWhole(..) | Slot::OptionalLarge(..) => "numeric",
            _ => "text",
        }
    }

    /// Whether an empty input means that there is no value.
    pub fn is_optional(&self) -> bool {
        self.slot.is_optional()
    }
}

fn optional<T>(text: &str, read: impl Fn(&str) -> Result<T, NumberFinding>) -> Result<Option<T>, NumberFinding> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some) }
}

/// A whole number from 0.
///
/// # Errors
/// What to write instead.
pub fn whole<T: FromStr + Display>(text: &str) -> Result<T, NumberFinding> {
    if text.is_empty() {
        return Err(NumberFinding::WholeNumberMissing);
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NumberFinding::NotWhole { text: text.to_owned() });
    }
    text.parse().map_err(|_| NumberFinding::NumberTooLarge { text: text.to_owned() })
}

/// A number, with or without decimals.
///
/// # Errors
/// What to write instead.
pub fn number(text: &str) -> Result<f64, NumberFinding> {
    if text.is_empty() {
        return Err(NumberFinding::NumberMissing);
    }
    // The words Rust reads as numbers (inf, nan) are not what anybody means here.
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let value = text.parse::<f64>().ok().filter(|value| plain && value.is_finite());
    value.ok_or_else(|| NumberFinding::NotANumber { text: text.to_owned() })
}
