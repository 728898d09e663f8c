//! Where the value of a field lives, and what it may be.

use super::{
    kind::{Length, Pattern, Rows},
    range::{Range, between},
};
use crate::messages::{LineFinding, Number};

/// The place of a `T` in a `C`.
pub struct At<C: 'static, T: 'static> {
    /// To look at it.
    pub get: fn(&C) -> &T,
    /// To change it.
    pub get_mut: fn(&mut C) -> &mut T,
}

/// The place of a value in a `C`, of whatever type it is.
pub struct Erased<C: 'static> {
    /// Whether two have the same value there.
    pub same: fn(&C, &C) -> bool,
    /// Takes the value of the first over into the second.
    pub copy: fn(&C, &mut C),
}

/// A choice as a word.
pub struct Words<C: 'static> {
    /// All words.
    pub all: fn() -> Vec<&'static str>,
    /// The one that is chosen.
    pub of: fn(&C) -> &'static str,
}

/// A list as a line of text.
pub struct Line<C: 'static> {
    /// How it is shown.
    pub show: fn(&C) -> String,
    /// How it is read.
    pub read: fn(&mut C, &str) -> Result<(), LineFinding>,
}

/// Where a value lives, and what it may be.
pub enum Slot<C: 'static> {
    /// A number that may have decimals.
    Number(At<C, f64>, Range),
    /// A part of a whole, 0–1.
    Share(At<C, f64>),
    /// A whole number.
    Whole(At<C, u32>, Range),
    /// A large whole number.
    Large(At<C, u64>, Range),
    /// A number with decimals, or nothing.
    OptionalNumber(At<C, Option<f64>>, Range),
    /// A whole number, or nothing.
    OptionalWhole(At<C, Option<u32>>, Range),
    /// A large whole number, or nothing.
    OptionalLarge(At<C, Option<u64>>, Range),
    /// Yes or no.
    Flag(At<C, bool>),
    /// One of some words.
    Choice(Erased<C>, Words<C>),
    /// A day, or nothing.
    Day(At<C, Option<String>>),
    /// A text as it is.
    Text(At<C, String>, Length, Pattern),
    /// A text, or nothing.
    OptionalText(At<C, Option<String>>, Length),
    /// What is written and never read.
    Secret(Erased<C>),
    /// Numbers; in the editor with commas between them.
    Numbers(At<C, Vec<f64>>, Range, Length),
    /// Texts.
    Texts(At<C, Vec<String>>, Length),
    /// A list of objects, which have a table of their own.
    Rows(Erased<C>, Rows),
    /// The same, which the editor shows as a line of text.
    Line(Erased<C>, Rows, Line<C>),
    /// An object, whose fields follow with its path in front, or that has a table of its own.
    Object(Erased<C>, &'static str),
    /// The same, or nothing.
    OptionalObject(Erased<C>, &'static str),
}

/// What all shares are in.
pub(super) const SHARES: Range = between(0.0, 1.0);

macro_rules! either {
    ($slot:expr, $at:ident => $typed:expr, $erased:ident => $other:expr) => {
        match $slot {
            Slot::Number($at, _) | Slot::Share($at) => $typed,
            Slot::Whole($at, _) => $typed,
            Slot::Large($at, _) => $typed,
            Slot::OptionalNumber($at, _) => $typed,
            Slot::OptionalWhole($at, _) => $typed,
            Slot::OptionalLarge($at, _) => $typed,
            Slot::Flag($at) => $typed,
            Slot::Day($at) | Slot::OptionalText($at, _) => $typed,
            Slot::Text($at, ..) => $typed,
            Slot::Numbers($at, ..) => $typed,
            Slot::Texts($at, _) => $typed,
            Slot::Choice($erased, _)
            | Slot::Secret($erased)
            | Slot::Rows($erased, _)
            | Slot::Line($erased, ..)
            | Slot::Object($erased, _)
            | Slot::OptionalObject($erased, _) => $other,
        }
    };
}

impl<C> Slot<C> {
    /// Whether two have the same value.
    pub fn same(&self, one: &C, other: &C) -> bool {
        either!(self, at => (at.get)(one) == (at.get)(other), erased => (erased.same)(one, other))
    }

    /// Takes the value of one over into another.
    pub fn copy(&self, from: &C, to: &mut C) {
        either!(self, at => (at.get_mut)(to).clone_from((at.get)(from)), erased => (erased.copy)(from, to));
    }

    /// Whether nothing may stand for a value.
    pub fn is_optional(&self) -> bool {
        matches!(
            self,
            Self::OptionalNumber(..)
                | Self::OptionalWhole(..)
                | Self::OptionalLarge(..)
                | Self::OptionalText(..)
                | Self::OptionalObject(..)
                | Self::Day(_)
                | Self::Secret(_)
        )
    }

    /// Gives each number that has a range: where it is in a list (`[3]`), itself and the range.
    pub(super) fn each_number(&self, owner: &C, mut give: impl FnMut(&str, Number, &Range)) {
        match self {
            Self::Number(at, range) => give("", Number::Decimal(*(at.get)(owner)), range),
            Self::Share(at) => give("", Number::Decimal(*(at.get)(owner)), &SHARES),
            Self::Whole(at, range) => give("", Number::Whole((*(at.get)(owner)).into()), range),
            Self::Large(at, range) => give("", Number::Whole(*(at.get)(owner)), range),
            Self::OptionalNumber(at, range) => {
                (at.get)(owner).iter().for_each(|number| give("", Number::Decimal(*number), range));
            }
            Self::OptionalWhole(at, range) => {
                (at.get)(owner).iter().for_each(|number| give("", Number::Whole((*number).into()), range));
            }
            Self::OptionalLarge(at, range) => {
                (at.get)(owner).iter().for_each(|number| give("", Number::Whole(*number), range));
            }
            // Beyond the largest number allowed, more findings would not help.
            Self::Numbers(at, range, length) => {
                for (place, number) in (at.get)(owner).iter().enumerate().take(length.max) {
                    if !range.contains(*number) {
                        give(&format!("[{place}]"), Number::Decimal(*number), range);
                    }
                }
            }
            Self::Flag(_)
            | Self::Choice(..)
            | Self::Day(_)
            | Self::Text(..)
            | Self::OptionalText(..)
            | Self::Secret(_)
            | Self::Texts(..)
            | Self::Rows(..)
            | Self::Line(..)
            | Self::Object(..)
            | Self::OptionalObject(..) => {}
        }
    }
}
