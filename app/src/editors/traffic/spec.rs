//! A field that is typed as text: its name, its words for people, and how its text and its value become
//! each other. Described once for the form, the error summary and the reader of the texts.

use crate::editors::fields::{number, whole};

/// Where a field's value lives, and what kind of text stands for it.
pub enum Slot<C: 'static> {
    /// A number that may have decimals.
    Number(fn(&mut C) -> &mut f64),
    /// A part of a whole, 0–1; shown with a slider.
    Share(fn(&mut C) -> &mut f64),
    /// A whole number.
    Whole(fn(&mut C) -> &mut u32),
    /// A large whole number.
    Large(fn(&mut C) -> &mut u64),
    /// A number with decimals, or nothing.
    OptionalNumber(fn(&mut C) -> &mut Option<f64>),
    /// A whole number, or nothing.
    OptionalWhole(fn(&mut C) -> &mut Option<u32>),
    /// A large whole number, or nothing.
    OptionalLarge(fn(&mut C) -> &mut Option<u64>),
    /// A day, or nothing.
    Day(fn(&mut C) -> &mut Option<String>),
    /// A text as it is.
    Text(fn(&mut C) -> &mut String),
    /// A list as a line of text: how it is shown, and how it is read.
    Line(fn(&C) -> String, fn(&mut C, &str) -> Result<(), String>),
    /// Numbers with commas between them.
    Numbers(fn(&mut C) -> &mut Vec<f64>),
}

/// A field of `C`.
pub struct Spec<C: 'static> {
    /// Path from `C`, as in JSON.
    pub path: &'static str,
    /// Label of the input.
    pub label: &'static str,
    /// Unit written behind the input.
    pub unit: &'static str,
    /// What the field does, where its label does not say it all.
    pub hint: &'static str,
    /// Where its value lives.
    pub slot: Slot<C>,
}

impl<C: Clone> Spec<C> {
    /// The text that stands for the value in `owner`.
    pub fn text(&self, owner: &C) -> String {
        let mut owner = owner.clone();
        match self.slot {
            Slot::Number(of) | Slot::Share(of) => of(&mut owner).to_string(),
            Slot::Whole(of) => of(&mut owner).to_string(),
            Slot::Large(of) => of(&mut owner).to_string(),
            Slot::OptionalNumber(of) => of(&mut owner).map(|value| value.to_string()).unwrap_or_default(),
            Slot::OptionalWhole(of) => of(&mut owner).map(|value| value.to_string()).unwrap_or_default(),
            Slot::OptionalLarge(of) => of(&mut owner).map(|value| value.to_string()).unwrap_or_default(),
            Slot::Day(of) => of(&mut owner).take().unwrap_or_default(),
            Slot::Text(of) => std::mem::take(of(&mut owner)),
            Slot::Line(show, _) => show(&owner),
            Slot::Numbers(of) => of(&mut owner).iter().map(f64::to_string).collect::<Vec<_>>().join(", "),
        }
    }

    /// Reads `text` into `owner`.
    ///
    /// # Errors
    /// A sentence when it is not a number of the right kind; ranges are the validation's business.
    pub fn read(&self, text: &str, owner: &mut C) -> Result<(), String> {
        let text = text.trim();
        match self.slot {
            Slot::Number(of) | Slot::Share(of) => *of(owner) = number(text)?,
            Slot::Whole(of) => *of(owner) = whole(text)?,
            Slot::Large(of) => *of(owner) = whole(text)?,
            Slot::OptionalNumber(of) => *of(owner) = optional(text, number)?,
            Slot::OptionalWhole(of) => *of(owner) = optional(text, whole)?,
            Slot::OptionalLarge(of) => *of(owner) = optional(text, whole)?,
            Slot::Day(of) => *of(owner) = (!text.is_empty()).then(|| text.to_owned()),
            Slot::Text(of) => text.clone_into(of(owner)),
            Slot::Line(_, read) => read(owner, text)?,
            Slot::Numbers(of) => {
                let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                *of(owner) = parts.map(number).collect::<Result<_, _>>()?;
            }
        }
        Ok(())
    }

    /// What keyboard a phone offers.
    pub fn input_mode(&self) -> &'static str {
        match self.slot {
            Slot::Number(_) | Slot::Share(_) | Slot::OptionalNumber(_) => "decimal",
            Slot::Whole(_) | Slot::Large(_) | Slot::OptionalWhole(_) | Slot::OptionalLarge(_) => "numeric",
            Slot::Day(_) | Slot::Text(_) | Slot::Line(..) | Slot::Numbers(_) => "text",
        }
    }

    /// What an empty input means.
    pub fn is_optional(&self) -> bool {
        matches!(self.slot, Slot::OptionalNumber(_) | Slot::OptionalWhole(_) | Slot::OptionalLarge(_) | Slot::Day(_))
    }
}

fn optional<T>(text: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>, String> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some) }
}
