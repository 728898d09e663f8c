//! What is wrong with a name, a title or another text that is taken as it is.

use super::{Sentence, size};
use serde::Serialize;

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum TextFinding {
    #[error("must not contain characters that do not show, such as {character}; remove it")]
    HiddenCharacter { character: String },
    #[error("must have {} to {} characters{}", size(*.least), size(*.most), at_present(.has))]
    LengthNotBetween {
        least: usize,
        most: usize,
        #[serde(skip_serializing_if = "Option::is_none")]
        has: Option<usize>,
    },
    #[error("must have at most {} characters{}", size(*.most), at_present(.has))]
    TextTooLong {
        most: usize,
        #[serde(skip_serializing_if = "Option::is_none")]
        has: Option<usize>,
    },
    #[error("must not be empty")]
    TextEmpty,
    #[error("must be at most {} tags, has {}; leave some out", size(*.most), size(*.has))]
    TooManyTags { most: usize, has: usize },
    #[error("must not contain a comma; make two tags of it")]
    CommaInTag,
    #[error("must not contain semicolons, bars or control characters")]
    SeparatorsInText,
}

impl Sentence for TextFinding {}

fn at_present(has: &Option<usize>) -> String {
    has.map(|has| format!(", has {}", size(has))).unwrap_or_default()
}
