//! What is wrong with what programs send: JSON, query parameters.

use super::Sentence;
use serde::Serialize;
use std::fmt;

/// What is wrong with JSON, whatever it is about.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum InputFinding {
    #[error("is missing")]
    FieldMissing,
    #[error("is not a known field; {}", instead(.near))]
    UnknownField {
        #[serde(skip_serializing_if = "Option::is_none")]
        near: Option<String>,
    },
    #[error("is no name of a field; name it, or take it out")]
    FieldWithoutName,
    #[error("must be an object: {{…}}")]
    NotAnObject,
    #[error("must be a list: […]")]
    NotAList,
    #[error("must be {}", one_of(.words))]
    NotOneOf { words: Vec<String> },
    #[error("must be {expected}, is {is}")]
    WrongKind { expected: JsonKind, is: JsonKind },
    #[error("cannot be read: is {is}")]
    JsonUnreadable { is: JsonKind },
    #[error("must be {expected}, as it was read; the server decides it, so it can be left out")]
    DecidedByServer { expected: JsonKind },
    #[error(
        "holds too many values: a configuration has at most 1,000 targets, and a data set 100,000 entries; send less"
    )]
    TooManyValues,
    #[error("column {column}: the text ends too early")]
    JsonEndsEarly { column: usize },
    #[error("column {column}: the text is not valid JSON")]
    NotJson { column: usize },
}

impl Sentence for InputFinding {}

/// What is wrong with a request beyond its form.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum RequestFinding {
    #[error("must be one of {}", .words.join(", "))]
    NoSuchChoice { words: Vec<String> },
    #[error("is no entry of the list any more; read the list from its start")]
    NoSuchEntry,
    #[error("cannot be combined with config; send one of them")]
    ConfigAndPreset,
    #[error("is missing; say how likely a visit takes the funnel, from 0 to 1")]
    ProbabilityMissing,
    #[error("must be a text")]
    ContentNotText,
    #[error("must be a text or an object with click_events and random_events")]
    ContentNotEvents,
    #[error("cannot change while the run goes on; leave it out, or stop the run and start it with this value")]
    WaitsForNextStart,
}

impl Sentence for RequestFinding {}

/// A kind of JSON value, for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JsonKind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number.
    Number,
    /// A number below 0.
    Negative,
    /// A number with a fraction, or beyond what is read exactly.
    Fraction,
    /// A whole number.
    Integer,
    /// A whole number from 0.
    Natural,
    /// A text.
    Text,
    /// A list.
    List,
    /// An object.
    Object,
    /// A value that cannot be found any more.
    Unknown,
    /// What a type says of itself.
    #[serde(untagged)]
    Other(String),
}

impl fmt::Display for JsonKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Boolean => "true or false",
            Self::Number => "a number",
            Self::Negative => "a negative number",
            Self::Fraction => "a number with a fraction or too large",
            Self::Integer => "a whole number",
            Self::Natural => "a whole number from 0",
            Self::Text => "a text",
            Self::List => "a list",
            Self::Object => "an object",
            Self::Unknown => "something else",
            Self::Other(text) => text,
        })
    }
}

fn instead(near: &Option<String>) -> String {
    near.as_ref().map_or_else(|| "remove it".to_owned(), |near| format!("did you mean {near}?"))
}

fn one_of(words: &[String]) -> String {
    match words {
        [_, _, _, ..] => format!("one of {}", words.join(", ")),
        few => few.join(" or "),
    }
}
