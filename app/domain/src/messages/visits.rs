//! What is wrong with what visits do: rates, orders, countries, journeys, what is measured besides pages.

use super::{NumberFinding, Sentence, exact, size};
use crate::config::DimensionScope;
use serde::Serialize;

/// What is wrong with what visits do.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum VisitFinding {
    #[error("is not a known time zone; use an IANA name like Europe/Berlin, CET or UTC")]
    UnknownTimeZone,
    #[error("{is} is more than most sites see")]
    UnusuallyMany { is: f64 },
    #[error("must be three capital letters, an ISO 4217 code like EUR")]
    NotACurrency,
    #[error("at most {} rates are possible", size(*.most))]
    TooManyRates { most: usize },
    #[error(
        "{} is more than the smallest order is worth ({}); such orders get cheaper shipping", exact(*.rate), exact(*.order)
    )]
    ShippingAboveOrder { rate: f64, order: f64 },
    #[error("has {} countries; there are not that many", size(*.has))]
    TooManyCountries { has: usize },
    #[error("{country:?} is not a country with addresses; use a two-letter code like DE, or other")]
    UnknownCountry { country: String },
    #[error("{country} is listed twice")]
    CountryTwice { country: String },
    #[error("give at least one journey a weight, or remove them all")]
    NoJourneyWeight,
    #[error("{name:?} is already the name of a journey")]
    JourneyNameTwice { name: String },
}

impl Sentence for VisitFinding {}

/// What is wrong with goals, user ids, custom dimensions and contents.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum MeasuredFinding {
    #[error("at most {} entries are possible", size(*.most))]
    TooManyMeasured { most: usize },
    #[error("goal {id} is listed twice; a visit reaches a goal once")]
    GoalTwice { id: u32 },
    #[error("dimension {id} is listed twice; give one entry all its values")]
    DimensionTwice { id: u32 },
    #[error("needs 1 to {} values that {} can have", size(*.most), who(*.scope))]
    DimensionValues { most: usize, scope: DimensionScope },
    #[error(
        "Matomo makes the visitor id of a hit with a user id from that, so these visits cannot be told by the visitor ids of \
         the run; and users who look alike at the same time, by address and browser, become one visit. Give targets a \
         token, so that visitors have addresses of their own"
    )]
    UserIdsHideVisitors,
}

impl Sentence for MeasuredFinding {}

fn who(scope: DimensionScope) -> &'static str {
    match scope {
        DimensionScope::Visit => "a visit",
        DimensionScope::Action => "an action",
    }
}

/// What keeps a line of text from being a list of goals, custom dimensions or contents.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum LineFinding {
    /// `entry` is counted from 1.
    #[error("entry {entry}: {why}")]
    LineEntry { entry: usize, why: EntryFinding },
}

impl Sentence for LineFinding {}

/// What is wrong with one entry of such a line.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum EntryFinding {
    /// `part` is counted from 1.
    #[error("part {part} must be a number")]
    PartNotANumber { part: usize },
    #[error("begins with the id in Matomo, a whole number")]
    IdMissing,
    #[error("has more than {most} parts; entries are separated by semicolons")]
    TooManyParts { most: usize },
    #[error("its second part must be visit or action")]
    NotAScope,
}

impl Sentence for EntryFinding {}

/// What keeps the text of an input from being the value of its field.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(untagged)]
#[error(transparent)]
pub enum ReadFinding {
    /// It is no number.
    Number(#[from] NumberFinding),
    /// It is no list in a line.
    Line(#[from] LineFinding),
}

impl Sentence for ReadFinding {}
