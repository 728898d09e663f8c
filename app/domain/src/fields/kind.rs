//! What values a field takes, apart from where they live.

use super::{
    range::Range,
    slot::{SHARES, Slot},
};

/// How many entries or characters there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// The fewest.
    pub min: usize,
    /// The most; [`usize::MAX`] for no limit.
    pub max: usize,
}

/// What characters a text consists of, as a regular expression (ECMA-262); empty for any.
pub type Pattern = &'static str;

/// A list of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rows {
    /// Name of the table of their fields.
    pub table: &'static str,
    /// How many there may be.
    pub length: Length,
}

impl Length {
    /// Any.
    pub const ANY: Self = Self { min: 0, max: usize::MAX };

    /// At most `max`.
    pub const fn most(max: usize) -> Self {
        Self { min: 0, max }
    }

    /// From `min` to `max`.
    pub const fn of(min: usize, max: usize) -> Self {
        Self { min, max }
    }
}

/// The kinds of values.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A number.
    Number(Range),
    /// A whole number.
    Integer(Range),
    /// Yes or no.
    Flag,
    /// One of these words.
    Choice(Vec<&'static str>),
    /// A day, `YYYY-MM-DD`.
    Day,
    /// A text.
    Text(Length, Pattern),
    /// A text that is written and never read.
    Secret,
    /// A list of numbers.
    Numbers(Range, Length),
    /// A list of texts.
    Texts(Length),
    /// A list of objects.
    Rows(Rows),
    /// An object: name of its schema, if it has one to itself.
    Object(&'static str),
}

impl<C> Slot<C> {
    /// What values it takes; whether there may be none is for [`Slot::is_optional`] to say.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Number(_, range) | Self::OptionalNumber(_, range) => Kind::Number(*range),
            Self::Share(_) => Kind::Number(SHARES),
            Self::Whole(_, range) | Self::OptionalWhole(_, range) => Kind::Integer(*range),
            Self::Large(_, range) | Self::OptionalLarge(_, range) => Kind::Integer(*range),
            Self::Flag(_) => Kind::Flag,
            Self::Choice(_, words) => Kind::Choice((words.all)()),
            Self::Day(_) => Kind::Day,
            Self::Text(_, length, pattern) => Kind::Text(*length, pattern),
            Self::OptionalText(_, length) => Kind::Text(*length, ""),
            Self::Secret(_) => Kind::Secret,
            Self::Numbers(_, range, length) => Kind::Numbers(*range, *length),
            Self::Texts(_, length) => Kind::Texts(*length),
            Self::Rows(_, rows) | Self::Line(_, rows, _) => Kind::Rows(*rows),
            Self::Object(_, schema) | Self::OptionalObject(_, schema) => Kind::Object(schema),
        }
    }
}
