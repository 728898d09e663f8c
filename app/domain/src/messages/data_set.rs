//! What is wrong with data that visits are made from.

use super::{AddressFinding, Message, Sentence, TextFinding, size};
use serde::Serialize;
use std::fmt;

/// What is wrong with a set, or with one of its entries.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum DataSetFinding {
    /// A finding at a place within a set, where the set is a field of the configuration.
    #[error("{place}: {why}")]
    InDataSet { place: String, why: Message },
    #[error("has {} entries; at most {} are possible", size(*.has), size(*.most))]
    DataSetTooLong { has: usize, most: usize },
    #[error("has no entries; reset the set to use what is built in")]
    DataSetEmpty,
    #[error("the address {why}")]
    EntryAddressInvalid { why: AddressFinding },
    #[error("has too many columns; expected {expected}, separated by a tab or \" | \"")]
    TooManyColumns { expected: Columns },
    #[error("has no keyword; Matomo takes a search without one for a page view")]
    KeywordMissing,
    #[error("must begin with search, social or referral")]
    NotAKindOfReferrer,
    #[error("expected search, social or referral, then the address, separated by a tab or \" | \"")]
    NotAReferrer,
    #[error("must be plain ASCII of at most {} characters", size(*.most))]
    UserAgentInvalid { most: usize },
    #[error("contains {word:?}: Matomo silently drops the hits of such user agents")]
    UserAgentExcluded { word: &'static str },
    #[error("the screen size must look like 1920x1080")]
    NotAScreenSize,
    #[error("the price must be a number from 0.01 to 1,000,000,000, like 19.99")]
    NotAPrice,
    #[error("SKU and name must not be empty")]
    ProductWithoutName,
    #[error("expected SKU, name, category and price, separated by tabs or \" | \"")]
    NotAProduct,
    #[error("must not be empty: Matomo takes such an event for a page view")]
    EventIncomplete,
    #[error("must be a number from 0, or null")]
    EventValueInvalid,
    #[error(transparent)]
    #[serde(untagged)]
    Text(TextFinding),
}

impl Sentence for DataSetFinding {}

impl From<AddressFinding> for DataSetFinding {
    fn from(why: AddressFinding) -> Self {
        Self::EntryAddressInvalid { why }
    }
}

impl From<TextFinding> for DataSetFinding {
    fn from(finding: TextFinding) -> Self {
        Self::Text(finding)
    }
}

/// The columns that a set has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum Columns {
    AddressAndTitle,
    KeywordAndCategory,
    UserAgentAndScreenSize,
    Address,
}

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AddressAndTitle => "address and title",
            Self::KeywordAndCategory => "keyword and category",
            Self::UserAgentAndScreenSize => "user agent and screen size",
            Self::Address => "one address",
        })
    }
}

/// What is allowed in a set but probably not meant. In JSON it is its sentence.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum DataSetWarning {
    #[error("{} pages are very few: visits will all look alike", size(*.pages))]
    VeryFewPages { pages: usize },
    #[error("{} pages are few; a hundred or more look like a real site", size(*.pages))]
    FewPages { pages: usize },
    #[error("{} pages make large reports: archiving in Matomo will take long", size(*.pages))]
    ManyPages { pages: usize },
    #[error("{} entries occur more than once, and so come up more often", size(*.entries))]
    DuplicateEntries { entries: usize },
    #[error("{list} is empty: no such events will be sent")]
    NoEvents { list: &'static str },
    #[error("{list} has {} entries, which makes each of them rare", size(*.has))]
    ManyEvents { list: &'static str, has: usize },
    #[error("{name} is not part of the set and was left out; set it in the configuration")]
    RateLeftOut { name: String },
}

impl Sentence for DataSetWarning {}
