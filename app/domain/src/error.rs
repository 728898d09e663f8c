//! What is wrong with a configuration, field by field.

use crate::messages::{Coded, CrossFieldFinding, Message, NumberFinding};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// One finding about one field, in words a person can act on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Error)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[error("{field}: {message}")]
pub struct FieldError {
    /// Path of the field, for example `targets[2].url`.
    pub field: String,
    /// What is wrong and how to put it right.
    pub message: String,
    /// The same for programs.
    #[serde(flatten)]
    pub coded: Coded,
}

impl FieldError {
    /// A finding about `field`.
    pub fn new(field: impl Into<String>, message: impl Into<Message>) -> Self {
        let Message { text, coded } = message.into();
        Self { field: field.into(), message: text, coded }
    }

    /// The same finding about the field at another path.
    #[must_use]
    pub fn at(self, field: impl Into<String>) -> Self {
        Self { field: field.into(), ..self }
    }

    /// The same finding where the field is part of something else; `prefix` ends with what is between the two.
    #[must_use]
    pub fn below(self, prefix: &str) -> Self {
        let field = format!("{prefix}{}", self.field);
        self.at(field)
    }

    /// The same finding without the number that is wrong, which may be a secret in the wrong place.
    #[must_use]
    pub fn without_value(self) -> Self {
        if let Some(finding) = NumberFinding::of(&self.coded) {
            return Self::new(self.field, finding.without_value());
        }
        match CrossFieldFinding::of(&self.coded) {
            Some(finding) => Self::new(self.field, finding.without_value()),
            None => self,
        }
    }
}

impl From<FieldError> for Message {
    fn from(FieldError { message, coded, .. }: FieldError) -> Self {
        Self { text: message, coded }
    }
}

/// A configuration that cannot be used, with every reason at once.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the configuration has {} error(s): {}", .0.len(), .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct InvalidConfig(pub Vec<FieldError>);
